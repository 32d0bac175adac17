/** The native addon's functions as TypeScript sees them. Nothing outside `src/engine` imports this. */

import type { ForestArrays } from '../../matrix/forest.ts';
import type { BayesAddon } from './bayes-addon.ts';
import type { EncodersAddon } from './encoders-addon.ts';
import type { EqualRowsAddon } from './equal-rows-addon.ts';
import type { ExpressionsAddon } from './expressions-addon.ts';
import type { ImputersAddon } from './imputers-addon.ts';
import type { KeysAddon } from './keys-addon.ts';
import type { NumericFeaturesAddon } from './numeric-features-addon.ts';
import type { ProfileAddon } from './profile-addon.ts';
import type { ReductionAddon } from './reduction-addon.ts';
import type { ScalingAddon } from './scaling-addon.ts';
import type { SgdAddon } from './sgd-addon.ts';

declare const kind: unique symbol;

/** An engine object: opaque, freed by the collector or by `release`. */
export interface Handle<Kind extends string> {
  readonly [kind]: Kind;
}

export type ColumnHandle = Handle<'column'>;
export type TokenHandle = Handle<'cancel token'>;
export type ProgramHandle = Handle<'program'>;
export type RowRunnerHandle = Handle<'row runner'>;
export type MomentsHandle = Handle<'moments'>;
export type NumberValuesHandle = Handle<'number values'>;
export type NumberListHandle = Handle<'number list'>;
export type CategoryCounterHandle = Handle<'category counter'>;
export type CategoriesHandle = Handle<'categories'>;
export type MatrixHandle = Handle<'feature matrix'>;
export type TermCounterHandle = Handle<'term counter'>;
export type VocabularyHandle = Handle<'vocabulary'>;
export type LinearWeightsHandle = Handle<'linear weights'>;
export type FeatureCountsHandle = Handle<'feature counts'>;
export type BinBuilderHandle = Handle<'bin builder'>;
export type BinnedMatrixHandle = Handle<'binned matrix'>;
export type ForestHandle = Handle<'forest'>;
export type BoosterHandle = Handle<'booster'>;
export type ShapHandle = Handle<'explained trees'>;

export type SplitRowsHandle = Handle<'split rows'>;
export type DatabaseHandle = Handle<'database'>;
export type ReaderHandle = Handle<'reader'>;
export type WriterHandle = Handle<'writer'>;

export interface DuckDBSettings {
  readonly libraryPath: string;
  /** A DuckDB file that is opened to be read; '' for a database in memory. */
  readonly databasePath: string;
  readonly tempPath: string;
  readonly threads: number;
  readonly memoryBytes: number;
}

/** A value of a query's parameter. */
export type QueryValue = boolean | number | bigint | string | Date | null;

export interface JobOptions {
  readonly token?: TokenHandle | undefined;
  readonly threads?: number | undefined;
}

export interface ColumnBuffers {
  readonly type: number;
  readonly length: number;
  readonly nullCount: number;
  readonly validity?: ArrayBuffer;
  readonly offsets?: ArrayBuffer;
  readonly values: ArrayBuffer;
}

/** One slot's share of a matrix's columns. */
export interface PartDescription {
  readonly kind: 'numbers' | 'codes' | 'sparse';
  readonly slot: number;
  readonly width: number;
  readonly name: string;
}

/** As above, or a source column of whole numbers or floats, without a step between. */
export type MatrixPart = PartDescription | (Omit<PartDescription, 'kind'> & { readonly kind: 'column' });

/** Why a row of a batch can't be scored. */
export interface RowProblem {
  readonly row: number;
  readonly message: string;
}

export interface RunResult {
  readonly values: readonly (Float64Array | Int32Array)[];
  readonly problems: readonly RowProblem[];
}

