import type { ColumnType } from '../core/column.ts';
import { isNumericType } from '../core/column.ts';
import type { ValueCount } from './profile-result.ts';
import { timeText } from './time-text.ts';

const DAY = 86_400_000_000;
const words = new BigUint64Array(1);
const floats = new Float64Array(words.buffer);

/** The value behind a key of the engine's tables; not for `utf8`, whose keys are hashes. */
export function valueOfKey(type: ColumnType, key: bigint): ValueCount['value'] {
  if (type === 'boolean') return key === 1n;
  if (type === 'float32' || type === 'float64') {
    words[0] = key;
    return floats[0]! + 0;
  }
  const value = type === 'uint64' ? key : BigInt.asIntN(64, key);
  if (!isNumericType(type)) {
    return timeText(type as 'date32' | 'timestamp_us', Number(value) * (type === 'date32' ? DAY : 1));
  }
  // A whole number that float64 cannot hold keeps its digits.
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}
