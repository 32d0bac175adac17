import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import type { CategoriesHandle } from './native/addon.ts';
import type { TargetEncodings, TargetStatisticsHandle, TargetStatisticsOptions } from './native/encoders-addon.ts';
import { addon } from './native/load.ts';
import type { Program, Slot } from './program.ts';
import { NumberList } from './states.ts';

/** Numbers by category in engine memory: those of code c begin at c · stride. */
export interface CodeTable {
  readonly numbers: NumberList;
  readonly stride: number;
}

/** The number of each code: at `offset` of its row of the table; `missing` for −1 and `unseen` for −2. */
export function numbersOfCodes(
  program: Program,
  codes: Slot,
  { numbers, stride }: CodeTable,
  { offset = 0, missing, unseen }: { offset?: number; missing: number; unseen: number },
): Slot {
  return program.operation('numbersOfCodes', [codes], { numbers: numbers.handle, stride, offset, missing, unseen });
}

/** Other codes for codes; `missing` for −1 and `unseen` for −2. */
export function recodeCategories(
  program: Program,
  slot: Slot,
  codes: Int32Array,
  missing: number,
  unseen: number,
): Slot {
  return program.operation('recodeCategories', [slot], { codes, missing, unseen });
}

/** A text column of the codes' texts: missing for −1, `unseen` for −2. */
export function textsOfCodes(program: Program, codes: Slot, texts: CategoriesHandle, unseen: string): Slot {
  return program.operation('textsOfCodes', [codes], { texts, unseen });
}

/** A row whose value is no category is at fault; so is one that misses it, on request. */
export function refuseUnseen(program: Program, column: Slot, codes: Slot, name: string, missingToo: boolean): void {
  program.operation('refuseUnseen', [column, codes], { name, missingToo });
}

export interface HashOptions {
  /** Of the columns: each text hashed is `name=value`. */
  readonly names: readonly string[];
  readonly columnCount: number;
  readonly alternateSign: boolean;
  /** The value that stands for a missing one; undefined: it adds nothing. */
  readonly missing: string | undefined;
}

/** The columns' values hashed into `columnCount` sparse columns. */
export function hashCategories(program: Program, columns: readonly Slot[], options: HashOptions): Slot {
  return program.operation('hashCategories', columns, { ...options });
}

/** The target's moments for each category of a column, apart for each fold of the rows. */
export class TargetStatisticsState {
  readonly #handle: TargetStatisticsHandle;

  constructor(options: TargetStatisticsOptions) {
    this.#handle = inEngine(() => addon().targetStatistics(options));
  }

  addTo(program: Program, column: Slot, target: Slot, rowIds: Slot): void {
    program.fold('foldTarget', [column, target, rowIds], this.#handle);
  }

  /** @param smooth weight of the overall mean; undefined for an empirical Bayes estimate */
  async finish(
    smooth: number | undefined,
    oneOutput: boolean,
    options: RunOptions,
  ): Promise<Omit<TargetEncodings, 'foldEncodings'> & { readonly foldEncodings: NumberList }> {
    const found = await runJob(options, (job) => addon().targetStatisticsFinish(this.#handle, smooth, oneOutput, job));
    return { ...found, foldEncodings: new NumberList(found.foldEncodings) };
  }
}

/** What a row is encoded as by the rows of the other folds. */
export interface CrossEncoding {
  /** [categories + 1][folds][outputs], missing values last */
  readonly encodings: NumberList;
  /** [folds][outputs] */
  readonly means: Float64Array;
  readonly folds: number;
  readonly outputs: number;
  readonly seed: number;
}

export function crossEncode(
  program: Program,
  codes: Slot,
  rowIds: Slot,
  { encodings, ...rest }: CrossEncoding,
  output: number,
): Slot {
  return program.operation('crossEncode', [codes, rowIds], { ...rest, encodings: encodings.handle, output });
}

export type { TargetStatisticsOptions };
