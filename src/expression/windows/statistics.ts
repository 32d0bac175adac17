import type { WindowName } from '../operations.ts';

/** A rolling statistic of the values that are present, the oldest first; undefined where they are too few. */
export function statisticOf(operation: WindowName): (present: readonly number[]) => number | undefined {
  switch (operation) {
    case 'rollingCount':
      return (present) => present.length;
    case 'rollingSum':
      return (present) => (present.length === 0 ? undefined : sum(present));
    case 'rollingMin':
      return (present) => (present.length === 0 ? undefined : present.reduce((a, b) => Math.min(a, b)));
    case 'rollingMax':
      return (present) => (present.length === 0 ? undefined : present.reduce((a, b) => Math.max(a, b)));
    case 'rollingStd':
      return deviation;
    default:
      return (present) => (present.length === 0 ? undefined : sum(present) / present.length);
  }
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Of a sample: divided by n − 1, as pandas does. */
function deviation(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const mean = sum(values) / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}
