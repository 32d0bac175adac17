import { expect } from 'vitest';
import type { SavedArray, SavedPart } from '../../src/features/saved-part.ts';
import type { Transformer } from '../../src/features/transformer.ts';
import { fromRows, type Row, type RowsOptions } from '../../src/index.ts';
import { fitVariantsOf } from './fit-variants.ts';

export interface StateOptions extends Pick<RowsOptions, 'roles' | 'types'> {
  readonly target?: string | undefined;
  readonly task?: 'classification' | 'regression';
  /**
   * The largest relative difference of a float where batches come in another order or parts are merged: 0 for states
   * of counts, extrema and vocabularies. Default 1e-12.
   */
  readonly relative?: number;
  /** As large a difference is let pass as well, of numbers near 0. Default 0. */
  readonly absolute?: number | undefined;
  /** The same for batches in another order alone. Default as above. */
  readonly inOtherOrder?: Tolerance | undefined;
}

interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/**
 * Holds a transformer to a state that does not depend on how rows come: in batches of 1, 7 and 100,000 rows, batches in
 * another order, and in four parts that are merged.
 */
export async function expectSameState(
  build: () => Transformer,
  rows: readonly Row[],
  options: StateOptions = {},
): Promise<void> {
  const { relative = 1e-12, absolute = 0, inOtherOrder, roles, types, target, task } = options;
  const isText = target !== undefined && rows.some((row) => typeof row[target] === 'string');
  const { whole, sameOrder, shuffled } = await fitVariantsOf(
    build,
    (batchRows) => fromRows(rows, { batchRows, roles, types }),
    { target, task: task ?? (isText ? 'classification' : 'regression') },
  );
  for (const [how, state] of Object.entries(sameOrder)) expect(state, how).toEqual(whole);
  for (const [how, state] of Object.entries(shuffled)) {
    const tolerance = how === 'shuffled batches' ? inOtherOrder : undefined;
    expectCloseParts(state, whole, tolerance ?? { relative, absolute }, how);
  }
}

function expectCloseParts(actual: SavedPart, expected: SavedPart, tolerance: Tolerance, how: string): void {
  expect(actual.name).toBe(expected.name);
  const place = `${how}: ${expected.name}`;
  expectCloseJson(actual.state, expected.state, tolerance, place);
  const [one, other] = [actual.arrays ?? {}, expected.arrays ?? {}];
  expect(Object.keys(one), place).toEqual(Object.keys(other));
  for (const [name, values] of Object.entries(other)) {
    expectCloseJson(one[name], values as SavedArray, tolerance, `${place}.${name}`);
  }
  const parts = expected.parts ?? [];
  expect(actual.parts ?? []).toHaveLength(parts.length);
  parts.forEach((part, i) => {
    expectCloseParts(actual.parts![i]!, part, tolerance, how);
  });
}

/** Holds data to the same shape and numbers that are close. */
export function expectCloseJson(actual: unknown, expected: unknown, tolerance: Tolerance, place: string): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    if (Object.is(actual, expected)) return;
    const { relative, absolute } = tolerance;
    const error = Math.abs(actual - expected);
    if (!(error <= Math.max(relative * Math.abs(expected), absolute, relative > 0 ? 1e-300 : 0))) {
      expect.fail(`${place}: ${actual} is not ${expected} to ${relative} (${error / Math.abs(expected)})`);
    }
  } else if (typeof expected === 'object' && expected !== null) {
    const [keys, wanted] = [Object.keys(actual as object), Object.keys(expected)];
    expect(keys, place).toEqual(wanted);
    for (const key of wanted) {
      const at = (of: unknown) => (of as Record<string, unknown>)[key];
      expectCloseJson(at(actual), at(expected), tolerance, `${place}.${key}`);
    }
  } else {
    expect(actual, place).toBe(expected);
  }
}
