import { MillraceError } from '../core/errors.ts';
import type { RowProblem } from '../engine/program.ts';

/** Rows that an evaluation left out, by reason. */
export interface ExcludedRows {
  /** The target is missing. */
  readonly targetMissing: number;
  /** The target is a class that the model does not know. */
  readonly classUnknown: number;
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
