import { MillraceError } from '../core/errors.ts';
import type { RowProblem } from '../engine/program.ts';

/** Rows that an evaluation left out, by reason. */
export interface ExcludedRows {
  /** The target is missing. */
  readonly targetMissing: number;
  /** The target is a class that the model does not know. */
  readonly classUnknown: number;
  /** Rows that break a rule of the model, by reason; undefined when it has none. A row counts for the first it breaks. */
  readonly rules?: Readonly<Record<string, number>> | undefined;
}

/** All of them. */
export function excludedCount({ targetMissing, classUnknown, rules = {} }: ExcludedRows): number {
  return Object.values(rules).reduce((sum, count) => sum + count, targetMissing + classUnknown);
}

/** Those that each scanned row was looked at for, and those that rules left out before. */
export function withRules(excluded: ExcludedRows, rules: ExcludedRows['rules']): ExcludedRows {
  return rules === undefined ? excluded : { ...excluded, rules };
}

/** Numbers that arrive batch by batch, as one array in the end. */
export class GrowingNumbers {
  #values = new Float64Array(1024);
  length = 0;

  push(values: Float64Array): void {
    this.reserve(this.length + values.length);
    this.#values.set(values, this.length);
    this.length += values.length;
  }

  pushOne(value: number): void {
    this.reserve(this.length + 1);
    this.#values[this.length++] = value;
  }

  finish(): Float64Array {
    return this.#values.slice(0, this.length);
  }

  reserve(length: number): void {
    if (length <= this.#values.length) return;
    const grown = new Float64Array(Math.max(length, this.#values.length * 2));
    grown.set(this.#values);
    this.#values = grown;
  }
}

/** A row that can't be scored has no place in an evaluation: to leave it out would flatter the model. */
export function refuseProblems(
  problems: readonly RowProblem[],
  evaluated: readonly number[],
  rowIds: Float64Array,
): void {
  if (problems.length === 0) return;
  const among = new Set(evaluated);
  const problem = problems.find(({ row }) => among.has(row));
  if (problem === undefined) return;
  const row = rowIds[problem.row]!;
  throw new MillraceError('VALUE_INVALID', `row ${row}: ${problem.message}`, {
    row,
    remedy: 'correct or filter such rows before evaluating; predict answers them with null and the reason',
  });
}
