import type { RowStep } from '../clean/row-step.ts';
import { oneHotEncoder } from '../features/encoders/one-hot-encoder.ts';
import { simpleImputer } from '../features/imputers/simple-imputer.ts';
import { standardScaler } from '../features/scaling/standard-scaler.ts';
import { tfidfVectorizer } from '../features/text/tfidf-vectorizer.ts';
import type { Transformer } from '../features/transformer.ts';
import { logisticRegression } from '../models/linear/logistic-regression.ts';
import { ridge } from '../models/linear/ridge.ts';
import { type Branch, columns } from '../pipeline/columns.ts';
import { pipeline } from '../pipeline/pipeline.ts';
import type { Assembly, FeatureGroups, StepDescription } from './assembly.ts';
import type { PlanReason } from './plan-reason.ts';
import type { Task } from './problem.ts';

/** Puts the steps for each kind of column side by side, with a linear learner behind them. */
export function assembleLinear(
  { numbers, categories, texts }: FeatureGroups,
  task: Task,
  why: string,
  rowSteps: readonly RowStep[],
): Assembly {
  const branches: Branch[] = [];
  const steps: StepDescription[] = [];
  const reasons: PlanReason[] = [];
  if (numbers.length > 0) {
    branches.push([numbers, simpleImputer({ strategy: 'median' }), standardScaler()]);
    steps.push({ name: 'simpleImputer', options: { columns: numbers, strategy: 'median' } });
    steps.push({ name: 'standardScaler', options: { columns: numbers } });
    reasons.push({
      step: 'Numbers: median for missing values, then scale',
      columns: numbers,
      reason: 'a missing number, now or in a later prediction, becomes a usual one; a linear learner wants one scale',
    });
  }
  if (categories.length > 0) {
    branches.push([categories, oneHotEncoder()]);
    steps.push({ name: 'oneHotEncoder', options: { columns: categories } });
    reasons.push({
      step: 'Categories: one column for each value',
      columns: categories,
      reason: 'categories have no order; a value never seen in training changes nothing',
    });
  }
  const text: Transformer[] = texts.map((column) => tfidfVectorizer(column, { sublinearTf: true }));
  texts.forEach((column, i) => {
    branches.push([[column], text[i]!]);
    steps.push({ name: 'tfidfVectorizer', options: { columns: [column], sublinearTf: true } });
    reasons.push({
      step: 'Text: weighted words (tf-idf)',
      columns: [column],
      reason: 'words that few texts hold weigh more, and a word said again weighs little more',
    });
  });
  // Text alone needs no `columns` around it, and its counts are then kept from the pass that found the words.
  const isTextAlone = texts.length === 1 && branches.length === 1;
  const features = isTextAlone ? text[0]! : columns(...branches);
  if (task === 'regression') {
    steps.push({ name: 'ridge', options: { alpha: 1 } });
    reasons.push({
      step: 'Learner: ridge regression',
      columns: [],
      reason: `${why}; least squares with a small penalty, which correlated columns need`,
    });
    return { pipeline: pipeline(...rowSteps, features, ridge()), steps, reasons };
  }
  const isText = texts.length > 0 && numbers.length + categories.length === 0;
  const C = isText ? 10 : 1;
  steps.push({ name: 'logisticRegression', options: { C } });
  reasons.push({
    step: `Learner: logistic regression, C = ${C}`,
    columns: [],
    reason: isText
      ? `${why}; tf-idf rows have length 1 and want a weak penalty`
      : `${why}; it gives probabilities and weights that can be read`,
  });
  return { pipeline: pipeline(...rowSteps, features, logisticRegression({ C })), steps, reasons };
}
