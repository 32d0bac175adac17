import { MillraceError } from '../core/errors.ts';
import { categoryNames } from '../features/category-values.ts';
import type { ForestModel } from '../models/learner.ts';
import type { Model } from '../pipeline/model.ts';

/** A feature that trees split on, by the index that splits count. */
export interface TreeFeature {
  /** The column's, or a term's where the feature is one of many of a text. */
  readonly name: string;
  /** Of a categorical feature the categories' names in the order of their codes, where they are known. */
  readonly categories?: readonly string[] | undefined;
}

/** The trees of a model. @throws MillraceError MODEL_UNSUPPORTED when it has none */
export function forestOf(model: Model, call: string): ForestModel {
  const { forest, name } = model.parts.predictor;
  if (forest !== undefined) return forest;
  throw new MillraceError('MODEL_UNSUPPORTED', `${call} takes a model of trees, and this one is ${name}`, {
    remedy: 'give a model of gradient boosting, a forest or a tree',
  });
}

/**
 * What the features of a forest are. One for each of `indices`, all by default: a text may give a million.
 */
export function treeFeatures(model: Model, forest: ForestModel, indices?: readonly number[]): TreeFeature[] {
  const { inputs } = forest;
  const begins: number[] = [];
  let count = 0;
  for (const input of inputs) {
    begins.push(count);
    count += input.kind === 'sparse' ? input.width : 1;
  }
  const wanted = indices ?? Array.from({ length: count }, (_, i) => i);
  const categories = inputs.map((input) => {
    if (input.kind === 'codes') return input.categories;
    return input.kind === 'categories' ? categoryNames(input.values) : undefined;
  });
  let at = 0;
  return wanted.map((index) => {
    if (index < (begins[at] ?? 0)) at = 0;
    while (at + 1 < inputs.length && begins[at + 1]! <= index) at++;
    const input = inputs[at]!;
    if (input.kind !== 'sparse') return { name: input.name, categories: categories[at] };
    const feature = model.scoring.layout[at];
    const name =
      feature?.kind === 'sparse' ? feature.nameOf(index - begins[at]!) : `${input.name}[${index - begins[at]!}]`;
    return { name };
  });
}
