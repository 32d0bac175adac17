import { beforeAll, expect, test } from 'vitest';
import { gatherBins } from '../../../src/models/trees/gather-bins.ts';
import { Passes } from '../../../src/pipeline/passes.ts';
import { sourceOf, type Table } from '../../support/golden-tables.ts';
import { uniforms } from '../../support/tables.ts';

const ROWS = 5000;

function table(): Table {
  return {
    smooth: uniforms(ROWS, 'x').map((value, row) => (row % 11 === 0 ? null : value)),
    few: uniforms(ROWS, 'y').map((value) => Math.round(value * 20)),
    city: uniforms(ROWS, 'z').map((value, row) => (row % 13 === 0 ? null : `city ${Math.floor(value * 40)}`)),
  };
}

async function fingerprintOf(values: Table, batchRows = 1000, threads = 1, maxBins = 255): Promise<string> {
  const source = await sourceOf(values, { batchRows });
  const stage = new Passes(source, source.schema.fields, undefined, [], { threads }).firstStage();
  const { bins } = await gatherBins(stage, undefined, { learner: 'trees', maxBins });
  const found = await bins.fingerprint({ threads });
  bins.release();
  return found;
}

let plain: string;
beforeAll(async () => {
  plain = await fingerprintOf(table());
});

test('equal rows have equal fingerprints, whatever the batches and threads', async () => {
  expect(plain).toMatch(/^[0-9a-f]{32}$/);
  expect(await fingerprintOf(table(), 77, 2)).toBe(plain);
});

test('one value in another bin makes another', async () => {
  const seen = new Set([plain]);
  for (const [name, row, value] of [
    ['smooth', 1, null],
    ['smooth', ROWS - 1, null],
    ['few', 17, 3.5],
    ['city', 1, 'city 3'],
    ['city', 2, 'city 3'],
  ] as const) {
    const values = table();
    const column = [...values[name]!] as (string | number | null)[];
    expect(column[row]).not.toBe(value);
    column[row] = value;
    seen.add(await fingerprintOf({ ...values, [name]: column } as Table));
  }
  expect(seen.size).toBe(6);
  expect(await fingerprintOf(table(), 1000, 1, 300)).not.toBe(plain);
});
