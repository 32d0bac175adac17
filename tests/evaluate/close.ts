import { expect } from 'vitest';

/** Relative to the larger of the expected value and 1. */
export const TOLERANCE = 1e-12;

export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = TOLERANCE): void {
  expect(actual.length).toBe(expected.length);
  for (let at = 0; at < expected.length; ++at) expectNumber(actual[at]!, expected[at]!, `position ${at}`, tolerance);
}

export function expectMetrics(
  actual: Readonly<Record<string, number | null>>,
  expected: Readonly<Record<string, number | null>>,
  tolerance = TOLERANCE,
): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) {
    const ours = actual[name]!;
    if (value === null || ours === null) expect(ours, name).toBe(value);
    else expectNumber(ours, value, name, tolerance);
  }
}

function expectNumber(actual: number, expected: number, what: string, tolerance: number): void {
  const error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  expect(error, `${what}: ${actual} for ${expected}`).toBeLessThanOrEqual(tolerance);
}
