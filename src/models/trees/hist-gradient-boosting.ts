import { MillraceError } from '../../core/errors.ts';
import { Booster } from '../../engine/booster.ts';
import type { ForestArrays } from '../../matrix/forest.ts';
import type {
  FitStep,
  GatheredFeatures,
  Learner,
  LearningTask,
  Predictor,
  TrainingState,
  TrainingTarget,
  TrainOptions,
} from '../learner.ts';
import { type Boosting, parametersOf, type Stopping, stoppingOf } from './boosting-parameters.ts';
import { CallersRows, giveGradients, measure } from './custom-objective.ts';
import { forestPredictor } from './forest-predictor.ts';
import { type GatheredBins, gatherBins } from './gather-bins.ts';
import { forestOf } from './hist-gradient-boosting-options.ts';
import { InitScores } from './init-scores.ts';

/** A learner that boosts trees on bins. */
export function boostingLearner<Kind extends LearningTask>(
  boosting: Boosting & { readonly task: Kind },
): Learner<Kind> {
  const { name, task, options } = boosting;
  return {
    kind: 'learner',
    task,
    name,
    iterative: true,
    options: {
      ...options,
      ...boosting.loss,
      classWeight: boosting.classWeight,
      initModel: options.initModel && forestOf(options.initModel),
    },
    train: () =>
      Promise.reject(
        new MillraceError('INTERNAL', `${name} takes features as bins, not as a matrix`, {
          remedy: `fit it in a pipeline: pipeline(${name}()).fit(source, { target })`,
        }),
      ),
    async gather(stage, validation): Promise<GatheredFeatures> {
      const { maxBins, minSamplesLeaf, categorical, initModel } = options;
      const bins = await gatherBins(stage, validation, { learner: name, maxBins, minSamplesLeaf, categorical });
      const init = initModel === undefined ? undefined : new InitScores(forestOf(initModel)!, name);
      await init?.gather(stage, validation);
      return {
        columnCount: bins.columnCount,
        valueCount: bins.valueCount,
        sparse: bins.sparse,
        train: (target, run) => new Training(boosting, bins, target, run).run(init),
        fingerprint: (given) => bins.bins.fingerprint(given),
        release: () => bins.release(),
      };
    },
  };
}

/** One training: rounds of the engine's booster, with the caller's functions and checkpoints between them. */
class Training {
  readonly #boosting: Boosting;
  readonly #bins: GatheredBins;
  readonly #target: TrainingTarget;
  readonly #run: TrainOptions;
  readonly #stopping: Stopping;
  #history: FitStep[] = [];

  constructor(boosting: Boosting, bins: GatheredBins, target: TrainingTarget, run: TrainOptions) {
    this.#boosting = boosting;
    this.#bins = bins;
    this.#target = target;
    this.#run = run;
    this.#stopping = stoppingOf(boosting, target, run);
  }

  async run(init: InitScores | undefined): Promise<Predictor> {
    const parameters = parametersOf(this.#boosting, this.#bins.inputs, this.#target, this.#stopping);
    const booster = await Booster.create(this.#bins.bins, this.#target, parameters, this.#run);
    try {
      if (init !== undefined) booster.continueFrom(init.forest.trees, init.scores);
      const end = booster.state.iterations + this.#boosting.options.maxIter;
      const { checkpoint } = this.#run;
      if (checkpoint?.from !== undefined) await this.#resume(booster, checkpoint.from);
      await this.#runTo(end, booster);
      const { finished, bestIterations } = booster.state;
      const kept = this.#stopping.patience > 0 ? bestIterations : booster.state.iterations;
      const model = booster.model;
      return this.#predictor(model, finished || this.#stopping.patience === 0 || kept < end);
    } finally {
      booster.release();
    }
  }

  async #runTo(end: number, booster: Booster): Promise<void> {
    const { objective } = this.#boosting.options;
    const { custom } = this.#stopping;
    const { checkpoint } = this.#run;
    const link = booster.model.link;
    const training = new CallersRows(booster, 'training');
    const validation = new CallersRows(booster, 'validation');
    const oneByOne = objective !== undefined || custom !== undefined;
    let { iterations, finished } = booster.state;
    while (iterations < end && !finished) {
      const toCheckpoint = checkpoint === undefined ? Infinity : checkpoint.every - (iterations % checkpoint.every);
      const rounds = oneByOne ? 1 : Math.min(end - iterations, toCheckpoint);
      if (objective !== undefined) giveGradients(booster, objective, training);
      const steps: FitStep[] = [];
      finished = await booster.run(rounds, this.#run, (step) => {
        const validationValue = Number.isNaN(step.validation) ? undefined : step.validation;
        steps.push({ step: step.iterations, loss: step.loss, validation: validationValue });
        if (custom === undefined) this.#run.onStep?.(steps.at(-1)!);
      });
      if (custom !== undefined && booster.state.validationRows > 0) {
        const value = measure(custom, validation, link);
        steps[0] = { ...steps[0]!, validation: value };
        finished = booster.report(value) || finished;
      }
      if (custom !== undefined) this.#run.onStep?.(steps[0]!);
      this.#history.push(...steps);
      iterations = booster.state.iterations;
      if (checkpoint !== undefined && iterations % checkpoint.every === 0) await checkpoint.save(this.#state(booster));
    }
  }

  #predictor(trees: ForestArrays, converged: boolean): Predictor {
    return forestPredictor({
      name: this.#boosting.name,
      trees,
      inputs: this.#bins.inputs,
      history: this.#history,
      converged,
      solver: 'histogram',
    });
  }

  /** All trees so far with the history, and what early stopping knows. */
  #state(booster: Booster): TrainingState {
    const { bestIterations, bestValue, finished } = booster.state;
    return {
      name: 'boosting',
      state: { bestIterations, finished },
      arrays: { bestValue: Float64Array.of(bestValue) },
      parts: [this.#predictor(booster.trees, false).save()],
    };
  }

  async #resume(booster: Booster, from: TrainingState): Promise<void> {
    const [trees] = from.parts ?? [];
    const { bestIterations, finished } = from.state;
    const bestValue = from.arrays?.bestValue;
    if (trees === undefined || typeof bestIterations !== 'number' || !(bestValue instanceof Float64Array)) {
      throw new MillraceError('MODEL_CORRUPT', `the checkpoint is not one of ${this.#boosting.name}`, {
        remedy: 'train from the start',
      });
    }
    const forest = { ...trees.state, ...trees.arrays } as unknown as ForestArrays;
    await booster.resume(forest, { bestIterations, bestValue: bestValue[0]!, finished: finished === true }, this.#run);
    const flat = trees.arrays?.history;
    if (!(flat instanceof Float64Array)) return;
    this.#history = Array.from({ length: flat.length / 4 }, (_, i) => {
      const [step, loss, , validation] = flat.subarray(4 * i);
      return { step: step!, loss: loss!, validation: Number.isNaN(validation!) ? undefined : validation };
    });
  }
}
