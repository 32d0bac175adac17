import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import { addon } from './native/load.ts';
import type {
  ExtremaHandle,
  NumberQuantilesHandle,
  NumberSampleHandle,
  QuantileMethod,
  SortedNumbersHandle,
  SparseExtremaHandle,
  SparseMomentsHandle,
} from './native/scaling-addon.ts';
import type { Program, Slot } from './program.ts';

/** The smallest and the greatest number of a slot; missing numbers are left out. */
export class ExtremaState {
  readonly #handle: ExtremaHandle = addon().extrema();

  addTo(program: Program, numbers: Slot): void {
    program.fold('foldExtrema', [numbers], this.#handle);
  }

  /** `any`: whether there was a number; `min` and `max` are 0 otherwise. */
  finish(): { any: boolean; min: number; max: number } {
    return inEngine(() => addon().extremaFinish(this.#handle));
  }
}

/** Numbers in ascending order, in engine memory. */
export class SortedNumbers {
  readonly handle: SortedNumbersHandle;
  /** How many there are, missing ones left out. */
  readonly count: number;
  /** Whether these are all numbers that were folded, and not a sketch or a sample of them. */
  readonly isExact: boolean;

  constructor(handle: SortedNumbersHandle) {
    this.handle = handle;
    const { count, exact } = addon().sortedInfo(handle);
    this.count = count;
    this.isExact = exact;
  }

  /** The quantiles at probabilities from 0 to 1; NaN where there is no number. */
  quantiles(probabilities: ArrayLike<number>, method: QuantileMethod = 'linear'): Float64Array {
    return inEngine(() => addon().sortedQuantiles(this.handle, Float64Array.from(probabilities), method));
  }

  release(): void {
    addon().release(this.handle);
  }
}

/**
 * The numbers of a slot in order. Up to 1,048,576 are held as they are, 8 bytes each; beyond that a sketch of at most
 * 3 MB takes them, exact up to 65,536 different ones, else with ranks off by about 0.01 % of the count (at most 0.1 %).
 */
export class NumberQuantilesState {
  readonly #handle: NumberQuantilesHandle = addon().numberQuantiles();

  addTo(program: Program, numbers: Slot): void {
    program.fold('foldQuantiles', [numbers], this.#handle);
  }

  async finish(options: RunOptions): Promise<SortedNumbers> {
    return new SortedNumbers(await runJob(options, (job) => addon().numberQuantilesFinish(this.#handle, job)));
  }
}

/** The keys by which `NumberSampleState` draws rows: they follow from row ids (numbers) and the seed alone. */
export function sampleKeys(program: Program, rowIds: Slot, seed: number): Slot {
  return program.operation('sampleKeys', [rowIds], { seed });
}

/** The numbers of at most `limit` rows: all of them, or a random sample that does not depend on their order. */
export class NumberSampleState {
  readonly #handle: NumberSampleHandle;

  constructor(limit: number) {
    this.#handle = addon().numberSample(limit);
  }

  addTo(program: Program, numbers: Slot, keys: Slot): void {
    program.fold('foldSample', [keys, numbers], this.#handle);
  }

  async finish(options: RunOptions): Promise<SortedNumbers> {
    return new SortedNumbers(await runJob(options, (job) => addon().numberSampleFinish(this.#handle, job)));
  }
}

/** What a standard normal variable stays below with this probability. */
export function normalQuantile(probability: number): number {
  return addon().normalQuantile(probability);
}

/** The greatest absolute value of each column of sparse rows. */
export class SparseExtremaState {
  readonly #handle: SparseExtremaHandle;

  constructor(width: number) {
    this.#handle = addon().sparseExtrema(width);
  }

  addTo(program: Program, sparse: Slot): void {
    program.fold('foldSparseExtrema', [sparse], this.#handle);
  }

  finish(): Float64Array {
    return inEngine(() => addon().sparseExtremaFinish(this.#handle));
  }
}

/** The weighted mean and variance of each column of sparse rows, zeros counted. Divides by the weight. */
export class SparseMomentsState {
  readonly #handle: SparseMomentsHandle;

  constructor(width: number) {
    this.#handle = addon().sparseMoments(width);
  }

  addTo(program: Program, sparse: Slot, weight: Slot | undefined): void {
    program.fold('foldSparseMoments', weight === undefined ? [sparse] : [sparse, weight], this.#handle);
  }

  finish(): { weight: number; means: Float64Array; variances: Float64Array } {
    return inEngine(() => addon().sparseMomentsFinish(this.#handle));
  }
}

/** number · scale + offset, kept within [low, high]. */
export function rescale(
  program: Program,
  numbers: Slot,
  to: { scale: number; offset: number; low: number; high: number },
): Slot {
  return program.operation('rescale', [numbers], to);
}

/** log(1 + number). A number of −1 or less is a fault. `name` is for messages. */
export function log1p(program: Program, numbers: Slot, name: string): Slot {
  return program.operation('log1p', [numbers], { name });
}

/** Numbers as shares of the fitted ones below them; `quantiles` stand for shares 0 … 1 in even steps. */
export function mapQuantiles(program: Program, numbers: Slot, quantiles: Float64Array, normal: boolean): Slot {
  return program.operation('mapQuantiles', [numbers], { quantiles, normal });
}

export type Norm = 'l1' | 'l2' | 'max';

/** The norm of each row over number slots and slots of sparse rows; 1 where it is 0. */
export function rowNorms(program: Program, numbers: readonly Slot[], sparse: readonly Slot[], norm: Norm): Slot {
  return program.operation('rowNorms', [...numbers, ...sparse], { norm, sparse: sparse.length });
}

export function divide(program: Program, numbers: Slot, by: Slot): Slot {
  return program.operation('divide', [numbers, by], {});
}

export function divideSparseRows(program: Program, sparse: Slot, by: Slot): Slot {
  return program.operation('divideSparseRows', [sparse, by], {});
}

/** Each value of sparse rows divided by the scale of its column. */
export function scaleSparse(program: Program, sparse: Slot, scales: Float64Array): Slot {
  return program.operation('scaleSparse', [sparse], { scales });
}

export type { QuantileMethod };
