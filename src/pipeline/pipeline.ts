import { MillraceError } from '../core/errors.ts';
import type { Stage, Transformer } from '../features/transformer.ts';
import type { Classifier, Ranker, Regressor } from '../models/learner.ts';
import type { Source } from '../source/source.ts';
import type { ClassifierModel } from './classifier-model.ts';
import { fitPipeline } from './fit.ts';
import { checkCallOptions, type FitOptions } from './fit-options.ts';
import { type FittedModel, modelOf } from './fitted-model.ts';
import { type ModelParts, neededDerived } from './model.ts';
import type { RankerModel } from './ranker-model.ts';
import type { RegressorModel } from './regressor-model.ts';
import { fitSequence, fittedSequence } from './sequence.ts';
import { ancestorsOf } from './training-columns.ts';

/** A pipeline before it has seen data. `fit` resolves to an immutable model; nothing can be predicted before. */
export interface Pipeline<FittedModel> {
  /** The steps' names, in order. */
  readonly steps: readonly string[];
  /**
   * Fits every step on a source. Runs off the main thread, stops within 100 ms of its signal.
   *
   * @throws MillraceError OPTION_INVALID, COLUMN_MISSING, COLUMN_TYPE, TARGET_CONSTANT, TARGET_MISSING, TARGET_INVALID, VALUE_INFINITE,
   *   VALUE_MISSING, WEIGHT_INVALID, ROWS_TOO_FEW, SOURCE_CHANGED, CHECKPOINT_MISMATCH, ABORTED
   */
  fit(source: Source, options: FitOptions): Promise<FittedModel>;
}

/**
 * Steps one behind the other: transformers, and a learner at the end. What `fit` resolves to follows from the learner.
 * Without a learner the result is a transformer itself.
 */
export function pipeline(...steps: readonly [...Transformer[], Classifier]): Pipeline<ClassifierModel>;
export function pipeline(...steps: readonly [...Transformer[], Regressor]): Pipeline<RegressorModel>;
export function pipeline(...steps: readonly [...Transformer[], Ranker]): Pipeline<RankerModel>;
export function pipeline(...steps: readonly [Transformer, ...Transformer[]]): Transformer;
export function pipeline(
  ...steps: readonly (Transformer | Classifier | Regressor | Ranker)[]
): Pipeline<FittedModel> | Transformer {
  const transformers: Transformer[] = [];
  for (const [i, step] of steps.entries()) {
    if (step.kind === 'transformer') transformers.push(step);
    else if (i < steps.length - 1) {
      throw new MillraceError('OPTION_INVALID', `${step.name} is a learner and can only be a pipeline's last step`, {
        remedy: 'move it to the end',
      });
    }
  }
  const last = steps.at(-1);
  if (last === undefined) {
    throw new MillraceError('OPTION_INVALID', 'a pipeline was given no step', {
      remedy: 'give a learner, and transformers before it',
    });
  }
  if (last.kind === 'transformer') {
    return {
      kind: 'transformer',
      name: 'sequence',
      fit: async (stage: Stage) => fittedSequence(await fitSequence(stage, transformers)),
    };
  }
  return {
    steps: steps.map((step) => step.name),
    fit: (source, options) => fitModel(source, transformers, last, options),
  };
}

async function fitModel(
  source: Source,
  transformers: readonly Transformer[],
  learner: Classifier | Regressor | Ranker,
  options: FitOptions,
): Promise<FittedModel> {
  checkCallOptions('fit', options);
  const { columns, ...fitted } = await fitPipeline(source, transformers, learner, options);
  const { features, target, weight, group, source: trained } = columns;
  const names = [...features.map((field) => field.name), target.name];
  for (const name of [weight, group]) if (name !== undefined) names.push(name);
  const read = ancestorsOf(names, trained.derived);
  const derived = neededDerived(names, trained.derived);
  const parts: ModelParts = {
    ...fitted,
    task: learner.task,
    fields: features,
    rawFields: trained.schema.fields.filter(
      (field) => read.has(field.name) && !derived.some((column) => column.name === field.name),
    ),
    derived,
    target,
    weight,
    group,
    notes: {},
  };
  return modelOf(parts);
}
