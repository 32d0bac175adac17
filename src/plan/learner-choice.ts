import { MillraceError } from '../core/errors.ts';
import type { FeatureGroups } from './assembly.ts';

/** The families of learners that a plan chooses among. */
export const LEARNERS = ['boosting', 'forest', 'linear'] as const;
export type LearnerFamily = (typeof LEARNERS)[number];

export interface LearnerChoice {
  readonly family: LearnerFamily;
  readonly reason: string;
}

/**
 * Trees for tables, text in them too; weights for text alone.
 *
 * @param asked the family that was asked for, if any
 * @throws MillraceError OPTION_INVALID when the family does not take these columns
 */
export function chooseLearner(
  { numbers, categories, texts }: FeatureGroups,
  asked: LearnerFamily | undefined,
  isRanking: boolean,
): LearnerChoice {
  if (isRanking) {
    if (asked === undefined || asked === 'boosting') return { family: 'boosting', reason: 'it can rank' };
    throw new MillraceError('OPTION_INVALID', `a ${asked} learner does not rank`, {
      value: asked,
      remedy: "leave the learner out, or ask for 'boosting'",
    });
  }
  if (asked === 'forest' && texts.length > 0) {
    throw new MillraceError('OPTION_INVALID', `a forest does not learn from free text (${texts.join(', ')})`, {
      value: asked,
      remedy: "drop those columns, state the role 'categorical' for them, or ask for 'boosting' or 'linear'",
    });
  }
  if (asked !== undefined) return { family: asked, reason: 'it was asked for' };
  if (texts.length > 0 && numbers.length + categories.length === 0) {
    return { family: 'linear', reason: 'on many rare words it is strong and gives probabilities' };
  }
  return {
    family: 'boosting',
    reason: 'on tables it is hard to beat: it finds thresholds, curves and columns that matter together by itself',
  };
}
