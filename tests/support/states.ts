import { expect } from 'vitest';
import type { SavedArray, SavedPart } from '../../src/features/saved-part.ts';
import type { Transformer } from '../../src/features/transformer.ts';
import { fromRows, type Row, type RowsOptions } from '../../src/index.ts';
import { fitVariantsOf } from './fit-variants.ts';

export interface StateOptions extends Pick<RowsOptions, 'roles' | 'types'> {
  readonly target?: string;
  readonly task?: 'classification' | 'regression';
  /**
   * The largest relative difference of a float where batches come in another order or parts are merged: 0 for states
   * of counts, extrema and vocabularies. Default 1e-12.
   */
  readonly relative?: number;
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
  const { relative = 1e-12, roles, types, target, task } = options;
  const isText = target !== undefined && rows.some((row) => typeof row[target] === 'string');
  const { whole, sameOrder, shuffled } = await fitVariantsOf(
    build,
    (batchRows) => fromRows(rows, { batchRows, roles, types }),
    { target, task: task ?? (isText ? 'classification' : 'regression') },
  );
  for (const [how, state] of Object.entries(sameOrder)) expect(state, how).toEqual(whole);
  for (const state of Object.values(shuffled)) expectCloseParts(state, whole, relative);
}

function expectCloseParts(actual: SavedPart, expected: SavedPart, relative: number): void {
  expect(actual.name).toBe(expected.name);
  expectCloseJson(actual.state, expected.state, relative, expected.name);
  const [one, other] = [actual.arrays ?? {}, expected.arrays ?? {}];
  expect(Object.keys(one)).toEqual(Object.keys(other));
  for (const [name, values] of Object.entries(other)) expectCloseJson(one[name], values as SavedArray, relative, name);
  const parts = expected.parts ?? [];
  expect(actual.parts ?? []).toHaveLength(parts.length);
  parts.forEach((part, i) => {
    expectCloseParts(actual.parts![i]!, part, relative);
  });
}

function expectCloseJson(actual: unknown, expected: unknown, relative: number, place: string): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    if (Object.is(actual, expected)) return;
    const error = Math.abs(actual - expected);
    const scale = Math.max(Math.abs(expected), relative > 0 ? 1e-300 : 0);
    if (!(error <= relative * scale)) expect.fail(`${place}: ${actual} is not ${expected} to ${relative}`);
  } else if (typeof expected === 'object' && expected !== null) {
    const [keys, wanted] = [Object.keys(actual as object), Object.keys(expected)];
    expect(keys, place).toEqual(wanted);
    for (const key of wanted) {
      const at = (of: unknown) => (of as Record<string, unknown>)[key];
      expectCloseJson(at(actual), at(expected), relative, `${place}.${key}`);
    }
  } else {
    expect(actual, place).toBe(expected);
  }
}
