import type { Row } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import { type Field, Schema } from '../core/schema.ts';
import type { RunOptions } from '../engine/job.ts';
import { Program, type RowProblem, type Slot } from '../engine/program.ts';
import { type DerivedColumn, evaluateRow } from '../expression/index.ts';
import type { FittedTransformer } from '../features/transformer.ts';
import { featureNameAt, type Layout } from '../matrix/layout.ts';
import type { Predictor } from '../models/learner.ts';
import type { Batch } from '../source/batch.ts';

/** What scores rows: fitted steps and the learner's predictor behind them. */
export interface ScoringParts {
  /** The columns that may be read: those of training. */
  readonly fields: readonly Field[];
  readonly steps: readonly FittedTransformer[];
  readonly predictor: Predictor;
}

/** A fitted pipeline as a native program: the same code scores whole batches and single rows. */
export class Scoring {
  /** The columns it reads, a part of the training columns. */
  readonly fields: readonly Field[];
  readonly layout: Layout;
  readonly #program: Program;
  readonly #output: Slot;

  constructor({ fields, steps, predictor }: ScoringParts) {
    const trace = compile(fields, steps, predictor);
    const read = trace.program.inputsOf(trace.output);
    this.fields = fields.filter((_, slot) => read.has(slot));
    // Once more with those alone: a column that nothing reads need not be there.
    const { program, layout, output } = compile(this.fields, steps, predictor);
    this.layout = layout;
    this.#program = program;
    this.#output = output;
  }

  featureName(index: number): string {
    return featureNameAt(this.layout, index);
  }

  /** Row-major outputs of a batch that holds the columns of `fields`, and the rows that can't be scored. */
  async run(batch: Batch, options: RunOptions): Promise<{ outputs: Float64Array; problems: readonly RowProblem[] }> {
    const columns = this.fields.map((field) => batch.columns.get(field.name)!);
    const { values, problems } = await this.#program.run(columns, batch.length, true, [this.#output], options);
    return { outputs: values[0] as Float64Array, problems };
  }

  /** Outputs of one row, now. @throws MillraceError VALUE_INVALID when the row can't be scored */
  runRow(values: readonly unknown[]): Float64Array {
    const { values: outputs, problems } = this.#program.runRow(values, [this.#output]);
    const problem = problems[0];
    if (problem !== undefined) {
      throw new MillraceError('VALUE_INVALID', problem.message, { remedy: 'correct the value, or leave the row out' });
    }
    return outputs[0] as Float64Array;
  }
}

// Steps compile against the columns that are there: a step that names one nobody needs is told of it all the same.
function compile(fields: readonly Field[], steps: readonly FittedTransformer[], predictor: Predictor) {
  const program = new Program();
  const inputs: Layout = fields.map(({ name, type, role }) => ({
    kind: 'column',
    name,
    type,
    role,
    slot: program.input(),
  }));
  const layout = steps.reduce((features, step) => step.compile(program, features), inputs);
  return { program, layout, output: predictor.compile(program, layout) };
}

/** The values of `fields` in a row, with derived columns computed. @throws MillraceError COLUMN_MISSING */
export function rowValues(
  row: Row,
  fields: readonly Field[],
  derived: readonly DerivedColumn[],
  rawSchema: Schema,
): unknown[] {
  let full = row;
  let schema = rawSchema;
  for (const { name, expression, type } of derived) {
    if (Object.hasOwn(full, name)) continue;
    full = { ...full, [name]: evaluateRow(expression, full, schema) };
    schema = new Schema([...schema.fields, { name, type, role: 'numeric' }]);
  }
  return fields.map(({ name, type }) => {
    if (Object.hasOwn(full, name)) {
      const value = full[name];
      // The digits that a column of this type would have kept.
      return type === 'float32' && typeof value === 'number' ? Math.fround(value) : value;
    }
    throw new MillraceError('COLUMN_MISSING', `the row has no '${name}'`, {
      column: name,
      remedy: 'give every column the model reads; null where it is missing',
    });
  });
}