export interface CategoryCounts {
  readonly categories: CategoriesHandle;
  /** Ascending: text by UTF-8 bytes, everything else as numbers (booleans 0 and 1, times in ms since 1970). */
  readonly values: readonly string[] | Float64Array;
  readonly counts: Float64Array;
  readonly missingCount: number;
  /** The code of every row, when they were kept. */
  readonly codes: NumberListHandle;
}

/** What a list of numbers holds; rows are −1 when there is none. */
export interface NumberSummary {
  readonly missing: number;
  readonly firstMissing: number;
  readonly firstNegative: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
}

export interface MatrixInfo {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly sparse: boolean;
  readonly valueCount: number;
  readonly byteCount: number;
}

export interface LinearFitResult {
  /** [outputs][columns] */
  readonly weights: Float64Array;
  readonly intercepts: Float64Array;
  /** [steps][3]: step, loss, gradient norm */
  readonly history: Float64Array;
  readonly converged: boolean;
  readonly solver: string;
}

export interface BinOptions {
  readonly maxBins: number;
  readonly minSamplesBin: number;
  readonly minSamplesLeaf: number;
}

export interface BinPlan extends BinOptions {
  readonly parts: readonly PartDescription[];
  /** One a part: the rows of each category where they were counted outside. */
  readonly counts: readonly (Float64Array | undefined)[];
  /** One a part: rows in none of those categories. */
  readonly missing: readonly number[];
}

export interface BinnedInfo {
  readonly rowCount: number;
  readonly featureCount: number;
  readonly byteCount: number;
  /** Columns of one byte a row, and of two; exclusive sparse features share one. */
  readonly narrowColumns: number;
  readonly wideColumns: number;
  /** Values in no column: those of sparse features that are not in the bin of 0. */
  readonly sparseEntries: number;
  /** Of each feature, bin 0 (missing) included. */
  readonly binCounts: Float64Array;
}

export interface BinnedFeature {
  /** Numbers: bin b ≥ 1 holds values above bounds[b − 2] and up to bounds[b − 1]. */
  readonly bounds: Float64Array;
  /** Categories: the bin of each code. */
  readonly binOfCategory: Float64Array;
  /** Whether a training row is in bin 0. */
  readonly hasMissing: boolean;
  /** Of each row. */
  readonly bins: Float64Array;
}

/** What averaged trees are told; see `native/trees/forests/forest_options.h`. */
export interface ForestTraining {
  readonly treeCount: number;
  /** 0 for regression. */
  readonly classCount: number;
  readonly criterion: 'gini' | 'entropy' | 'logLoss' | 'squaredError' | 'poisson';
  /** 0 for no bound, as of maxLeafNodes. */
  readonly maxDepth: number;
  readonly maxLeafNodes: number;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly minWeightFractionLeaf: number;
  /** Up to 1 a share, above it how many. */
  readonly maxFeatures: number;
  readonly minImpurityDecrease: number;
  readonly randomThresholds: boolean;
  readonly bootstrap: boolean;
  /** Up to 1 a share, above it how many. */
  readonly maxSamples: number;
  readonly ccpAlpha: number;
  readonly oobScore: boolean;
  readonly seed: number;
  /** One a class, or by their frequency. */
  readonly classWeight: Float64Array | 'balanced' | 'balancedSubsample' | undefined;
}

export interface ForestTrainingResult {
  readonly trees: ForestArrays;
  readonly oobScore?: number;
  readonly oobPredictions?: Float64Array;
}

export interface BoosterState {
  /** Of the forest, those of the model it went on from included. */
  readonly iterations: number;
  /** 0 when there is none yet. */
  readonly bestIterations: number;
  readonly bestValue: number;
  readonly finished: boolean;
  readonly outputCount: number;
  readonly trainingRows: number;
  readonly validationRows: number;
}

export interface TermCounts {
  readonly vocabulary: VocabularyHandle;
  readonly termCount: number;
  readonly documentFrequencies: Float64Array;
  readonly documentCount: number;
  /** The counts of every row, when they were kept: a sparse matrix. */
  readonly matrix: MatrixHandle | undefined;
}

