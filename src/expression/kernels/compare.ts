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
import { compareBytes } from './bytes.ts';
import { not } from './logic.ts';

/** `eq ne lt le gt ge` on two vectors of one type: all six come from `equal` and `less`. */
export function compare(operation: string, left: Vector, right: Vector, rowCount: number): BooleanVector {
  switch (operation) {
    case 'eq':
      return equal(left, right, rowCount);
    case 'ne':
      return not(equal(left, right, rowCount), rowCount);
    case 'lt':
      return less(left, right, rowCount);
    case 'gt':
      return less(right, left, rowCount);
    case 'le':
      return not(less(right, left, rowCount), rowCount);
    default:
      return not(less(left, right, rowCount), rowCount);
  }
}

function equal(left: Vector, right: Vector, rowCount: number): BooleanVector {
  if (left.type === 'text') return textResult(left, right as TextVector, rowCount, (order) => order === 0);
  const out = new Uint8Array(rowCount);
  if (left.type === 'boolean') {
    const { values: x, stride: s } = left;
    const { values: y, stride: t } = right as BooleanVector;
    for (let i = 0; i < rowCount; i++) {
      const a = x[i * s]!;
      const b = y[i * t]!;
      out[i] = a === UNKNOWN || b === UNKNOWN ? UNKNOWN : a === b ? TRUE : FALSE;
    }
  } else {
    const { values: x, stride: s } = left;
    const { values: y, stride: t } = right as NumberVector;
    for (let i = 0; i < rowCount; i++) {
      const a = x[i * s]!;
      const b = y[i * t]!;
      out[i] = a === b ? TRUE : a < b || a > b ? FALSE : UNKNOWN;
    }
  }
  return { type: 'boolean', values: out, stride: 1, nonFinite: undefined };
}

function less(left: Vector, right: Vector, rowCount: number): BooleanVector {
  if (left.type === 'text') return textResult(left, right as TextVector, rowCount, (order) => order < 0);
  const out = new Uint8Array(rowCount);
  if (left.type === 'boolean') {
    const { values: x, stride: s } = left;
    const { values: y, stride: t } = right as BooleanVector;
    for (let i = 0; i < rowCount; i++) {
      const a = x[i * s]!;
      const b = y[i * t]!;
      out[i] = a === UNKNOWN || b === UNKNOWN ? UNKNOWN : a < b ? TRUE : FALSE;
    }
  } else {
    const { values: x, stride: s } = left;
    const { values: y, stride: t } = right as NumberVector;
    for (let i = 0; i < rowCount; i++) {
      const a = x[i * s]!;
      const b = y[i * t]!;
      out[i] = a < b ? TRUE : a >= b ? FALSE : UNKNOWN;
    }
  }
  return { type: 'boolean', values: out, stride: 1, nonFinite: undefined };
}

function textResult(
  left: TextVector,
  right: TextVector,
  rowCount: number,
  holds: (order: number) => boolean,
): BooleanVector {
  const out = new Uint8Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    if (isMissingAt(left, i) || isMissingAt(right, i)) {
      out[i] = UNKNOWN;
      continue;
    }
    const a = i * left.stride;
    const b = i * right.stride;
    const order = compareBytes(
      left.bytes,
      left.offsets[a]!,
      left.offsets[a + 1]!,
      right.bytes,
      right.offsets[b]!,
      right.offsets[b + 1]!,
    );
    out[i] = holds(order) ? TRUE : FALSE;
  }
  return { type: 'boolean', values: out, stride: 1, nonFinite: undefined };
}

/** Whether each value is among the literals. As in SQL, a missing literal makes `false` missing. */
export function isIn(operand: Vector, members: readonly Vector[], rowCount: number): BooleanVector {
  const present = members.filter((member) => !isMissingAt(member, 0));
  const absent = present.length < members.length ? UNKNOWN : FALSE;
  const find = operand.type === 'text' ? textFinder(operand, present) : numberFinder(operand, present);
  const out = new Uint8Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    out[i] = isMissingAt(operand, i) ? UNKNOWN : find(i * operand.stride) ? TRUE : absent;
  }
  return { type: 'boolean', values: out, stride: 1, nonFinite: undefined };
}

function numberFinder(operand: Vector & { values: Float64Array | Uint8Array }, members: readonly Vector[]) {
  const sorted = Float64Array.from(members, (member) => (member as NumberVector).values[0]!).sort();
  const { values } = operand;
  return (at: number): boolean => {
    const value = values[at]!;
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return sorted[low] === value;
  };
}

function textFinder(operand: TextVector, members: readonly Vector[]) {
  const sorted = members
    .map((member) => (member as TextVector).bytes)
    .sort((a, b) => compareBytes(a, 0, a.length, b, 0, b.length));
  const { bytes, offsets } = operand;
  return (at: number): boolean => {
    const start = offsets[at]!;
    const end = offsets[at + 1]!;
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const member = sorted[middle]!;
      const order = compareBytes(member, 0, member.length, bytes, start, end);
      if (order === 0) return true;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return false;
  };
}
