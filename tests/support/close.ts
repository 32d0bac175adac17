import { expect } from 'vitest';

/** Numbers that agree to a share of the greater of the two, or to `absolute`. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound: { relative?: number; absolute?: number },
  what = '',
): void {
  const { relative = 0, absolute = 0 } = bound;
  expect(actual.length, what).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const allowed = Math.max(absolute, relative * Math.max(Math.abs(actual[i]!), Math.abs(expected[i]!)));
    if (!(Math.abs(actual[i]! - expected[i]!) <= allowed)) {
      expect.fail(`${what}: value ${i} is ${actual[i]}, not ${expected[i]} within ${allowed}`);
    }
  }
}
