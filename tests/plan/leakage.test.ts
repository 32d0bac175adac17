import { describe, expect, it } from 'vitest';
import { decidesClass, decidesNumber } from '../../src/plan/leakage.ts';
import { uniforms } from '../support/tables.ts';

const rows = 1000;
const x = uniforms(rows, 'x');
const other = uniforms(rows, 'other');
const classes = x.map((u) => (u < 0.3 ? 'a' : 'b'));

describe('decidesClass', () => {
  it('finds codes of the class, and thresholds', () => {
    const codes = classes.map((one) => (one === 'a' ? 'A1' : 'B1'));
    expect(decidesClass(codes, classes)).toBe(true);
    expect(decidesClass(x, classes)).toBe(true);
    expect(decidesClass(other, classes)).toBe(false);
  });

  it('is not fooled by identifiers, the largest class, or few rows', () => {
    const ids = x.map((_, row) => `id${row}`);
    expect(decidesClass(ids, classes)).toBe(false);
    const rare = x.map((u) => (u < 0.0005 ? 'a' : 'b'));
    const halves = other.map((u) => (u < 0.5 ? 1 : 2));
    expect(decidesClass(halves, rare)).toBe(false);
    expect(decidesClass(x.slice(0, 20), classes.slice(0, 20))).toBe(false);
    const same = x.map(() => 'a');
    expect(decidesClass(x, same)).toBe(false);
  });

  it('counts missing as a value of its own', () => {
    const gaps = classes.map((one) => (one === 'a' ? null : 1));
    expect(decidesClass(gaps, classes)).toBe(true);
  });
});

describe('decidesNumber', () => {
  it('finds other units, not mere correlation', () => {
    const inches = x.map((u) => 5 - 2.54 * u);
    const noisy = x.map((u, row) => u + 0.1 * other[row]!);
    const same = x.map(() => 3);
    const text = x.map(String);
    expect([inches, noisy, same, text].map((column) => decidesNumber(column, x))).toEqual([true, false, false, false]);
  });
});
