import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import { addon } from './native/load.ts';
import type {
  ColumnMomentsHandle,
  ColumnMomentsOptions,
  ColumnMomentsResult,
  CoMomentsHandle,
  CoMomentsResult,
  EigenResult,
  GramProductHandle,
  ProjectionHandle,
  SparseValueCountsHandle,
} from './native/reduction-addon.ts';
import type { PartDescription, Program, Slot } from './program.ts';
import type { FeatureMatrix, NumberList } from './states.ts';

type Parts = readonly PartDescription[];

/** Moments of every column of a matrix: within classes, or together with a target. */
export class ColumnMomentsState {
  readonly #handle: ColumnMomentsHandle;

  constructor(options: Partial<ColumnMomentsOptions> = {}) {
    this.#handle = addon().columnMoments({ classCount: 1, withTarget: false, skipMissing: false, ...options });
  }

  addTo(program: Program, parts: Parts): void {
    program.fold('foldColumnMoments', [], this.#handle, { parts, beside: 'none' });
  }

  /** `classes`: a slot of class codes, none missing. */
  addWithin(program: Program, parts: Parts, classes: Slot): void {
    program.fold('foldColumnMoments', [classes], this.#handle, { parts, beside: 'classes' });
  }

  /** `target`: a slot of numbers, none missing. */
  addBeside(program: Program, parts: Parts, target: Slot): void {
    program.fold('foldColumnMoments', [target], this.#handle, { parts, beside: 'target' });
  }

  finish(): ColumnMomentsResult {
    return inEngine(() => addon().columnMomentsFinish(this.#handle));
  }
}

/** How often each value of sparse columns comes with each class. Holds a count for each that there is. */
export class SparseValueCounts {
  readonly #handle: SparseValueCountsHandle;

  constructor(width: number, classCount: number) {
    this.#handle = addon().sparseValueCounts(width, classCount);
  }

  /** `classes`: a slot of class codes, none missing. */
  addTo(program: Program, sparse: Slot, classes: Slot): void {
    program.fold('foldSparseValues', [sparse, classes], this.#handle);
  }

  /** float64 [columns]: the mutual information of each column's values, 0 among them, and the classes, in nats. */
  information(options: RunOptions): Promise<Float64Array> {
    return runJob(options, (job) => addon().sparseValueInformation(this.#handle, job));
  }
}

/** Means of classes, and the co-moments of all pairs of columns within classes. Holds columns² numbers. */
export class CoMomentsState {
  readonly #handle: CoMomentsHandle;

  constructor(classCount = 1) {
    this.#handle = addon().coMoments(classCount);
  }

  /** `classes`: a slot of class codes, none missing; left out when there is one class. */
  addTo(program: Program, parts: Parts, classes?: Slot): void {
    program.fold('foldCoMoments', classes === undefined ? [] : [classes], this.#handle, { parts });
  }

  finish(options: RunOptions): Promise<CoMomentsResult> {
    return runJob(options, (job) => addon().coMomentsFinish(this.#handle, job));
  }
}

/** As `CoMomentsState`, of the rows of a matrix. */
export function coMomentsOf(
  matrix: FeatureMatrix,
  classes: NumberList,
  classCount: number,
  options: RunOptions,
): Promise<CoMomentsResult> {
  return runJob(options, (job) => addon().coMomentsOfMatrix(matrix.handle, classes.handle, classCount, job));
}

/** Eigenvalues, descending, and eigenvectors of a symmetric matrix [size][size]. */
export function symmetricEigen(matrix: Float64Array, size: number, options: RunOptions): Promise<EigenResult> {
  return runJob(options, (job) => addon().symmetricEigen(matrix, size, job));
}

/** A few vectors that close in on the leading eigenvectors of a Gram matrix. [size][count], orthonormal. */
export class Subspace {
  readonly basis: Float64Array;
  readonly count: number;

  private constructor(basis: Float64Array, count: number) {
    this.basis = basis;
    this.count = count;
  }

  static async random(size: number, count: number, seed: number, options: RunOptions): Promise<Subspace> {
    return new Subspace(await runJob(options, (job) => addon().randomBasis(size, count, seed, job)), count);
  }

  /** The space that a product with the matrix spans. */
  async towards(product: Float64Array, options: RunOptions): Promise<Subspace> {
    const { count } = this;
    return new Subspace(await runJob(options, (job) => addon().orthonormalBasis(product, count, job)), count);
  }

  /** The eigenvectors within the space, given its product with the matrix. */
  ritz(product: Float64Array, options: RunOptions): Promise<EigenResult> {
    return runJob(options, (job) => addon().ritz(this.basis, product, this.count, job));
  }
}

/** The product of a subspace with (X − shift)ᵀ(X − shift), of rows that pass by. */
export class GramProductState {
  readonly #handle: GramProductHandle;

  constructor(subspace: Subspace, shift: Float64Array) {
    this.#handle = inEngine(() => addon().gramProduct(subspace.basis, subspace.count, shift));
  }

  addTo(program: Program, parts: Parts): void {
    program.fold('foldGramProduct', [], this.#handle, { parts });
  }

  finish(options: RunOptions): Promise<Float64Array> {
    return runJob(options, (job) => addon().gramProductFinish(this.#handle, job));
  }
}

/** The product of a subspace with XᵀX, of a kept matrix. */
export function gramProductOf(matrix: FeatureMatrix, { basis, count }: Subspace, options: RunOptions) {
  return runJob(options, (job) => addon().matrixGramProduct(matrix.handle, basis, count, job));
}

/** Linear combinations of matrix columns. */
export class Projection {
  readonly #handle: ProjectionHandle;
  readonly #outputs: number;

  /**
   * @param weights [columns][outputs]
   * @param shift [columns]
   */
  constructor(weights: Float64Array, shift: Float64Array, outputs: number) {
    this.#handle = inEngine(() => addon().projection(weights, shift, outputs));
    this.#outputs = outputs;
  }

  /** A slot of numbers for each output: (x − shift) · weights. */
  addTo(program: Program, parts: Parts): Slot[] {
    const all = program.operation('project', [], { parts, projection: this.#handle });
    const width = this.#outputs;
    return Array.from({ length: width }, (_, index) => program.operation('pickNumbers', [all], { index, width }));
  }
}

/** Some of the categories of a slot of codes; all others are none. `kept`: ascending, of `width`. */
export function selectCodes(program: Program, codes: Slot, kept: Uint32Array, width: number): Slot {
  return program.operation('selectCodes', [codes], { kept, width });
}

/** Some of the columns of a slot of sparse rows. `kept`: ascending, of `width`. */
export function selectSparse(program: Program, sparse: Slot, kept: Uint32Array, width: number): Slot {
  return program.operation('selectSparse', [sparse], { kept, width });
}

/** Rows of numbers and codes, for distances between them. */
export interface MixedRows {
  readonly rows: number;
  /** float64 [rows][numbers], none missing. */
  readonly numbers: Float64Array;
  /** int32 [rows][codes] */
  readonly codes: Int32Array;
  /** What two different codes add to a squared distance. */
  readonly mismatch: number;
}

/** [rows][count]: the nearest other rows of each, ascending by distance; of equally near ones the earlier. */
export function nearestRows({ rows, numbers, codes, mismatch }: MixedRows, count: number, options: RunOptions) {
  return runJob(options, (job) => addon().nearestRows(numbers, codes, rows, mismatch, count, job));
}

/** What `mutualInformation` compares: numbers as they are, classes as whole numbers. */
export interface InformationColumns {
  /** float64 [columns][rows] */
  readonly columns: Float64Array;
  /** float64 [rows] */
  readonly target: Float64Array;
  /** uint8 [columns]: 1 for classes. A target of classes takes numbers alone. */
  readonly discrete: Uint8Array;
  readonly targetDiscrete: boolean;
}

/** [columns]: the mutual information of each column and the target, in nats, by nearest neighbours. */
export function mutualInformation(given: InformationColumns, neighbors: number, options: RunOptions) {
  const { columns, target, discrete, targetDiscrete } = given;
  return runJob(options, (job) => addon().mutualInformation(columns, target, discrete, targetDiscrete, neighbors, job));
}

export type { ColumnMomentsResult, CoMomentsResult, EigenResult };
