// A model that LightGBM trained: all rows as Arrow batches in memory, and one row object at a time.
import { Table } from 'apache-arrow';
import { type ColumnData, isValid } from '../../src/core/column.ts';
import { fromTable, loadLightGBM, type Row } from '../../src/index.ts';
import { recordBatchOf } from '../../src/source/arrow.ts';
import { writeNpy } from '../data/npy.ts';
import { median } from '../harness/rounds.ts';
import { serve, setting } from './serve.ts';
import { description, readSide, type Side } from './training.ts';

const { threads } = setting;
const model = await loadLightGBM(setting.model as string);
const names = [...description.numeric, ...description.categorical];
const codes = new Map(
  await Promise.all(description.categorical.map(async (name) => [name, await codesOf(name)] as const)),
);
const table = await testTable();
const source = await fromTable(table);
const output = model.task === 'classification' ? 'probability_1' : 'prediction';

await serve(async ({ save, rows }: { save?: string; rows?: number }) => {
  if (rows !== undefined) return { seconds: oneByOne(rows) };
  const values: Float64Array[] = [];
  const began = performance.now();
  for await (const batch of model.predict(source, { threads })) {
    values.push(batch.getChild(output)!.data[0]!.values as Float64Array);
  }
  const seconds = (performance.now() - began) / 1000;
  if (save !== undefined) writeNpy(save, Float64Array.from(values.flatMap((part) => [...part])));
  return { seconds };
});

/** The median time of a prediction, of the second time that each row is predicted. */
function oneByOne(count: number): number {
  const rows = Array.from({ length: count }, (_, row): Row => ({ ...table.get(row)!.toJSON() }));
  for (const row of rows) model.predictOne(row);
  const times = rows.map((row) => {
    const began = performance.now();
    model.predictOne(row);
    return performance.now() - began;
  });
  return median(times) / 1000;
}

/** The test rows under the names that LightGBM knows the features by, categories as the codes it was given. */
async function testTable(): Promise<Table> {
  const batches = [];
  for await (const batch of (await readSide('test')).scan({ columns: names })) {
    const columns = names.map((name, i) => {
      const { data } = batch.columns.get(name)!;
      const known = codes.get(name);
      return [model.parts.fields[i]!.name, known === undefined ? data : codeColumn(data, known)] as const;
    });
    batches.push(recordBatchOf(new Map(columns), batch.length));
  }
  return new Table(batches);
}

/** The number of each category of the training rows: bench/peers/tree_table.py counts in the order of their bytes. */
async function codesOf(name: string): Promise<ReadonlyMap<string, number>> {
  const found = new Set<string>();
  const side: Side = 'train';
  for await (const batch of (await readSide(side)).scan({ columns: [name] })) {
    const { data } = batch.columns.get(name)!;
    for (let row = 0; row < batch.length; row++) if (isValid(data, row)) found.add(textAt(data, row));
  }
  const sorted = [...found].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return new Map(sorted.map((text, code) => [text, code]));
}

function codeColumn(data: ColumnData, known: ReadonlyMap<string, number>): ColumnData {
  const values = Float64Array.from({ length: data.length }, (_, row) =>
    isValid(data, row) ? (known.get(textAt(data, row)) ?? Number.NaN) : Number.NaN,
  );
  return { type: 'float64', length: data.length, nullCount: 0, validity: undefined, offsets: undefined, values };
}

function textAt({ values, offsets }: ColumnData, row: number): string {
  return Buffer.from((values as Uint8Array).subarray(offsets![row], offsets![row + 1])).toString();
}
