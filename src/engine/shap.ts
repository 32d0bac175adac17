import { inEngine } from './fault.ts';
import type { Forest } from './forest.ts';
import { type RunOptions, runJob } from './job.ts';
import type { ShapHandle } from './native/addon.ts';
import { addon } from './native/load.ts';

/** Trees laid out for SHAP values: native/trees/model/shap.h. */
export class ShapForest {
  readonly #handle: ShapHandle;
  /** [outputs]: the scores where no feature is known. */
  readonly base: Float64Array;

  /** @throws MillraceError MODEL_UNSUPPORTED when the trees do not say how many rows trained their nodes */
  constructor(forest: Forest) {
    this.#handle = inEngine(() => addon().shapCreate(forest.handle));
    this.base = addon().shapBase(this.#handle);
  }

  /**
   * SHAP values of the scores.
   *
   * @param rows [rows][features that splits read], as `addForest` gives them as `inputs`
   * @returns [rows][outputs][features], or [rows][outputs][features][features] for interactions
   */
  run(rows: Float64Array, what: 'values' | 'interactions', options: RunOptions): Promise<Float64Array> {
    return runJob(options, (job) => addon().shapRun(this.#handle, rows, what, job));
  }
}
