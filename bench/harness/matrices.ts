import path from 'node:path';
import { readNpy } from '../data/npy.ts';
import { BenchError } from './result.ts';

/** A matrix that a contender saved: all values row-major when dense; entries, their columns and row ends when sparse. */
export interface SavedMatrix {
  readonly values: Float32Array;
  readonly indices: Uint32Array | undefined;
  readonly offsets: Float64Array | undefined;
}

export function readMatrix(folder: string, sparse: boolean): SavedMatrix {
  const array = (name: string) => readNpy(path.join(folder, `${name}.npy`));
  return {
    values: array('values') as Float32Array,
    indices: sparse ? (array('indices') as Uint32Array) : undefined,
    offsets: sparse ? (array('offsets') as Float64Array) : undefined,
  };
}

/** What `Result.quality` tells of a matrix. */
export function matrixQuality({ values }: SavedMatrix, rows: number): Record<string, number> {
  return { rows, values: values.length, valueSum: values.reduce((sum, value) => sum + value, 0) };
}

/**
 * Compares value by value; an entry that a sparse matrix does not hold is 0, since 0 may be held or left by rounding.
 *
 * @param tolerance how far two values may be apart, in units of the larger of 1 and the value
 * @throws BenchError naming the first place where they differ
 */
export function expectSameMatrix(name: string, matrix: SavedMatrix, ours: SavedMatrix, tolerance: number): void {
  const expectNear = (value: number, own: number, place: string) => {
    if (Math.abs(value - own) <= tolerance * Math.max(1, Math.abs(own))) return;
    throw new BenchError(`${name} has ${value} ${place}, and ours ${own}`);
  };
  if (matrix.offsets === undefined || ours.offsets === undefined) {
    if (matrix.values.length !== ours.values.length) {
      throw new BenchError(`${name} has ${matrix.values.length} values, and ours ${ours.values.length}`);
    }
    for (let i = 0; i < matrix.values.length; i++) expectNear(matrix.values[i]!, ours.values[i]!, `as value ${i}`);
    return;
  }
  if (matrix.offsets.length !== ours.offsets.length) throw new BenchError(`${name} has another number of rows`);
  for (let row = 0; row + 1 < ours.offsets.length; row++) {
    let [at, own] = [matrix.offsets[row]!, ours.offsets[row]!];
    const [end, ownEnd] = [matrix.offsets[row + 1]!, ours.offsets[row + 1]!];
    while (at < end || own < ownEnd) {
      const theirColumn = at < end ? matrix.indices![at]! : Infinity;
      const ownColumn = own < ownEnd ? ours.indices![own]! : Infinity;
      const value = theirColumn <= ownColumn ? matrix.values[at++]! : 0;
      const ownValue = ownColumn <= theirColumn ? ours.values[own++]! : 0;
      expectNear(value, ownValue, `in row ${row}, column ${Math.min(theirColumn, ownColumn)}`);
    }
  }
}
