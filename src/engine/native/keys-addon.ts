import type { Handle, JobOptions } from './addon.ts';

export type KeyAggregatesHandle = Handle<'key aggregates'>;
export type KeySumsHandle = Handle<'key sums'>;
export type PairCodesHandle = Handle<'pair codes'>;

export type KeyStatistic = 'count' | 'sum' | 'mean' | 'std' | 'min' | 'max' | 'distinct' | 'first' | 'last';

export interface KeyAggregatesOptions {
  /** The columns' names, for messages. */
  readonly key: readonly string[];
  readonly aggregates: readonly {
    readonly statistic: KeyStatistic;
    readonly column: string;
    readonly isText: boolean;
  }[];
}

/** What was found by key; the code of a key is its place in ascending order. */
export interface FoundKeys {
  /** Of each key column, ascending. */
  readonly columns: readonly (readonly string[] | Float64Array)[];
  /** The keys of two columns and more: pairs of codes of what was before and of the next column, ascending. */
  readonly pairs: readonly { readonly left: Uint32Array; readonly right: Uint32Array }[];
  readonly aggregates: readonly {
    /** float64[keys], NaN where missing; of texts their codes, −1 where missing */
    readonly numbers: Float64Array;
    readonly texts?: readonly string[];
    /** Of counts, sums, means and deviations. */
    readonly sums?: KeySumsHandle;
  }[];
}

/** The addon's part for aggregates by key. */
export interface KeysAddon {
  keyAggregates(options: KeyAggregatesOptions): KeyAggregatesHandle;
  keyAggregatesFinish(state: KeyAggregatesHandle, options: JobOptions): Promise<FoundKeys>;
  pairCodes(left: Uint32Array, right: Uint32Array): PairCodesHandle;
}
