import { type ColumnData, isValid } from '../core/column.ts';
import { releaseBatch } from '../source/batch.ts';
import type { Source } from '../source/source.ts';

/** Values of a sample of rows; null where missing. */
export type SampleValues = readonly (string | number | null)[];

const SAMPLE_ROWS = 20_000;
const BATCH_ROWS = 2048; // text is decoded on the main thread: a few milliseconds a batch

/** The first 20,000 rows of some columns, as values. */
export async function sampleValues(
  source: Source,
  columns: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, SampleValues>> {
  const sample = new Map<string, (string | number | null)[]>(columns.map((name) => [name, []]));
  let rows = 0;
  for await (const batch of source.scan({ columns, batchRows: BATCH_ROWS, signal })) {
    for (const [name, values] of sample) append(values, batch.columns.get(name)!.data);
    releaseBatch(batch);
    rows += batch.length;
    if (rows >= SAMPLE_ROWS) break;
  }
  return sample;
}

function append(out: (string | number | null)[], column: ColumnData): void {
  const { type, values, offsets, length } = column;
  const text = offsets === undefined ? undefined : Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  for (let row = 0; row < length; row++) {
    if (!isValid(column, row)) out.push(null);
    else if (text !== undefined) out.push(text.toString('utf8', offsets![row], offsets![row + 1]));
    else if (type === 'boolean') out.push(((values[row >> 3] as number) >> (row & 7)) & 1);
    else out.push(finiteOrNull(Number(values[row])));
  }
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
