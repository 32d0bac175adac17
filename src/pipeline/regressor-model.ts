import type { ColumnData, Row } from '../core/column.ts';
import { numbersOfColumn } from '../engine/column-values.ts';
import type { RowProblem } from '../engine/program.ts';
import { evaluateRegressor, type RegressorEvaluation } from '../evaluate/regressor.ts';
import type { Source } from '../source/source.ts';
import type { EvaluateOptions } from './classifier-model.ts';
import { type ExcludedRows, GrowingNumbers, refuseProblems, withRules } from './evaluation-rows.ts';
import { checkCallOptions } from './fit-options.ts';
import { Model } from './model.ts';
import { numberColumn } from './prediction-batch.ts';

export interface RegressorReport extends RegressorEvaluation {
  /** Rows left out, by reason. */
  readonly excludedRows: ExcludedRows;
  /** Rows among those measured that the model was fitted on; estimated where it was fitted on many. */
  readonly trainedRows: number;
}

/** A fitted regressor. Immutable; saved with `save`, read with `loadModel`. */
export class RegressorModel extends Model {
  readonly task = 'regression';

  /**
   * Predicts one row, synchronously, in microseconds, with the same bits as `predict`.
   *
   * @param row every column of `inputs`; null where missing
   * @throws MillraceError COLUMN_MISSING, VALUE_INVALID
   */
  predictOne(row: Row): { readonly prediction: number } {
    const outputs = this.scoreRow(row);
    return { prediction: outputs[0]! };
  }

  /**
   * Every metric on rows whose answer is known, with bootstrap intervals and the trivial baseline beside them. Rows
   * whose target is missing are left out and counted. Weights are those of training, if the source has the column.
   *
   * @throws MillraceError COLUMN_MISSING, VALUE_INVALID for a row that can't be scored, ROWS_TOO_FEW,
   *   ROWS_TRAINED_ON
   */
  async evaluate(source: Source, options: EvaluateOptions = {}): Promise<RegressorReport> {
    checkCallOptions('evaluate', options);
    const { target, weight, prior } = this.parts;
    const { source: prepared, brokenRules } = this.withTarget(source);
    const extra = [target.name, ...(weight !== undefined && prepared.schema.has(weight) ? [weight] : [])];
    const targets = new GrowingNumbers();
    const predictions = new GrowingNumbers();
    const weights = extra.length > 1 ? new GrowingNumbers() : undefined;
    const excluded = { targetMissing: 0, classUnknown: 0 };
    const guard = this.trainedRowsGuard(source, options.trainedRows);
    for await (const { batch, outputs, problems } of this.score(prepared, extra, options)) {
      guard.look(batch.rowIds);
      const values = await numbersOfColumn(batch.columns.get(target.name)!, target.name, options);
      const rowWeights = weights && (await numbersOfColumn(batch.columns.get(weight!)!, weight!, options));
      const kept = [...values.keys()].filter((row) => !Number.isNaN(values[row]!));
      excluded.targetMissing += batch.length - kept.length;
      refuseProblems(problems, kept, batch.rowIds);
      const pick = (from: Float64Array) => Float64Array.from(kept, (row) => from[row]!);
      const rows = { rowIds: pick(batch.rowIds), target: pick(values), outputs: pick(outputs) };
      targets.push(rows.target);
      predictions.push(rows.outputs);
      if (rowWeights) weights?.push(pick(rowWeights));
      await options.onRows?.(rows);
    }
    const evaluation = await evaluateRegressor({
      target: targets.finish(),
      prediction: predictions.finish(),
      weight: weights?.finish(),
      mean: prior[0]!,
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
