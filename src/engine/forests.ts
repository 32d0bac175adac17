import type { ForestArrays } from '../matrix/forest.ts';
import type { BinnedFeatures } from './bins.ts';
import { type RunOptions, runJob } from './job.ts';
import type { ForestTraining } from './native/addon.ts';
import { addon } from './native/load.ts';
import type { NumberList } from './states.ts';

export type { ForestTraining };

export interface GrownForest {
  readonly trees: ForestArrays;
  /** With `oobScore`: accuracy or R² of the rows that some tree did not see; NaN when there is no such row. */
  readonly oobScore?: number | undefined;
  /** [rows][outputs]; NaN for rows that every tree saw. */
  readonly oobPredictions?: Float64Array | undefined;
}

export interface ForestTrainingData {
  readonly bins: BinnedFeatures;
  readonly target: NumberList;
  readonly weight: NumberList | undefined;
}

/** Grows trees apart from each other on samples of the rows; see `randomForestClassifier`. */
export function trainForest(
  { bins, target, weight }: ForestTrainingData,
  parameters: ForestTraining,
  options: RunOptions & { readonly onTree?: ((done: number) => void) | undefined },
): Promise<GrownForest> {
  return runJob(options, (job) =>
    addon().forestTrain(bins.handle, target.handle, weight?.handle, parameters, job, (done) => options.onTree?.(done)),
  );
}
