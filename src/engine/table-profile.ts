import { COLUMN_TYPES, type ColumnType } from '../core/column.ts';
import type { Column } from './column.ts';
import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import { addon } from './native/load.ts';
import type {
  NativeAssociations,
  NativeChanges,
  NativeColumn,
  NativeGroup,
  NativeNumbers,
  NativeRows,
  NativeRule,
  NativeRules,
  TableProfileHandle,
} from './native/profile-addon.ts';

export interface TableProfileOptions {
  readonly types: readonly ColumnType[];
  /** Index of the column whose texts are kept whole. */
  readonly target: number | undefined;
  /** Whether rows are compared with each other. */
  readonly countRepeated: boolean;
}

/** A column of the profile, and whether it is taken as a number rather than as a category. */
export interface ProfiledColumn {
  readonly index: number;
  readonly isNumber: boolean;
}

/** The profile of a table in engine memory: `native/profile/table_profile.h`. */
export class TableProfile {
  readonly #handle: TableProfileHandle;

  constructor(options: TableProfileOptions | TableProfileHandle) {
    this.#handle = 'types' in options ? create(options) : options;
  }

  /** Columns in the order of the types. */
  add(rowIds: Float64Array, columns: readonly Column[], options: RunOptions): Promise<void> {
    const handles = inEngine(() => columns.map((column) => column.handle));
    return runJob(options, (job) => addon().profileAdd(this.#handle, rowIds, handles, job));
  }

  /** An empty profile of the same options. */
  fork(): TableProfile {
    return new TableProfile(addon().stateFork(this.#handle));
  }

  /** Adds the profile of the rows that follow, which must not be used again. */
  merge(next: TableProfile): void {
    inEngine(() => addon().stateMerge(this.#handle, next.#handle));
  }

  /** @param shares of the quantiles  @param mostValues to list, by column  @param heldOut share of a random split */
  finish(shares: readonly number[], mostValues: readonly number[], heldOut: number, options: RunOptions) {
    const wanted = [Float64Array.from(shares), Float64Array.from(mostValues)] as const;
    return runJob(options, (job) => addon().profileFinish(this.#handle, ...wanted, heldOut, job));
  }

  associate(columns: readonly ProfiledColumn[], options: RunOptions): Promise<NativeAssociations> {
    return runJob(options, (job) => addon().profileAssociate(this.#handle, ...arraysOf(columns), job));
  }

  /** Index −1 stands for the row's id. */
  rules(
    target: number,
    isClasses: boolean,
    features: readonly ProfiledColumn[],
    options: RunOptions,
  ): Promise<NativeRules> {
    return runJob(options, (job) => addon().profileRules(this.#handle, target, isClasses, ...arraysOf(features), job));
  }

  /** @param begins of the stretches of time, in microseconds since 1970 */
  changes(
    time: number,
    begins: readonly number[],
    columns: readonly ProfiledColumn[],
    options: RunOptions,
  ): Promise<NativeChanges> {
    return runJob(options, (job) =>
      addon().profileChanges(this.#handle, time, Float64Array.from(begins), ...arraysOf(columns), job),
    );
  }

  release(): void {
    addon().release(this.#handle);
  }
}

function create({ types, target, countRepeated }: TableProfileOptions): TableProfileHandle {
  const codes = Float64Array.from(types, (type) => COLUMN_TYPES.indexOf(type));
  return inEngine(() => addon().tableProfile(codes, target ?? -1, countRepeated));
}

function arraysOf(columns: readonly ProfiledColumn[]): [Float64Array, Float64Array] {
  return [
    Float64Array.from(columns, ({ index }) => index),
    Float64Array.from(columns, ({ isNumber }) => Number(isNumber)),
  ];
}

export type {
  NativeAssociations,
  NativeChanges,
  NativeColumn,
  NativeGroup,
  NativeNumbers,
  NativeRows,
  NativeRule,
  NativeRules,
};
