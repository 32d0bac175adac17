import { createHash } from 'node:crypto';
import { FeatureMatrix, type NumberList } from '../../src/engine/states.ts';
import { isSparse, partsOf } from '../../src/models/assembly.ts';
import { constantPredictor } from '../../src/models/dummy/dummy.ts';
import type { Learner, LearningTask, TrainingTarget, TrainOptions } from '../../src/models/learner.ts';

/** What reached a learner, copied out of engine memory. */
export interface Reached {
  readonly rows: Float32Array;
  readonly target: readonly number[];
  readonly weight: readonly number[] | undefined;
  readonly group: readonly number[] | undefined;
  readonly validationRows: number | undefined;
  readonly options: TrainOptions;
}

/**
 * A learner that learns nothing and tells what it was given: rows, those of validation behind those of training.
 *
 * @param during what happens while it would train
 */
export function watching<Task extends LearningTask>(
  task: Task,
  during: (options: TrainOptions) => Promise<void> = async () => {},
): { learner: Learner<Task>; reached: Reached[] } {
  const reached: Reached[] = [];
  const learner: Learner<Task> = {
    kind: 'learner',
    task,
    name: 'watching',
    iterative: true,
    train: () => Promise.reject(new Error('it gathers by itself')),
    async gather(stage, validation) {
      const matrix = new FeatureMatrix();
      for (const from of [stage, validation]) {
        await from?.pass((program, layout) => {
          const parts = partsOf(program, layout, 'watching');
          program.foldMatrix(parts, isSparse(parts), matrix.handle);
        });
      }
      return {
        ...matrix.info,
        async train(data: TrainingTarget, options: TrainOptions) {
          const list = (numbers: NumberList | undefined) => numbers && [...numbers.values()];
          reached.push({
            rows: matrix.rows().values,
            target: list(data.target)!,
            weight: list(data.weight),
            group: list(data.group),
            validationRows: data.validationRows,
            options,
          });
          await during(options);
          const outputs = task === 'classification' ? data.classCount : 1;
          return constantPredictor(
            task === 'classification' ? 'dummyClassifier' : 'dummyRegressor',
            new Float64Array(outputs).fill(1 / outputs),
          );
        },
        fingerprint: async () => createHash('sha256').update(matrix.rows().values).digest('hex'),
        release: () => matrix.release(),
      };
    },
  };
  return { learner, reached };
}
