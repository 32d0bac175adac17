import type { ColumnData, Row } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import { numbersOfColumn } from '../engine/column-values.ts';
import type { RowProblem } from '../engine/program.ts';
import { evaluateRanker, type RankerEvaluation } from '../evaluate/ranker.ts';
import { valueAt } from '../source/row-values.ts';
import type { Source } from '../source/source.ts';
import type { EvaluateOptions } from './classifier-model.ts';
import { type ExcludedRows, GrowingNumbers, refuseProblems, withRules } from './evaluation-rows.ts';
import { checkCallOptions } from './fit-options.ts';
import { Model } from './model.ts';
import { numberColumn } from './prediction-batch.ts';

export interface RankerReport extends RankerEvaluation {
  /** Rows left out, by reason. */
  readonly excludedRows: ExcludedRows;
  /** Rows among those measured that the model was fitted on; estimated where it was fitted on many. */
  readonly trainedRows: number;
}

/** A fitted ranker: its scores order the rows of a group, best first. Immutable; saved with `save`. */
export class RankerModel extends Model {
  readonly task = 'ranking';

  /** The column that holds the groups (queries) of training. */
  get group(): string {
    return this.parts.group!;
  }

  /**
   * Scores one row, synchronously, in microseconds, with the same bits as `predict`. Scores compare within a group.
   *
   * @param row every column of `inputs`; null where missing
   * @throws MillraceError COLUMN_MISSING, VALUE_INVALID
   */
  predictOne(row: Row): { readonly prediction: number } {
    return { prediction: this.scoreRow(row)[0]! };
  }

  /**
   * How well the scores order the rows of each group, with bootstrap intervals and an order by chance beside them. Rows
   * whose relevance is missing are left out and counted. Weights are those of training, if the source has the column.
   *
   * @throws MillraceError COLUMN_MISSING, VALUE_MISSING for a row without a group, VALUE_INVALID for a row that can't be
   *   scored, TARGET_INVALID, ROWS_TOO_FEW,
   *   ROWS_TRAINED_ON
   */
  async evaluate(source: Source, options: EvaluateOptions = {}): Promise<RankerReport> {
    checkCallOptions('evaluate', options);
    const { target, weight } = this.parts;
    const { group } = this;
    const { source: prepared, brokenRules } = this.withTarget(source);
    prepared.schema.field(group);
    const isWeighted = weight !== undefined && prepared.schema.has(weight);
    const extra = [target.name, group, ...(isWeighted ? [weight] : [])];
    const [targets, scores, groups, weights] = Array.from({ length: 4 }, () => new GrowingNumbers());
    const codes = new Map<string, number>();
    const excluded = { targetMissing: 0, classUnknown: 0 };
    const guard = this.trainedRowsGuard(source, options.trainedRows);
    for await (const { batch, outputs, problems } of this.score(prepared, extra, options)) {
      guard.look(batch.rowIds);
      const values = await numbersOfColumn(batch.columns.get(target.name)!, target.name, options);
      const rowWeights = isWeighted ? await numbersOfColumn(batch.columns.get(weight)!, weight, options) : undefined;
      const kept = [...values.keys()].filter((row) => !Number.isNaN(values[row]!));
      excluded.targetMissing += batch.length - kept.length;
      refuseProblems(problems, kept, batch.rowIds);
      const pick = (from: Float64Array) => Float64Array.from(kept, (row) => from[row]!);
      const rows = { rowIds: pick(batch.rowIds), target: pick(values), outputs: pick(outputs) };
      targets!.push(rows.target);
      scores!.push(rows.outputs);
      if (rowWeights) weights!.push(pick(rowWeights));
      for (const row of kept) {
        const value = valueAt(batch.columns.get(group)!.data, row);
        if (value === null) throw withoutGroup(group, batch.rowIds[row]!);
        const key = String(value instanceof Date ? value.getTime() : value);
        const code = codes.get(key) ?? codes.size;
        codes.set(key, code);
        groups!.pushOne(code);
      }
      await options.onRows?.(rows);
    }
    const evaluation = await evaluateRanker({
      target: targets!.finish(),
      score: scores!.finish(),
      group: groups!.finish(),
      weight: isWeighted ? weights!.finish() : undefined,
      seed: options.seed,
      resamples: options.resamples,
      signal: options.signal,
      onProgress: options.onProgress,
    });
    return { ...evaluation, excludedRows: withRules(excluded, brokenRules()), trainedRows: guard.count };
  }

  override get outputColumns(): readonly string[] {
    return ['prediction', 'error'];
  }

  protected override predictionColumns(
    outputs: Float64Array,
    _rows: number,
    problems: readonly RowProblem[],
  ): ReadonlyMap<string, ColumnData> {
    return new Map([['prediction', numberColumn(outputs, problems)]]);
  }
}

function withoutGroup(group: string, row: number): MillraceError {
  return new MillraceError('VALUE_MISSING', `row ${row} has no '${group}' to be ranked within`, {
    column: group,
    row,
    remedy: 'fill it in, or filter such rows out',
  });
}
