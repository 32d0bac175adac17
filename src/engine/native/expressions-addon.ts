import type { ColumnHandle, Handle, JobOptions } from './addon.ts';

export type ExpressionHandle = Handle<'expression'>;

/** One step of a compiled expression. */
export type ExpressionStep = { readonly type: 'number' | 'boolean' | 'text' | 'datetime' } & (
  | { readonly what: 'column'; readonly column: number }
  | { readonly what: 'rowId' }
  /** Instants are microseconds since 1970. */
  | { readonly what: 'literal'; readonly value: number | string | boolean | null }
  | {
      readonly what: 'call';
      readonly operation: string;
      /** Earlier steps. */
      readonly operands: readonly number[];
      /** Of `round`: ten to the power of its digits' number, negative where the digits are. */
      readonly parameter: number;
    }
);

/** The addon's part for expressions. */
export interface ExpressionsAddon {
  expressionCompile(steps: readonly ExpressionStep[]): ExpressionHandle;
  expressionRun(
    expression: ExpressionHandle,
    columns: readonly ColumnHandle[],
    rowIds: Float64Array,
    options: JobOptions,
  ): Promise<{ readonly column: ColumnHandle; readonly nonFinite: number }>;
  columnDistinctTexts(
    column: ColumnHandle,
    most: number,
    options: JobOptions,
  ): Promise<{ readonly first: Uint32Array; readonly codes: Uint32Array } | undefined>;
}
