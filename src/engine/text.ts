import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import type { TermCounterHandle, TermOptions, TfidfOptions, VocabularyHandle } from './native/addon.ts';
import { addon } from './native/load.ts';
import type { Program, Slot } from './program.ts';
import { FeatureMatrix } from './states.ts';

/** Terms in ascending order of their UTF-8 bytes; term i is column i. Immutable, in engine memory. */
export class Vocabulary {
  readonly #handle: VocabularyHandle;
  readonly size: number;

  constructor(handle: VocabularyHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  /** From buffers as `buffers` gives them. @throws MillraceError MODEL_CORRUPT when they are no vocabulary */
  static from(offsets: BigInt64Array, bytes: Uint8Array): Vocabulary {
    const handle = inEngine(() => addon().vocabularyFrom(offsets, bytes));
    return new Vocabulary(handle, offsets.length - 1);
  }

  term(index: number): string {
    return inEngine(() => addon().vocabularyTerm(this.#handle, index));
  }

  /** The term's column, or −1. */
  find(term: string): number {
    return inEngine(() => addon().vocabularyFind(this.#handle, term));
  }

  /** offsets: int64[size + 1] into the UTF-8 bytes. Copies. */
  buffers(): { offsets: BigInt64Array; bytes: Uint8Array } {
    return inEngine(() => addon().vocabularyBuffers(this.#handle));
  }

  /** Adds the counting and weighing of a text column's terms to a program. `name` is for messages. */
  weigh(
    program: Program,
    text: Slot,
    name: string,
    analyzer: TermOptions,
    idf: Float64Array,
    weighting: TfidfOptions,
  ): Slot {
    return program.operation('terms', [text], { name, vocabulary: this.#handle, analyzer, idf, weighting });
  }
}

/** Learns a vocabulary from a text column; on request keeps the counts of every row as a sparse matrix. */
export class TermCounter {
  readonly #handle: TermCounterHandle;

  constructor(options: TermOptions, keepCounts: boolean) {
    this.#handle = inEngine(() => addon().termCounter(options, keepCounts));
  }

  addTo(program: Program, text: Slot, name: string): void {
    program.fold('foldTerms', [text], this.#handle, { name });
  }

  /**
   * @param limits given the number of documents, the least and most documents a kept term stands in
   * @param most how many terms are kept at most (0: all), those of the highest total counts or in most documents
   */
  async finish(
    limits: (documents: number) => { min: number; max: number },
    { maxFeatures = 0, byDocuments = false }: { readonly maxFeatures?: number; readonly byDocuments?: boolean },
    options: RunOptions,
  ): Promise<{
    vocabulary: Vocabulary;
    documentFrequencies: Float64Array;
    idf: (smooth: boolean) => Float64Array;
    matrix: FeatureMatrix | undefined;
  }> {
    const { min, max } = limits(addon().termCounterDocuments(this.#handle));
    const counts = await runJob(options, (job) =>
      addon().termCounterFinish(this.#handle, min, max, maxFeatures, byDocuments, job),
    );
    const { documentFrequencies, documentCount, matrix } = counts;
    return {
      vocabulary: new Vocabulary(counts.vocabulary, counts.termCount),
      documentFrequencies,
      idf: (smooth) => inEngine(() => addon().inverseDocumentFrequencies(documentFrequencies, documentCount, smooth)),
      matrix: matrix === undefined ? undefined : new FeatureMatrix(matrix),
    };
  }
}

/** How terms become columns without a vocabulary: see `native/text/hash_terms.h`. */
export interface TermHashing {
  readonly columnCount: number;
  readonly alternateSign: boolean;
  readonly binary: boolean;
  readonly norm: 'none' | 'l1' | 'l2';
}

/** Adds the counting of a text column's terms by their hashes to a program. `name` is for messages. */
export function hashTerms(
  program: Program,
  text: Slot,
  name: string,
  analyzer: TermOptions,
  hashing: TermHashing,
): Slot {
  return program.operation('hashTerms', [text], { name, analyzer, ...hashing });
}

/** Turns a matrix of term counts into tf-idf weights, in place. */
export function tfidfMatrix(
  matrix: FeatureMatrix,
  idf: Float64Array | undefined,
  weighting: TfidfOptions,
  options: RunOptions,
): Promise<void> {
  return runJob(options, (job) => addon().matrixTfidf(matrix.handle, idf, plain(weighting), job));
}

function plain({ useIdf, smoothIdf, sublinearTf, norm, binary }: TfidfOptions): TfidfOptions {
  return { useIdf, smoothIdf, sublinearTf, norm, binary };
}

export type { TermOptions, TfidfOptions };
