import type { ForestArrays, ForestLink } from '../matrix/forest.ts';
import type { BinnedFeatures } from './bins.ts';
import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import type { BoosterHandle, BoosterState } from './native/addon.ts';
import { addon } from './native/load.ts';
import type { NumberList } from './states.ts';

/** What `native/binding/booster_options.cpp` reads: every option, none left out. */
export interface BoosterParameters {
  readonly loss: string;
  readonly classCount: number;
  readonly quantile: number;
  readonly huberQuantile: number;
  /** 0: found from `huberQuantile` each iteration. */
  readonly huberDelta: number;
  readonly tweediePower: number;
  readonly rankTruncation: number;
  readonly rankNormalise: boolean;
  readonly customOutputs: number;
  readonly customLink: ForestLink;
  readonly customInitial: Float64Array;
  readonly learningRate: number;
  readonly maxLeafNodes: number;
  /** 0: no bound. */
  readonly maxDepth: number;
  readonly minSamplesLeaf: number;
  readonly minChildWeight: number;
  readonly minSplitGain: number;
  readonly l1Regularization: number;
  readonly l2Regularization: number;
  readonly maxDeltaStep: number;
  readonly columnSampleByTree: number;
  readonly columnSampleByNode: number;
  /** One a feature; empty when none is bound. */
  readonly monotone: readonly number[];
  readonly interactions: readonly (readonly number[])[];
  readonly categorySmoothing: number;
  readonly categoryL2: number;
  readonly maxSplitCategories: number;
  readonly minSamplesCategory: number;
  readonly maxCategoriesOneHot: number;
  readonly rowSampling: 'all' | 'uniform' | 'goss' | 'mvs';
  readonly rowShare: number;
  readonly rowFrequency: number;
  readonly topRate: number;
  readonly otherRate: number;
  readonly mvsLambda: number;
  readonly rowWarmUp: number;
  readonly quantizedBits: number;
  readonly randomState: number;
  readonly balanced: boolean;
  /** One a class; empty for 1 each. */
  readonly classWeight: Float64Array;
  readonly validationRows: number;
  readonly validationFraction: number;
  /** Of the validation rows; empty for none, or for one that `report` gives. */
  readonly metric: string;
  readonly customHigherIsBetter: boolean;
  /** 0: never stops early. */
  readonly patience: number;
  readonly minDelta: number;
}

export interface BoosterLabels {
  readonly target: NumberList;
  readonly weight: NumberList | undefined;
  readonly group?: NumberList | undefined;
}

export interface BoosterStep {
  readonly iterations: number;
  readonly loss: number;
  /** NaN where nothing was measured. */
  readonly validation: number;
}

/** Gradient boosting in engine memory: trees are added iteration by iteration. One call at a time. */
export class Booster {
  readonly #handle: BoosterHandle;

  private constructor(handle: BoosterHandle) {
    this.#handle = handle;
  }

  /** @throws MillraceError TARGET_INVALID, TARGET_CONSTANT, WEIGHT_INVALID, ROWS_TOO_FEW, OPTION_INVALID */
  static async create(
    bins: BinnedFeatures,
    { target, weight, group }: BoosterLabels,
    parameters: BoosterParameters,
    options: RunOptions,
  ): Promise<Booster> {
    const handle = await runJob(options, (job) =>
      addon().boosterCreate(bins.handle, target.handle, weight?.handle, group?.handle, { ...parameters }, job),
    );
    return new Booster(handle);
  }

  /** Goes on from a model: its trees, and the scores [rows][outputs] that they give the rows. */
  continueFrom(trees: ForestArrays, scores: NumberList): void {
    inEngine(() => addon().boosterContinue(this.#handle, trees, scores.handle));
  }

  /** Goes on from where `trees` and `state` say that this training was. */
  async resume(
    trees: ForestArrays,
    state: Pick<BoosterState, 'bestIterations' | 'bestValue' | 'finished'>,
    options: RunOptions,
  ): Promise<void> {
    await runJob(options, (job) => addon().boosterResume(this.#handle, trees, state, job));
  }

  /** Adds up to so many iterations; whether training has ended. */
  run(iterations: number, options: RunOptions, onStep: (step: BoosterStep) => void): Promise<boolean> {
    return runJob(options, (job) =>
      addon().boosterRun(this.#handle, iterations, job, (done, loss, validation) =>
        onStep({ iterations: done, loss, validation }),
      ),
    );
  }

  /** Takes the validation metric of the last iteration; whether training has ended. */
  report(value: number): boolean {
    return inEngine(() => addon().boosterReport(this.#handle, value));
  }

  /** f64 [outputs][rows] of the rows that are trained on, or of those that are measured. A copy. */
  scores(rows: 'training' | 'validation'): Float64Array {
    return inEngine(() => addon().boosterScores(this.#handle, rows));
  }

  /** The labels of those rows. A copy. */
  labels(rows: 'training' | 'validation') {
    return inEngine(() => addon().boosterLabels(this.#handle, rows));
  }

  /** What the next iteration of a custom objective goes by: f64 [outputs][training rows]. */
  setGradients(gradients: Float64Array, hessians: Float64Array): void {
    inEngine(() => addon().boosterSetGradients(this.#handle, gradients, hessians));
  }

  /** The model: up to the best iteration where training stops early. */
  get model(): ForestArrays {
    return inEngine(() => addon().boosterForest(this.#handle, true));
  }

  /** Every tree so far. */
  get trees(): ForestArrays {
    return inEngine(() => addon().boosterForest(this.#handle, false));
  }

  get state(): BoosterState {
    return inEngine(() => addon().boosterState(this.#handle));
  }

  release(): void {
    addon().release(this.#handle);
  }
}
