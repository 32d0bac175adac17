/** What row steps did to the training rows, as plain data: kept on the model, saved with it and shown in reports. */
export interface CleaningRecord {
  /** In the order they ran. */
  readonly steps: readonly StepRecord[];
}

export interface StepRecord {
  /** The step's name, as in `parseUnits`. */
  readonly step: string;
  readonly kind: 'repair' | 'filter' | 'sampler';
  /** Rows that reached the step. */
  readonly rows: number;
  /** Of a repair: what became of each column that the fit read. */
  readonly columns: readonly ColumnRecord[];
  /** Of a filter or a sampler: what was dropped, and why. */
  readonly dropped: readonly DropRecord[];
  /** Of a sampler: rows that it added, and what they are. */
  readonly added?: readonly { readonly reason: string; readonly rows: number }[] | undefined;
}

/** A value in an example. Missing is null, dates and times are ISO 8601. */
export type ExampleValue = string | number | boolean | null;

export interface ColumnRecord {
  readonly column: string;
  /** The column's types before and after. */
  readonly from: string;
  readonly to: string;
  /** Values that read otherwise than before, those that became missing left out. */
  readonly changed: number;
  /** Values that were there and are missing now, by reason: `unparsable`, `spelled missing`, … */
  readonly becameMissing: readonly { readonly reason: string; readonly values: number }[];
  /** The first different values that changed or became missing, a few of each. */
  readonly examples: readonly ValueExample[];
}

export interface ValueExample {
  /** The row's id in its source, from 0. */
  readonly row: number;
  readonly before: ExampleValue;
  readonly after: ExampleValue;
}

export interface DropRecord {
  /** In words, or the rule. */
  readonly reason: string;
  readonly rows: number;
  /** The first rows dropped: their ids, and the columns that decided. */
  readonly examples: readonly { readonly row: number; readonly values: Readonly<Record<string, ExampleValue>> }[];
}