export interface TermOptions {
  readonly lowercase: boolean;
  readonly ngramMin: number;
  readonly ngramMax: number;
  readonly stopWords: readonly string[] | 'english';
}

export interface TfidfOptions {
  readonly useIdf: boolean;
  readonly smoothIdf: boolean;
  readonly sublinearTf: boolean;
  readonly norm: 'none' | 'l1' | 'l2';
  /** Counts are 1. */
  readonly binary: boolean;
}

/** Sides are 0 for no such row, 1 train, 2 valid, 3 test; counts have one number for each of the four. */
export interface SplitSides {
  /** [greatest row id + 1] */
  readonly byRowId: Uint8Array;
  /** [4]: rows by side */
  readonly counts: Float64Array;
  /** [classes][4], classes in the order they were first met */
  readonly classCounts: Float64Array;
  readonly unitCount: number;
  readonly repeatedCount: number;
  /** By time: the first instant of each side, in milliseconds since 1970 or as the column counts. */
  readonly validBegin: number;
  readonly testBegin: number;
}

/** The inputs of a kernel by name; null where it takes an array or none. */
export type KernelInputs = Readonly<Record<string, number | Float32Array | Float64Array | Uint32Array | null>>;

export interface Addon
  extends BayesAddon,
    EncodersAddon,
    EqualRowsAddon,
    ExpressionsAddon,
    ImputersAddon,
    KeysAddon,
    NumericFeaturesAddon,
    ProfileAddon,
    ReductionAddon,
    ScalingAddon,
    SgdAddon {
  readonly isa: string;
  readonly hardwareThreads: number;

  cancelToken(): TokenHandle;
  cancel(token: TokenHandle): void;
  release(handle: Handle<string>): void;

  columnFromBuffers(
    type: number,
    length: number,
    nullCount: number,
    validity: Uint8Array | undefined,
    offsets: Int32Array | undefined,
    values: ArrayBufferView,
  ): ColumnHandle;
  columnBuffers(column: ColumnHandle): ColumnBuffers;
  columnInfo(column: ColumnHandle): { type: number; length: number; nullCount: number };
  columnTake(column: ColumnHandle, rows: Uint32Array): ColumnHandle;

  /** One kernel, on a named instruction set or the best: see `native/binding/{dense,csr}_kernels.cpp`. */
  runKernel(id: string, inputs: KernelInputs, isa?: string): Readonly<Record<string, Float64Array>>;

  openDatabase(settings: DuckDBSettings): DatabaseHandle;
  openReader(
    database: DatabaseHandle,
    sql: string,
    batchRows: number,
    parameters?: Readonly<Record<string, QueryValue>>,
  ): ReaderHandle;
  readerFields(reader: ReaderHandle, job: JobOptions): Promise<{ name: string; type: number }[]>;
  readerNext(reader: ReaderHandle, job: JobOptions): Promise<{ rowCount: number; columns: ColumnHandle[] } | undefined>;
  closeReader(reader: ReaderHandle): Promise<void>;
  openWriter(settings: DuckDBSettings, fields: readonly { name: string; type: number }[], sql: string): WriterHandle;
  writerWrite(writer: WriterHandle, rowCount: number, columns: readonly ColumnHandle[], job: JobOptions): Promise<void>;
  writerFinish(writer: WriterHandle, job: JobOptions): Promise<void>;
  closeWriter(writer: WriterHandle): Promise<void>;
  programCreate(): ProgramHandle;
  programInput(program: ProgramHandle): number;
  programAdd(
    program: ProgramHandle,
    operation: string,
    slots: readonly number[],
    parameters: Record<string, unknown>,
  ): number;
  /** An empty state of the same options, for folds that a pass runs in parts. */
  stateFork<Kind extends string>(state: Handle<Kind>): Handle<Kind>;
  /** Adds the state of the rows that follow, which must not be used again. */
  stateMerge<Kind extends string>(into: Handle<Kind>, next: Handle<Kind>): void;
  programRun(
    program: ProgramHandle,
    columns: readonly ColumnHandle[],
    rowCount: number,
    lenient: boolean,
    outputs: readonly number[],
    options: JobOptions,
  ): Promise<RunResult>;
  programRow(program: ProgramHandle, output: number): RowRunnerHandle;
  /** See `RowRunner`. Returns what is wrong with the row, if anything is. */
  programRunRow(runner: RowRunnerHandle, exchange: Float64Array, others: readonly unknown[]): string | undefined;

  moments(): MomentsHandle;
  momentsFinish(state: MomentsHandle): { weight: number; mean: number; variance: number };
  numberValues(): NumberValuesHandle;
  numberValuesFinish(state: NumberValuesHandle, what: 'median' | 'mode', options: JobOptions): Promise<number>;
  numberList(): NumberListHandle;
  numberListValues(list: NumberListHandle): Float64Array;
  numberListSummary(list: NumberListHandle, options: JobOptions): Promise<NumberSummary>;
  numberListShares(
    codes: NumberListHandle,
    weight: NumberListHandle | undefined,
    classCount: number,
    options: JobOptions,
  ): Promise<Float64Array>;
  numberListCentre(
    list: NumberListHandle,
    weight: NumberListHandle | undefined,
    what: 'mean' | 'median',
    options: JobOptions,
  ): Promise<Float64Array>;
  numberListByClass(
    codes: NumberListHandle,
    weight: NumberListHandle | undefined,
    factors: Float64Array,
    options: JobOptions,
  ): Promise<NumberListHandle>;
  numberListFrom(values: Float64Array): NumberListHandle;
  categoryCounter(name: string, keepCodes: boolean): CategoryCounterHandle;
  categoryCounterFinish(state: CategoryCounterHandle, options: JobOptions): Promise<CategoryCounts>;
  categoriesFrom(values: readonly string[] | Float64Array): CategoriesHandle;
  matrixCreate(): MatrixHandle;
  matrixInfo(matrix: MatrixHandle): MatrixInfo;

  linearFit(
    kind: 'logistic' | 'ridge' | 'leastSquares' | 'elasticNet',
    matrix: MatrixHandle,
    target: NumberListHandle,
    weight: NumberListHandle | undefined,
    parameters: Record<string, unknown>,
    options: JobOptions,
    onStep: (step: number, loss: number, gradientNorm: number, gap: number) => void,
  ): Promise<LinearFitResult>;
  linearWeights(weights: Float64Array, intercepts: Float64Array): LinearWeightsHandle;
  /** Copies the trees. @throws MODEL_CORRUPT when they do not fit together */
  forestCreate(trees: ForestArrays): ForestHandle;
  forestTrain(
    bins: BinnedMatrixHandle,
    target: NumberListHandle,
    weight: NumberListHandle | undefined,
    parameters: ForestTraining,
    options: JobOptions,
    onTree: (done: number) => void,
  ): Promise<ForestTrainingResult>;

  /** @throws MODEL_UNSUPPORTED when the trees have no covers. */
  shapCreate(forest: ForestHandle): ShapHandle;
  shapBase(forest: ShapHandle): Float64Array;
  /** rows: [rows][features that splits read] */
  shapRun(
    forest: ShapHandle,
    rows: Float64Array,
    what: 'values' | 'interactions',
    options: JobOptions,
  ): Promise<Float64Array>;

  featureCounts(maxBins: number): FeatureCountsHandle;
  binBuilder(counts: FeatureCountsHandle, plan: BinPlan, options: JobOptions): Promise<BinBuilderHandle>;
  binBuilderSparse(
    builder: BinBuilderHandle,
    matrix: MatrixHandle,
    plan: BinOptions,
    options: JobOptions,
  ): Promise<void>;
  binBuilderFinish(
    builder: BinBuilderHandle,
    options: JobOptions,
  ): Promise<{ matrix: BinnedMatrixHandle; validationRows: number }>;
  binnedInfo(matrix: BinnedMatrixHandle): BinnedInfo;
  binnedFingerprint(matrix: BinnedMatrixHandle, options: JobOptions): Promise<string>;
  binnedFeature(matrix: BinnedMatrixHandle, feature: number): BinnedFeature;

  boosterCreate(
    bins: BinnedMatrixHandle,
    target: NumberListHandle,
    weight: NumberListHandle | undefined,
    group: NumberListHandle | undefined,
    parameters: Readonly<Record<string, unknown>>,
    options: JobOptions,
  ): Promise<BoosterHandle>;
  boosterContinue(booster: BoosterHandle, trees: ForestArrays, scores: NumberListHandle): void;
  boosterResume(
    booster: BoosterHandle,
    trees: ForestArrays,
    state: { readonly bestIterations: number; readonly bestValue: number; readonly finished: boolean },
    options: JobOptions,
  ): Promise<void>;
  boosterRun(
    booster: BoosterHandle,
    iterations: number,
    options: JobOptions,
    onStep: (iterations: number, loss: number, validation: number) => void,
  ): Promise<boolean>;
  boosterReport(booster: BoosterHandle, value: number): boolean;
  boosterScores(booster: BoosterHandle, rows: 'training' | 'validation'): Float64Array;
  boosterLabels(
    booster: BoosterHandle,
    rows: 'training' | 'validation',
  ): { target: Float64Array; weight?: Float64Array; group?: Float64Array };
  boosterSetGradients(booster: BoosterHandle, gradients: Float64Array, hessians: Float64Array): void;
  boosterForest(booster: BoosterHandle, best: boolean): ForestArrays;
  boosterState(booster: BoosterHandle): BoosterState;

  matrixRows(
    matrix: MatrixHandle,
    begin: number,
    end: number,
  ): { offsets?: Float64Array; indices?: Uint32Array; values: Float32Array };

  termCounter(options: TermOptions, keepCounts: boolean): TermCounterHandle;
  termCounterDocuments(state: TermCounterHandle): number;
  termCounterFinish(
    state: TermCounterHandle,
    minCount: number,
    maxCount: number,
    maxFeatures: number,
    /** Whether the most frequent ones are those in most documents. */
    byDocuments: boolean,
    options: JobOptions,
  ): Promise<TermCounts>;
  /** offsets: [terms + 1] into UTF-8 bytes; terms ascend by bytes. */
  vocabularyFrom(offsets: BigInt64Array, bytes: Uint8Array): VocabularyHandle;
  vocabularyBuffers(vocabulary: VocabularyHandle): { offsets: BigInt64Array; bytes: Uint8Array };
  vocabularyTerm(vocabulary: VocabularyHandle, index: number): string;
  vocabularyFind(vocabulary: VocabularyHandle, term: string): number;
  inverseDocumentFrequencies(documentFrequencies: Float64Array, documentCount: number, smooth: boolean): Float64Array;
  matrixTfidf(
    matrix: MatrixHandle,
    idf: Float64Array | undefined,
    weighting: TfidfOptions,
    options: JobOptions,
  ): Promise<void>;

  splitRows(): SplitRowsHandle;
  /** Resolves to the rows of the batch that are the first of their class. */
  splitAdd(
    rows: SplitRowsHandle,
    rowIds: Float64Array,
    unit: readonly ColumnHandle[],
    classColumn: ColumnHandle | undefined,
    time: ColumnHandle | undefined,
    options: JobOptions,
  ): Promise<Uint32Array>;
  splitFinish(
    rows: SplitRowsHandle,
    parameters: { readonly test: number; readonly valid: number; readonly seed: number; readonly byTime: boolean },
    options: JobOptions,
  ): Promise<SplitSides>;
}
