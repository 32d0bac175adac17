import { type Data, DataType, type RecordBatch } from 'apache-arrow';
import type { ColumnData } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { requirePlainBuffer } from '../../engine/buffers.ts';
import { columnTypeOf, fromArrowData } from '../from-arrow.ts';
import type { Chunk } from './chunk.ts';

/**
 * Rows `begin` up to `end` of a record batch as columns; without a copy where the layouts agree.
 *
 * @param firstRow the id of the batch's first row, for messages
 * @throws MillraceError COLUMN_TYPE, ENCODING_INVALID, BATCH_TOO_LARGE, BUFFER_REFUSED
 */
export function chunkOfArrow(batch: RecordBatch, begin: number, end: number, firstRow: number): Chunk {
  const part = begin === 0 && end === batch.numRows ? batch : batch.slice(begin, end);
  const columns = new Map<string, ColumnData>();
  for (const [i, field] of batch.schema.fields.entries()) {
    const name = String(field.name);
    const data = part.getChildAt(i)!.data[0]!;
    expectPlain(data, name);
    columns.set(name, columnOfData(name, data, firstRow + begin));
  }
  return { length: end - begin, columns };
}

/** The names and types of a record batch's columns. @throws MillraceError COLUMN_TYPE, COLUMN_DUPLICATE */
export function fieldsOfArrow(schema: RecordBatch['schema']) {
  return schema.fields.map((field) => {
    const name = String(field.name);
    const type = columnTypeOf(field.type);
    if (type !== undefined) return { name, type };
    throw new MillraceError('COLUMN_TYPE', `column '${name}' is of type ${field.type}, which can't be read`, {
      column: name,
      value: String(field.type),
      remedy: DataType.isStruct(field.type)
        ? 'make a column of each of its children'
        : 'leave it out: select the other columns',
    });
  });
}

function columnOfData(name: string, data: Data, firstRow: number): ColumnData {
  try {
    return fromArrowData(name, data);
  } catch (error) {
    if (!(error instanceof MillraceError) || error.code !== 'ENCODING_INVALID') throw error;
    const row = firstRow + firstInvalid(name, data);
    throw new MillraceError('ENCODING_INVALID', `row ${row} of column '${name}' is not valid UTF-8`, {
      column: name,
      row,
      remedy: error.remedy,
    });
  }
}

/** The first row of text that is not valid, by halves. */
function firstInvalid(name: string, data: Data): number {
  let begin = 0;
  let end = data.length;
  while (end - begin > 1) {
    const middle = (begin + end) >> 1;
    try {
      fromArrowData(name, data.slice(begin, middle - begin));
      begin = middle;
    } catch {
      end = middle;
    }
  }
  return begin;
}

function expectPlain(data: Data, name: string): void {
  for (const view of [data.values, data.valueOffsets, data.nullBitmap] as unknown[]) {
    if (ArrayBuffer.isView(view)) requirePlainBuffer(view, `column '${name}'`);
  }
  for (const words of data.dictionary?.data ?? []) expectPlain(words, name);
}
