import { ClassSums } from '../../engine/bayes.ts';
import type { RunOptions } from '../../engine/job.ts';
import { featureNames } from '../../matrix/layout.ts';
import type { Classifier, Predictor, TrainingTarget } from '../learner.ts';
import { linearPredictor } from '../linear/linear-predictor.ts';
import { passClassRows } from './class-rows.ts';
import { alphaOf, logPriorsOf } from './priors.ts';

/** What differs between the models of counts. */
export interface CountLearnerParts {
  readonly name: string;
  readonly kind: 'multinomial' | 'bernoulli' | 'complement';
  readonly options: {
    readonly alpha: number;
    readonly forceAlpha: boolean;
    readonly fitPrior: boolean;
    readonly classPrior?: Readonly<Record<string, number>> | undefined;
  };
  readonly norm?: boolean | undefined;
  readonly binarize?: number | undefined;
}

/** A naive Bayes model of counts: one pass over the rows, holding classes · columns sums and a few rows. */
export function countLearner(parts: CountLearnerParts): Classifier {
  const { name, options, binarize } = parts;
  return {
    kind: 'learner',
    task: 'classification',
    name,
    options,
    streams: true,
    async train(data, run) {
      const sums = new ClassSums(data.classCount, binarize);
      await sums.use(data, run);
      return fitted(parts, sums, data, run);
    },
    async gather(stage) {
      let sparse = false;
      let valueCount = 0;
      return {
        columnCount: featureNames(stage.layout).length,
        get sparse() {
          return sparse;
        },
        get valueCount() {
          return valueCount;
        },
        async train(target, run) {
          const sums = new ClassSums(target.classCount, binarize);
          await passClassRows(stage, target, name, (program, rows) => {
            sparse = rows.sparse;
            sums.addTo(program, rows);
          });
          valueCount = sums.info().storedValues;
          return fitted(parts, sums, target, run);
        },
        release: () => undefined,
      };
    },
  };
}

async function fitted(
  { name, kind, options, norm = false, binarize }: CountLearnerParts,
  sums: ClassSums,
  { classCount, classes = [] }: TrainingTarget,
  run: RunOptions,
): Promise<Predictor> {
  const { classPrior, fitPrior } = options;
  const logPriors = logPriorsOf(name, 'classPrior', classPrior, fitPrior, classes, sums.info().weights);
  const linear = await sums.fit(kind, { alpha: alphaOf(options), norm, logPriors }, run);
  sums.release();
  return linearPredictor({
    ...linear,
    name,
    output: classCount === 2 ? 'sigmoid' : 'softmax',
    history: [],
    converged: true,
    solver: 'direct',
    binarize,
  });
}
