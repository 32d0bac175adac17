import { type ColumnData, isValid } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import { microsecondsFromIso } from '../expression/civil.ts';
import type { ScanObserver } from '../source/derived.ts';
import { valueAt } from '../source/row-values.ts';
import type { ColumnRecord, StepRecord, ValueExample } from './cleaning-record.ts';
import { exampleAt } from './example-value.ts';

/** Why a value that was there is missing now. */
export type ReasonOf = (before: string) => string;

/** The reason of values that a repair could not read. */
export const UNPARSABLE = 'unparsable';

/** Different values shown of those that changed, and of each reason for which some became missing. */
const MOST_EXAMPLES = 5;

/**
 * Counts what a repair changes while training rows pass. Every scan gives the same rows, so the first complete one
 * that reads a column tells all about it, and later ones are not looked at.
 */
export class RepairRecorder {
  readonly #step: string;
  readonly #reasonOf: ReasonOf;
  readonly #onInvalid: 'missing' | 'error';
  readonly #columns = new Map<string, ColumnRecord>();
  #rows = 0;

  /** @param onInvalid whether a value that can't be read ends the scan with an error */
  constructor(step: string, reasonOf: ReasonOf, onInvalid: 'missing' | 'error') {
    this.#step = step;
    this.#reasonOf = reasonOf;
    this.#onInvalid = onInvalid;
  }

  observe(): ScanObserver {
    const tallies = new Map<string, ColumnTally>();
    return {
      column: (name, before, after, rowIds) => {
        if (this.#columns.has(name)) return;
        let tally = tallies.get(name);
        if (tally === undefined) {
          tally = new ColumnTally(name, before, after, this.#reasonOf, this.#onInvalid);
          tallies.set(name, tally);
        }
        tally.add(before, after, rowIds);
      },
      end: () => {
        for (const [name, tally] of tallies) {
          this.#columns.set(name, tally.finish());
          this.#rows = tally.rows;
        }
      },
    };
  }

  /** @param names the columns in the order to tell of them; those that no scan read are left out */
  record(names: readonly string[]): StepRecord | undefined {
    const columns = names.flatMap((name) => this.#columns.get(name) ?? []);
    if (columns.length === 0) return undefined;
    return { step: this.#step, kind: 'repair', rows: this.#rows, columns, dropped: [] };
  }
}

class ColumnTally {
  rows = 0;
  readonly #name: string;
  readonly #from: string;
  readonly #to: string;
  readonly #reasonOf: ReasonOf;
  readonly #onInvalid: 'missing' | 'error';
  readonly #missing = new Map<string, number>();
  readonly #shown = new Map<string, Set<string>>();
  readonly #examples: ValueExample[] = [];
  #changed = 0;

  constructor(
    name: string,
    before: ColumnData | undefined,
    after: ColumnData,
    reasonOf: ReasonOf,
    onInvalid: 'missing' | 'error',
  ) {
    this.#name = name;
    this.#from = before?.type ?? 'new';
    this.#to = after.type;
    this.#reasonOf = reasonOf;
    this.#onInvalid = onInvalid;
  }

  add(before: ColumnData | undefined, after: ColumnData, rowIds: Float64Array): void {
    this.rows += after.length;
    if (before === undefined) return;
    const isSame = comparison(before, after);
    for (let row = 0; row < after.length; row++) {
      if (isSame(row)) continue;
      if (isPresent(before, row) && !isPresent(after, row)) this.#addMissing(before, row, rowIds[row]!);
      else {
        this.#changed += 1;
        this.#show('', before, after, row, rowIds[row]!);
      }
    }
  }

  finish(): ColumnRecord {
    const becameMissing = [...this.#missing].map(([reason, values]) => ({ reason, values }));
    return {
      column: this.#name,
      from: this.#from,
      to: this.#to,
      changed: this.#changed,
      becameMissing,
      examples: this.#examples,
    };
  }

  #addMissing(before: ColumnData, row: number, rowId: number): void {
    const value = valueAt(before, row);
    const reason = this.#reasonOf(String(value));
    if (reason === UNPARSABLE && this.#onInvalid === 'error') {
      throw new MillraceError('VALUE_INVALID', `row ${rowId}: '${this.#name}' holds '${value}', which can't be read`, {
        column: this.#name,
        row: rowId,
        value,
        remedy: "correct it, or let such values become missing with onInvalid: 'missing'",
      });
    }
    this.#missing.set(reason, (this.#missing.get(reason) ?? 0) + 1);
    this.#show(reason, before, undefined, row, rowId);
  }

  #show(kind: string, before: ColumnData, after: ColumnData | undefined, row: number, rowId: number): void {
    const shown = this.#shown.get(kind) ?? new Set();
    if (shown.size >= MOST_EXAMPLES) return;
    this.#shown.set(kind, shown);
    const example = { row: rowId, before: exampleAt(before, row), after: exampleAt(after, row) };
    const key = String(example.before);
    if (shown.has(key)) return;
    shown.add(key);
    this.#examples.push(example);
  }
}

/** Whether a row reads the same before and after: missing as missing, text as its bytes, text as the number it is. */
function comparison(before: ColumnData, after: ColumnData): (row: number) => boolean {
  if (before.type === 'utf8' && after.type === 'utf8') {
    const [a, b] = [asBuffer(before), asBuffer(after)];
    const [starts, others] = [before.offsets!, after.offsets!];
    return (row) => {
      if (!isValid(before, row) || !isValid(after, row)) return isValid(before, row) === isValid(after, row);
      const [from, to, start, end] = [starts[row]!, starts[row + 1]!, others[row]!, others[row + 1]!];
      return to - from === end - start && a.compare(b, start, end, from, to) === 0;
    };
  }
  return (row) => {
    const [old, now] = [valueAt(before, row), valueAt(after, row)];
    if (old === null || now === null) return old === now;
    if (now instanceof Date) return instantOf(old) === now.getTime();
    return Number(old) === Number(now);
  };
}

function instantOf(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime();
  const microseconds = typeof value === 'string' ? microsecondsFromIso(value) : undefined;
  return microseconds === undefined ? undefined : Math.floor(microseconds / 1000);
}

function isPresent(column: ColumnData, row: number): boolean {
  if (!isValid(column, row)) return false;
  return (column.type !== 'float64' && column.type !== 'float32') || !Number.isNaN(column.values[row]);
}

function asBuffer({ values }: ColumnData): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}
