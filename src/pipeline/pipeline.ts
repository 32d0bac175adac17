import { neededOperations } from '../clean/row-operation.ts';
import type { RowStep } from '../clean/row-step.ts';
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
 * Steps one behind the other: row steps (repairs, filters, samplers), then transformers, and a learner at the end. What
 * `fit` resolves to follows from the learner. Transformers alone make a transformer themselves.
 *
 * @throws MillraceError OPTION_INVALID when the steps stand in another order
 */
export function pipeline(...steps: readonly [...(RowStep | Transformer)[], Classifier]): Pipeline<ClassifierModel>;
export function pipeline(...steps: readonly [...(RowStep | Transformer)[], Regressor]): Pipeline<RegressorModel>;
export function pipeline(...steps: readonly [...(RowStep | Transformer)[], Ranker]): Pipeline<RankerModel>;
export function pipeline(...steps: readonly [Transformer, ...Transformer[]]): Transformer;
export function pipeline(
  ...steps: readonly (RowStep | Transformer | Classifier | Regressor | Ranker)[]
): Pipeline<FittedModel> | Transformer {
  const rowSteps: RowStep[] = [];
  const transformers: Transformer[] = [];
  for (const [i, step] of steps.entries()) {
    if (step.kind === 'transformer') transformers.push(step);
    else if (isRowStep(step)) {
      if (transformers.length > 0) throw behindTransformer(step, transformers.at(-1)!);
      rowSteps.push(step);
    } else if (i < steps.length - 1) {
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
  if (isRowStep(last) || (last.kind === 'transformer' && rowSteps.length > 0)) {
    throw new MillraceError('OPTION_INVALID', 'a pipeline with row steps ends in a learner', {
      remedy: `put a learner behind ${last.name}`,
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
    fit: (source, options) => fitModel(source, rowSteps, transformers, last, options),
  };
}

function isRowStep(step: { readonly kind: string }): step is RowStep {
  return step.kind === 'repair' || step.kind === 'filter' || step.kind === 'sampler';
}

function behindTransformer(step: RowStep, transformer: Transformer): MillraceError {
  return new MillraceError('OPTION_INVALID', `${step.name} works on rows and can't stand behind ${transformer.name}`, {
    remedy: 'put row steps in front of all transformers',
  });
}

async function fitModel(
  source: Source,
  rowSteps: readonly RowStep[],
  transformers: readonly Transformer[],
  learner: Classifier | Regressor | Ranker,
  options: FitOptions,
): Promise<FittedModel> {
  checkCallOptions('fit', options);
  const { columns, before, operations, ...fitted } = await fitPipeline(
    source,
    rowSteps,
    transformers,
    learner,
    options,
  );
  const { features, target, weight, group } = columns;
  const names = [...features.map((field) => field.name), target.name];
  for (const name of [weight, group]) if (name !== undefined) names.push(name);
  const needed = neededOperations(names, operations, { withRules: true });
  const read = ancestorsOf(needed.reads, before.derived);
  const derived = neededDerived(needed.reads, before.derived);
  const parts: ModelParts = {
    ...fitted,
    task: learner.task,
    fields: features,
    rawFields: before.schema.fields.filter(
      (field) => read.has(field.name) && !derived.some((column) => column.name === field.name),
    ),
    derived,
    operations: needed.operations,
    target,
    weight,
    group,
    notes: {},
  };
  return modelOf(parts);
}
