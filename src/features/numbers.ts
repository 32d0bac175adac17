import { MillraceError } from '../core/errors.ts';
import type { Program, Slot } from '../engine/program.ts';
import type { Feature } from '../matrix/layout.ts';
import { isArithmetic } from './selector.ts';

/** The slot of a feature's numbers. @throws MillraceError COLUMN_TYPE when it has none */
export function numbersOf(program: Program, feature: Feature, step: string): Slot {
  if (feature.kind === 'numbers') return feature.slot;
  if (feature.kind === 'column' && isArithmetic(feature)) return program.numbers(feature.slot, feature.name);
  throw notNumbers(feature, step);
}

export function notNumbers(feature: Feature, step: string): MillraceError {
  const found = feature.kind === 'column' ? feature.type : feature.kind;
  return new MillraceError('COLUMN_TYPE', `${step} takes numbers, and column '${feature.name}' is ${found}`, {
    column: feature.name,
    remedy: remedies[found] ?? 'leave the column out with `columns`',
  });
}

const remedies: Record<string, string> = {
  utf8: 'encode it first, with oneHotEncoder for categories or tfidfVectorizer for text, or leave it out with `columns`',
  date32: 'derive calendar parts from it (hour, dayOfWeek), or leave it out with `columns`',
  timestamp_us: 'derive calendar parts from it (hour, dayOfWeek), or leave it out with `columns`',
};
