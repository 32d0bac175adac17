import { MillraceError } from '../core/errors.ts';
import { FilteredReader } from './filtered.ts';
import type { BatchReader } from './reader.ts';

export const SIDES = ['train', 'valid', 'test'] as const;
export type SideName = (typeof SIDES)[number];

/** The code of a side in `byRowId`; 0 is no row of the split. */
export function codeOfSide(side: SideName): number {
  return SIDES.indexOf(side) + 1;
}

/**
 * The rows of one side, which all share one byte a row: `byRowId` holds the code of each row id's side.
 *
 * @throws MillraceError SOURCE_CHANGED from a scan that meets a row which was not there when the split was made
 */
export function sideReader(base: BatchReader, byRowId: Uint8Array, side: SideName, rowCount: number): FilteredReader {
  const wanted = codeOfSide(side);
  return new FilteredReader(
    base,
    [],
    ({ length, rowIds }) => {
      const kept = new Uint32Array(length);
      let count = 0;
      for (let row = 0; row < length; row++) {
        const code = byRowId[rowIds[row]!];
        if (code === wanted) kept[count++] = row;
        else if (!code) throw changed(base.name, rowIds[row]!);
      }
      return kept.subarray(0, count);
    },
    rowCount,
  );
}

function changed(name: string, row: number): MillraceError {
  return new MillraceError('SOURCE_CHANGED', `'${name}' has a row ${row} that was not there when it was split`, {
    row,
    remedy: 'open and split it again',
  });
}
