import { carryNonFinite } from '../nonfinite.ts';
import {
  type BooleanVector,
  FALSE,
  isMissingAt,
  type NumberVector,
  type TextVector,
  TRUE,
  UNKNOWN,
  type Vector,
} from '../vector.ts';
import { TextWriter } from './text-writer.ts';

export function not(operand: BooleanVector, rowCount: number): BooleanVector {
  const out = new Uint8Array(rowCount);
  for (let i = 0; i < rowCount; i++) out[i] = TRUE - operand.values[i * operand.stride]!;
  return { type: 'boolean', values: out, stride: 1, nonFinite: undefined };
}

export function and(left: BooleanVector, right: BooleanVector, rowCount: number): BooleanVector {
  const out = new Uint8Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    out[i] = Math.min(left.values[i * left.stride]!, right.values[i * right.stride]!);
  }
  return { type: 'boolean', values: out, stride: 1, nonFinite: undefined };
}

export function or(left: BooleanVector, right: BooleanVector, rowCount: number): BooleanVector {
  const out = new Uint8Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    out[i] = Math.max(left.values[i * left.stride]!, right.values[i * right.stride]!);
  }
  return { type: 'boolean', values: out, stride: 1, nonFinite: undefined };
}

export function isMissing(operand: Vector, rowCount: number): BooleanVector {
  const out = new Uint8Array(rowCount);
  for (let i = 0; i < rowCount; i++) out[i] = isMissingAt(operand, i) ? TRUE : FALSE;
  return { type: 'boolean', values: out, stride: 1, nonFinite: undefined };
}

/** `a` where the condition is true, `b` where it is false, missing where it is missing. */
export function when(condition: BooleanVector, a: Vector, b: Vector, rowCount: number): Vector {
  // Which of the three each row takes: 0 is nothing, k is options[k − 1].
  const choice = new Uint8Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    const value = condition.values[i * condition.stride]!;
    choice[i] = value === TRUE ? 1 : value === FALSE ? 2 : 0;
  }
  // The marks of `a` and `b` came with their values; left are the rows without a condition.
  return carryNonFinite(pick(choice, [a, b], rowCount), [condition], rowCount);
}

/** The first value of each row that is not missing. */
export function coalesce(options: readonly Vector[], rowCount: number): Vector {
  const choice = new Uint8Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    let k = 0;
    while (k < options.length && isMissingAt(options[k]!, i)) k++;
    choice[i] = k === options.length ? 0 : k + 1;
  }
  const picked = pick(choice, options, rowCount);
  return carryNonFinite(picked, options, rowCount);
}

/** The value that `choice` names in each row, with its mark. */
function pick(choice: Uint8Array, options: readonly Vector[], rowCount: number): Vector {
  const { type } = options[0]!;
  let nonFinite: Uint8Array | undefined;
  if (options.some((option) => option.nonFinite !== undefined)) {
    nonFinite = new Uint8Array(rowCount);
    for (let i = 0; i < rowCount; i++) {
      const option = options[choice[i]! - 1];
      nonFinite[i] = option?.nonFinite?.[i * option.stride] ?? 0;
    }
  }
  if (type === 'text') {
    const writer = new TextWriter(rowCount);
    for (let i = 0; i < rowCount; i++) {
      const option = options[choice[i]! - 1] as TextVector | undefined;
      if (option === undefined || isMissingAt(option, i)) writer.appendMissing();
      else writer.appendRow(option, i);
    }
    return { ...writer.finish(), nonFinite };
  }
  const out = type === 'boolean' ? new Uint8Array(rowCount) : new Float64Array(rowCount);
  const nothing = type === 'boolean' ? UNKNOWN : Number.NaN;
  for (let i = 0; i < rowCount; i++) {
    const option = options[choice[i]! - 1] as NumberVector | undefined;
    out[i] = option === undefined ? nothing : option.values[i * option.stride]!;
  }
  return { type, values: out, stride: 1, nonFinite } as Vector;
}
