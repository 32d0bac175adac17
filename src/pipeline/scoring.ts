import type { Field } from '../core/schema.ts';
import type { RunOptions } from '../engine/job.ts';
import { Program, type RowProblem, type Slot } from '../engine/program.ts';
import type { RowRunner } from '../engine/row-runner.ts';
import type { FittedTransformer } from '../features/transformer.ts';
import { featureNameAt, featureNames, type Layout } from '../matrix/layout.ts';
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
  readonly #outputCount: number;

  constructor({ fields, steps, predictor }: ScoringParts) {
    const trace = compile(fields, steps, predictor);
    const read = trace.program.inputsOf(trace.output);
    this.fields = fields.filter((_, slot) => read.has(slot));
    // Once more with those alone: a column that nothing reads need not be there.
    const { program, layout, output } = compile(this.fields, steps, predictor);
    this.layout = layout;
    this.#program = program;
    this.#output = output;
    this.#outputCount = predictor.outputCount;
  }

  featureName(index: number): string {
    return featureNameAt(this.layout, index);
  }

  featureNames(): string[] {
    return featureNames(this.layout);
  }

  /** Row-major outputs of a batch that holds the columns of `fields`, and the rows that can't be scored. */
  async run(batch: Batch, options: RunOptions): Promise<{ outputs: Float64Array; problems: readonly RowProblem[] }> {
    const columns = this.fields.map((field) => batch.columns.get(field.name)!);
    const { values, problems } = await this.#program.run(columns, batch.length, true, [this.#output], options);
    return { outputs: values[0] as Float64Array, problems };
  }

  /** For single rows: its inputs are `fields`, its outputs those of the predictor. */
  rowRunner(): RowRunner {
    return this.#program.rowRunner(this.#output, this.#outputCount);
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
