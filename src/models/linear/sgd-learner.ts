import { SgdFit, type SgdParameters } from '../../engine/sgd.ts';
import type { Stage } from '../../features/transformer.ts';
import { featureNames } from '../../matrix/layout.ts';
import { isSparse, partsOf } from '../assembly.ts';
import type {
  FitStep,
  GatheredFeatures,
  Learner,
  Predictor,
  TrainingData,
  TrainingTarget,
  TrainOptions,
} from '../learner.ts';
import { linearPredictor } from './linear-predictor.ts';

type Output = Parameters<typeof linearPredictor>[0]['output'];

/** What differs between the learners. */
export interface SgdLearnerParts<Task extends 'classification' | 'regression'> {
  readonly name: string;
  readonly task: Task;
  readonly options: Readonly<Record<string, unknown>>;
  readonly parameters: (target: TrainingTarget) => SgdParameters;
  readonly output: (classCount: number) => Output;
}

/**
 * A linear learner whose epochs are passes over the rows. Rows that take little memory stay there after the first pass;
 * others are read again for each epoch, and memory is that of the weights and some windows of rows.
 */
export function sgdLearner<Task extends 'classification' | 'regression'>(parts: SgdLearnerParts<Task>): Learner<Task> {
  const { name, task, options, parameters } = parts;
  return {
    kind: 'learner',
    name,
    task,
    options,
    streams: true,
    async train(data: TrainingData, run) {
      const fit = new SgdFit(parameters(data));
      fit.use(data.matrix, data.target, data.weight);
      return learn(parts, fit, () => fit.epochInMemory(run), data.classCount, run);
    },
    gather: async (stage) => gathered(parts, stage),
  };
}

function gathered(parts: SgdLearnerParts<'classification' | 'regression'>, stage: Stage): GatheredFeatures {
  const { task, name, parameters } = parts;
  let storedValues = 0;
  let sparse = false;
  return {
    columnCount: featureNames(stage.layout).length,
    get valueCount() {
      return storedValues;
    },
    get sparse() {
      return sparse;
    },
    async train(target, run) {
      const fit = new SgdFit(parameters(target));
      const { supervision } = stage.training;
      const pass = () =>
        stage.pass((program, layout, weight) => {
          const features = partsOf(program, layout, name);
          sparse = isSparse(features);
          const answer = supervision!.slot();
          const slot =
            task === 'classification'
              ? program.encode(answer, target.categories!)
              : program.numbers(answer, supervision!.target.name);
          fit.addTo(program, features, sparse, slot, weight);
        });
      let kept = false;
      const epoch = async () => {
        if (kept) return fit.epochInMemory(run);
        await pass();
        const ended = await fit.endEpoch(run);
        kept = ended.keepsRows;
        return ended;
      };
      const predictor = await learn(parts, fit, epoch, target.classCount, run);
      storedValues = fit.result().storedValues;
      fit.release();
      return predictor;
    },
    release: () => undefined,
  };
}

/** Runs epochs until one of them is the last. */
async function learn(
  { name, output }: SgdLearnerParts<'classification' | 'regression'>,
  fit: SgdFit,
  epoch: () => ReturnType<SgdFit['endEpoch']>,
  classCount: number,
  { onStep }: TrainOptions,
): Promise<Predictor> {
  const history: FitStep[] = [];
  for (;;) {
    const { epoch: step, objective, finished } = await epoch();
    history.push({ step, loss: objective });
    onStep?.({ step, loss: objective });
    if (finished) break;
  }
  const { weights, intercepts, converged } = fit.result();
  return linearPredictor({ name, output: output(classCount), weights, intercepts, history, converged, solver: 'sgd' });
}
