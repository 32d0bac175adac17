import type { ColumnData } from '../../core/column.ts';
import { Column } from '../../engine/column.ts';
import type { Batch } from '../batch.ts';
import { emptyValues } from '../memory/chunk.ts';

/** The rows of some batches as one. What it is made of stays as it was. */
export function concatBatches(batches: readonly Batch[]): Batch {
  if (batches.length === 1) return batches[0]!;
  const length = batches.reduce((sum, batch) => sum + batch.length, 0);
  const rowIds = new Float64Array(length);
  let at = 0;
  for (const batch of batches) {
    rowIds.set(batch.rowIds, at);
    at += batch.length;
  }
  const columns = new Map(
    [...batches[0]!.columns.keys()].map((name) => {
      const parts = batches.map((batch) => batch.columns.get(name)!.data);
      return [name, Column.fromData(concatColumns(parts, length))] as const;
    }),
  );
  return { length, rowIds, columns };
}

/** The given rows of a batch, in the given order. */
export function takeRows(batch: Batch, rows: Uint32Array): Batch {
  const columns = new Map([...batch.columns].map(([name, column]) => [name, column.take(rows)]));
  return { length: rows.length, rowIds: Float64Array.from(rows, (row) => batch.rowIds[row]!), columns };
}

/** The positions `begin` up to `end`. */
export function positions(begin: number, end: number): Uint32Array {
  return Uint32Array.from({ length: end - begin }, (_, i) => begin + i);
}

function concatColumns(parts: readonly ColumnData[], length: number): ColumnData {
  const { type } = parts[0]!;
  const nullCount = parts.reduce((sum, part) => sum + part.nullCount, 0);
  const validity = nullCount === 0 ? undefined : new Uint8Array(Math.ceil(length / 8));
  if (type === 'utf8') return concatText(parts, length, nullCount, validity);
  const values = emptyValues(type, length);
  let at = 0;
  for (const part of parts) {
    if (validity !== undefined) copyBits(part.validity, part.length, validity, at);
    if (type === 'boolean') copyBits(part.values as Uint8Array, part.length, values as Uint8Array, at);
    else (values as Float64Array).set(part.values.subarray(0, part.length) as Float64Array, at);
    at += part.length;
  }
  return { type, length, nullCount, validity, offsets: undefined, values };
}

function concatText(
  parts: readonly ColumnData[],
  length: number,
  nullCount: number,
  validity: Uint8Array | undefined,
): ColumnData {
  const sizeOf = ({ offsets, length: rows }: ColumnData) => offsets![rows]! - offsets![0]!;
  const values = new Uint8Array(parts.reduce((sum, part) => sum + sizeOf(part), 0));
  const offsets = new Int32Array(length + 1);
  let at = 0;
  let byte = 0;
  for (const part of parts) {
    if (validity !== undefined) copyBits(part.validity, part.length, validity, at);
    const first = part.offsets![0]!;
    values.set((part.values as Uint8Array).subarray(first, first + sizeOf(part)), byte);
    for (let row = 1; row <= part.length; row++) offsets[at + row] = part.offsets![row]! - first + byte;
    at += part.length;
    byte += sizeOf(part);
  }
  return { type: 'utf8', length, nullCount, validity, offsets, values };
}

/** Sets bits `at` and on as they are in `bits`; all of them when there are none. */
function copyBits(bits: Uint8Array | undefined, length: number, out: Uint8Array, at: number): void {
  for (let row = 0; row < length; row++) {
    if (bits === undefined || (bits[row >> 3]! >> (row & 7)) & 1) out[(at + row) >> 3]! |= 1 << ((at + row) & 7);
  }
}
