import type { Row, RowValue } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import { type Field, Schema } from '../core/schema.ts';
import type { RowRunner } from '../engine/row-runner.ts';
import { columnsOf, type DerivedColumn, evaluateRow } from '../expression/index.ts';
import type { NeededSteps } from './model.ts';
import type { Scoring } from './scoring.ts';

/** Scores single rows, synchronously. Costs microseconds: what does not depend on the row is made once. */
export class RowScoring {
  readonly #scoring: Scoring;
  readonly #names: readonly string[];
  /** Of each field, whether its column keeps float32. */
  readonly #single: readonly boolean[];
  /** Columns computed on the way, in order, those of one step together, with the schema that they are computed over. */
  readonly #made: readonly MadeColumns[];
  // None while a row is under way: a getter of the row may ask for another one.
  #runner: RowRunner | undefined;

  constructor(scoring: Scoring, { derived, operations }: NeededSteps, rawSchema: Schema) {
    this.#scoring = scoring;
    this.#names = scoring.fields.map((field) => field.name);
    this.#single = scoring.fields.map((field) => field.type === 'float32');
    let schema = rawSchema;
    const make = (columns: readonly DerivedColumn[], isRepair: boolean): MadeColumns => {
      const before = schema;
      const names = new Set(columns.map((column) => column.name));
      schema = new Schema([...schema.fields.filter(({ name }) => !names.has(name)), ...columns.map(fieldOf)]);
      return { columns, schema: before, isRepair };
    };
    const repairs = operations.filter((operation) => operation.columns.length > 0);
    this.#made = [
      ...derived.map((column) => make([column], false)),
      ...repairs.map((operation) => make(operation.columns, true)),
    ];
  }

  /**
   * The outputs of one row, in memory that the next one takes.
   *
   * @throws MillraceError COLUMN_MISSING; VALUE_INVALID when the row can't be scored
   */
  score(row: Row): Float64Array {
    const runner = this.#runner ?? this.#scoring.rowRunner();
    this.#runner = undefined;
    const full = this.#made.length === 0 ? row : this.#withMade(row);
    const names = this.#names;
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      const value = full[name];
      if (!Object.hasOwn(full, name)) throw columnMissing(name);
      // The digits that a column of this type would have kept.
      if (this.#single[i] && typeof value === 'number') runner.set(i, Math.fround(value));
      else runner.set(i, value);
    }
    const problem = runner.run();
    this.#runner = runner;
    if (problem === undefined) return runner.outputs;
    throw new MillraceError('VALUE_INVALID', problem, { remedy: 'correct the value, or leave the row out' });
  }

  #withMade(row: Row): Row {
    let full = row;
    for (const { columns, schema, isRepair } of this.#made) {
      if (!isRepair && Object.hasOwn(full, columns[0]!.name)) continue;
      const made: Record<string, RowValue> = {};
      for (const { name, expression } of columns) {
        if (isRepair)
          for (const read of columnsOf(expression)) if (!Object.hasOwn(full, read)) throw columnMissing(read);
        made[name] = evaluateRow(expression, full, schema);
      }
      full = { ...full, ...made };
    }
    return full;
  }
}

interface MadeColumns {
  readonly columns: readonly DerivedColumn[];
  readonly schema: Schema;
  /** A repair works on what a row holds; a derived column may be there already. */
  readonly isRepair: boolean;
}

function fieldOf({ name, type }: DerivedColumn): Field {
  return { name, type, role: 'numeric' };
}

function columnMissing(name: string): MillraceError {
  return new MillraceError('COLUMN_MISSING', `the row has no '${name}'`, {
    column: name,
    remedy: 'give every column the model reads; null where it is missing',
  });
}
