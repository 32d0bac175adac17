import type { ColumnData, Row } from '../core/column.ts';
import { encodeColumn, numbersOfColumn } from '../engine/column-values.ts';
import type { RunOptions } from '../engine/job.ts';
import type { RowProblem } from '../engine/program.ts';
import { type CategoriesHandle, categoriesFrom } from '../engine/states.ts';
import { type ClassifierEvaluation, evaluateClassifier } from '../evaluate/classifier.ts';
import type { Source } from '../source/source.ts';
import { type ExcludedRows, GrowingNumbers, refuseProblems, withRules } from './evaluation-rows.ts';
import { checkCallOptions } from './fit-options.ts';
import { Model, type ModelParts } from './model.ts';
import { labelColumn, numberColumn } from './prediction-batch.ts';

/** One row's answer. */
export interface ClassPrediction {
  /** The most probable class, the first of several. */
  readonly prediction: string;
  readonly probability: Readonly<Record<string, number>>;
}

export interface EvaluateOptions extends RunOptions {
  /** Seed of the bootstrap. Default 0. */
  readonly seed?: number | undefined;
  /** Resamples of the bootstrap; 0 for no intervals. */
  readonly resamples?: number | undefined;
  /**
   * What happens when rows that the model was fitted on are among them: `error` (ROWS_TRAINED_ON; default), or `allow`,
   * which counts them in the report. Rows are told by their source: those of files also after save and load, those in
   * memory while the process lives.
   */
  readonly trainedRows?: 'error' | 'allow' | undefined;
  /** Called with the share of the bootstrap that is done. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Called with each batch of scored rows: to write or to plot them. */
  readonly onRows?: ((rows: ScoredRows) => void | Promise<void>) | undefined;
}

/** Scored rows of an evaluation. */
export interface ScoredRows {
  readonly rowIds: Float64Array;
  /** The class index, or the value. */
  readonly target: Float64Array;
  /** Probabilities [rows][classes], or predictions [rows]. */
  readonly outputs: Float64Array;
}

export interface ClassifierReport extends ClassifierEvaluation {
  /** Rows left out, by reason. */
  readonly excludedRows: ExcludedRows;
  /** Rows among those measured that the model was fitted on; estimated where it was fitted on many. */
  readonly trainedRows: number;
}

/** A fitted classifier. Immutable; saved with `save`, read with `loadModel`. */
export class ClassifierModel extends Model {
  readonly task = 'classification';
  /** The positive class when there are two. */
  readonly positive: string | undefined;
  readonly #categories: CategoriesHandle;

  constructor(parts: ModelParts) {
    super(parts);
    this.positive = parts.positive === undefined ? undefined : parts.classes[parts.positive];
    const { kind, values } = parts.classValues!;
    this.#categories = categoriesFrom(kind === 'text' ? values : Float64Array.from(values));
  }

  /**
   * Predicts one row, synchronously, in microseconds, with the same bits as `predict`.
   *
   * @param row every column of `inputs`; null where missing
   * @throws MillraceError COLUMN_MISSING, VALUE_INVALID
   */
  predictOne(row: Row): ClassPrediction {
    const outputs = this.scoreRow(row);
    const probability: Record<string, number> = {};
    let best = 0;
    for (let k = 0; k < outputs.length; k++) {
      probability[this.classes[k]!] = outputs[k]!;
      if (outputs[k]! > outputs[best]!) best = k;
    }
    return { prediction: this.classes[best]!, probability };
  }

  /**
   * Every metric on rows whose answer is known, with bootstrap intervals and the trivial baseline beside them. Rows
   * whose target is missing, or no class of the model, are left out and counted. Weights are those of training, if
   * the source has the column.
   *
   * @throws MillraceError COLUMN_MISSING, VALUE_INVALID for a row that can't be scored, ROWS_TOO_FEW,
   *   ROWS_TRAINED_ON
   */
  async evaluate(source: Source, options: EvaluateOptions = {}): Promise<ClassifierReport> {
    checkCallOptions('evaluate', options);
    const { target, weight, prior, positive } = this.parts;
    const { source: prepared, brokenRules } = this.withTarget(source);
    const extra = [target.name, ...(weight !== undefined && prepared.schema.has(weight) ? [weight] : [])];
    const targets = new GrowingNumbers();
    const probabilities = new GrowingNumbers();
    const weights = extra.length > 1 ? new GrowingNumbers() : undefined;
    const excluded = { targetMissing: 0, classUnknown: 0 };
    const guard = this.trainedRowsGuard(source, options.trainedRows);
    const classCount = this.classes.length;
    for await (const { batch, outputs, problems } of this.score(prepared, extra, options)) {
      guard.look(batch.rowIds);
      const codes = await encodeColumn(batch.columns.get(target.name)!, this.#categories, options);
      const rowWeights = weights && (await numbersOfColumn(batch.columns.get(weight!)!, weight!, options));
      const kept: number[] = [];
      for (let row = 0; row < batch.length; row++) {
        if (codes[row] === -1) excluded.targetMissing += 1;
        else if (codes[row]! < 0) excluded.classUnknown += 1;
        else kept.push(row);
      }
      refuseProblems(problems, kept, batch.rowIds);
      const rows: ScoredRows = {
        rowIds: Float64Array.from(kept, (row) => batch.rowIds[row]!),
        target: Float64Array.from(kept, (row) => codes[row]!),
        outputs: rowsOf(outputs, kept, classCount),
      };
      targets.push(rows.target);
      probabilities.push(rows.outputs);
      if (rowWeights) weights?.push(Float64Array.from(kept, (row) => rowWeights[row]!));
      await options.onRows?.(rows);
    }
    const evaluation = await evaluateClassifier({
      target: Int32Array.from(targets.finish()),
      probabilities: probabilities.finish(),
      classes: this.classes,
      positive,
      weight: weights?.finish(),
      prior,
      seed: options.seed,
      resamples: options.resamples,
      signal: options.signal,
      onProgress: options.onProgress,
    });
    return { ...evaluation, excludedRows: withRules(excluded, brokenRules()), trainedRows: guard.count };
  }

  override get outputColumns(): readonly string[] {
    return ['prediction', ...this.classes.map((name) => `probability_${name}`), 'error'];
  }

  protected override predictionColumns(
    outputs: Float64Array,
    rows: number,
    problems: readonly RowProblem[],
  ): ReadonlyMap<string, ColumnData> {
    const count = this.classes.length;
    const best = new Int32Array(rows);
    const shares = this.classes.map(() => new Float64Array(rows));
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < count; k++) {
        const value = outputs[row * count + k]!;
        shares[k]![row] = value;
        if (value > outputs[row * count + best[row]!]!) best[row] = k;
      }
    }
    const columns = new Map<string, ColumnData>([['prediction', labelColumn(best, this.classes, problems)]]);
    this.classes.forEach((name, k) => {
      columns.set(`probability_${name}`, numberColumn(shares[k]!, problems));
    });
    return columns;
  }
}

function rowsOf(outputs: Float64Array, rows: readonly number[], width: number): Float64Array {
  const out = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    out.set(outputs.subarray(row * width, (row + 1) * width), i * width);
  });
  return out;
}
