import { expect } from 'vitest';
import type { SavedArray, SavedPart } from '../../src/features/saved-part.ts';
import type { Transformer } from '../../src/features/transformer.ts';
import { type Batch, fromRows, type Row, type RowsOptions, Source } from '../../src/index.ts';
import { Passes } from '../../src/pipeline/passes.ts';

export interface StateOptions extends Pick<RowsOptions, 'roles' | 'types'> {
  readonly target?: string;
  readonly task?: 'classification' | 'regression';
  /**
   * The largest relative difference of a float where batches come in another order or parts are merged: 0 for states
   * of counts, extrema and vocabularies. Default 1e-12.
   */
  readonly relative?: number;
}

/** What a transformer has learned from a source, as data. */
async function stateOf(transformer: Transformer, source: Source, options: StateOptions, parts = 1): Promise<SavedPart> {
  const { target, task } = options;
  const fields = source.schema.fields.filter(({ name }) => name !== target);
  const field = target === undefined ? undefined : source.schema.field(target);
  const guess = field?.type === 'utf8' ? 'classification' : 'regression';
  const learns = field && { target: field, task: task ?? guess };
  const others = target === undefined ? [] : [target];
  const passes = new Passes(source, fields, undefined, others, { parts, learns });
  return (await transformer.fit(passes.firstStage())).save();
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
  const { relative = 1e-12, roles, types } = options;
  const open = (batchRows: number) => fromRows(rows, { batchRows, roles, types });
  const whole = await stateOf(build(), await open(100_000), options);
  for (const batchRows of [1, 7]) expect(await stateOf(build(), await open(batchRows), options)).toEqual(whole);
  expectCloseParts(await stateOf(build(), await open(7), options, 4), whole, relative);
  expectCloseParts(await stateOf(build(), shuffled(await open(7)), options), whole, relative);
}

/** The same batches, last first in threes: an order that no reader gives, but that workers might. */
function shuffled(source: Source): Source {
  const { reader } = source;
  const { name, schema, rowCount, origin } = reader;
  return new Source({
    name,
    schema,
    rowCount,
    origin,
    async *scan(options) {
      const batches: Batch[] = [];
      for await (const batch of reader.scan(options)) batches.push(batch);
      for (let first = 2; first >= 0; first--) {
        for (let at = batches.length - 1 - first; at >= 0; at -= 3) yield batches[at]!;
      }
    },
  });
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
