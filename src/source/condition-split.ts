import { isValid } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import type { SplitSides } from '../engine/split-rows.ts';
import { columnsOf, type Expression, evaluate, typeOf } from '../expression/index.ts';
import { releaseBatch } from './batch.ts';
import { refuseWindows } from './filtered.ts';
import { type BatchReader, nextTurn } from './reader.ts';
import { codeOfSide } from './side-reader.ts';

/** Test: the rows for which the condition is true. Train: those for which it is false or missing. */
export async function splitByCondition(
  source: BatchReader,
  condition: Expression,
  signal: AbortSignal | undefined,
): Promise<{ sides: SplitSides; classes: string[] }> {
  if (typeOf(condition, source.schema) !== 'boolean') {
    throw new MillraceError('EXPRESSION_INVALID', "split: 'test' takes a condition: true or false for each row", {
      remedy: 'compare with something, as in rowId().mod(5).eq(0)',
    });
  }
  refuseWindows(condition);
  const read = columnsOf(condition);
  const columns = read.length > 0 ? read : source.schema.names.slice(0, 1);
  let byRowId = new Uint8Array(65_536);
  let end = 0;
  const counts = new Float64Array(4);
  for await (const batch of source.scan({ columns, signal })) {
    const { length, rowIds } = batch;
    end = rowIds[length - 1]! + 1;
    if (end > byRowId.length) byRowId = grown(byRowId, Math.max(end, 2 * byRowId.length));
    const { column } = evaluate(condition, { length, rowIds, column: (name) => batch.columns.get(name)!.data });
    const bits = column.values as Uint8Array;
    for (let row = 0; row < length; row++) {
      const isTest = ((bits[row >> 3]! >> (row & 7)) & 1) === 1 && isValid(column, row);
      const code = codeOfSide(isTest ? 'test' : 'train');
      byRowId[rowIds[row]!] = code;
      counts[code]!++;
    }
    releaseBatch(batch);
    await nextTurn();
  }
  const rowCount = counts[1]! + counts[3]!;
  return {
    sides: {
      byRowId: byRowId.slice(0, end),
      counts,
      classCounts: new Float64Array(0),
      unitCount: rowCount,
      repeatedCount: 0,
      validBegin: Number.POSITIVE_INFINITY,
      testBegin: Number.POSITIVE_INFINITY,
    },
    classes: [],
  };
}

function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}
