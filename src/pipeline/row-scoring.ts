import type { Row } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import { type Field, Schema } from '../core/schema.ts';
import type { RowRunner } from '../engine/row-runner.ts';
import { type DerivedColumn, evaluateRow } from '../expression/index.ts';
import type { Scoring } from './scoring.ts';

/** Scores single rows, synchronously. Costs microseconds: what does not depend on the row is made once. */
export class RowScoring {
  readonly #scoring: Scoring;
  readonly #names: readonly string[];
  /** Of each field, whether its column keeps float32. */
  readonly #single: readonly boolean[];
  /** The derived columns, each with the schema that it is computed over. */
  readonly #derived: readonly { readonly column: DerivedColumn; readonly schema: Schema }[];
  // None while a row is under way: a getter of the row may ask for another one.
  #runner: RowRunner | undefined;

  constructor(scoring: Scoring, derived: readonly DerivedColumn[], rawSchema: Schema) {
    this.#scoring = scoring;
    this.#names = scoring.fields.map((field) => field.name);
    this.#single = scoring.fields.map((field) => field.type === 'float32');
    let { fields } = rawSchema;
    this.#derived = derived.map((column) => {
      const schema = new Schema(fields);
      fields = [...fields.filter(({ name }) => name !== column.name), fieldOf(column)];
      return { column, schema };
    });
  }

  /**
   * The outputs of one row, in memory that the next one takes.
   *
   * @throws MillraceError COLUMN_MISSING; VALUE_INVALID when the row can't be scored
   */
  score(row: Row): Float64Array {
    const runner = this.#runner ?? this.#scoring.rowRunner();
    this.#runner = undefined;
    const full = this.#derived.length === 0 ? row : this.#withDerived(row);
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

  #withDerived(row: Row): Row {
    let full = row;
    for (const { column, schema } of this.#derived) {
      if (Object.hasOwn(full, column.name)) continue;
      full = { ...full, [column.name]: evaluateRow(column.expression, full, schema) };
    }
    return full;
  }
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
