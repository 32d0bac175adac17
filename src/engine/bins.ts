import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import type {
  BinBuilderHandle,
  BinnedFeature,
  BinnedInfo,
  BinnedMatrixHandle,
  BinOptions,
  BinPlan,
  FeatureCountsHandle,
} from './native/addon.ts';
import { addon } from './native/load.ts';
import type { PartDescription, Program } from './program.ts';
import type { CategoriesHandle, FeatureMatrix } from './states.ts';

/** A slot to bin. The numbers of a source column are read from it as it came. */
export interface BinnedPart extends PartDescription {
  /** Whether the slot of numbers is that of a source column. Default false. */
  readonly isColumn?: boolean | undefined;
  /** What encodes the slot of codes where it is that of a source column. */
  readonly categories?: CategoriesHandle | undefined;
}

const described = (parts: readonly BinnedPart[]) => ({
  parts,
  columns: parts.map((part) => part.isColumn === true),
  categories: parts.map((part) => part.categories),
});

/** What the values of numbers and codes are, counted in a first pass. */
export class FeatureCounts {
  readonly #handle: FeatureCountsHandle;

  constructor(maxBins: number) {
    this.#handle = addon().featureCounts(maxBins);
  }

  addTo(program: Program, parts: readonly BinnedPart[]): void {
    program.fold('foldFeatureCounts', [], this.#handle, described(parts));
  }

  /** Cuts bins. Call once. */
  async plan(plan: BinPlan, options: RunOptions): Promise<BinBuilder> {
    return new BinBuilder(await runJob(options, (job) => addon().binBuilder(this.#handle, plan, job)));
  }
}

/** Rows written down as bins in a second pass: those for validation first, then those for training. */
export class BinBuilder {
  readonly #handle: BinBuilderHandle;

  constructor(handle: BinBuilderHandle) {
    this.#handle = handle;
  }

  addTo(program: Program, parts: readonly BinnedPart[], rows: 'training' | 'validation'): void {
    program.fold('foldBins', [], this.#handle, { ...described(parts), validation: rows === 'validation' });
  }

  /** Bins the rows of the sparse parts: those of training, then those of validation. The matrix is empty after. */
  addSparse(matrix: FeatureMatrix, plan: BinOptions, options: RunOptions): Promise<void> {
    return runJob(options, (job) => addon().binBuilderSparse(this.#handle, matrix.handle, plan, job));
  }

  /** The matrix: training rows, then validation rows. Call once. */
  async finish(options: RunOptions): Promise<{ bins: BinnedFeatures; validationRows: number }> {
    const { matrix, validationRows } = await runJob(options, (job) => addon().binBuilderFinish(this.#handle, job));
    return { bins: new BinnedFeatures(matrix), validationRows };
  }
}

/** Rows as bins in engine memory: what trees are grown on (`native/trees/bins/binned_matrix.h`). */
export class BinnedFeatures {
  readonly handle: BinnedMatrixHandle;

  constructor(handle: BinnedMatrixHandle) {
    this.handle = handle;
  }

  get info(): BinnedInfo {
    return inEngine(() => addon().binnedInfo(this.handle));
  }

  /** A hash of every row's bins and of what they stand for: equal for equal rows, whatever the threads and batches. */
  fingerprint(options: RunOptions): Promise<string> {
    return runJob(options, (job) => addon().binnedFingerprint(this.handle, job));
  }

  /** A copy of what one feature is made of, and of every row's bin in it. */
  feature(index: number): BinnedFeature {
    return inEngine(() => addon().binnedFeature(this.handle, index));
  }

  release(): void {
    addon().release(this.handle);
  }
}

export type { BinnedFeature, BinnedInfo };
