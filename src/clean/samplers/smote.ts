import { z } from 'zod';
import type { Row, RowValue } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { parseOptions } from '../../core/options.ts';
import { randomStream } from '../../core/random.ts';
import type { Field } from '../../core/schema.ts';
import { Column } from '../../engine/column.ts';
import { throwIfAborted } from '../../engine/job.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import type { Batch } from '../../source/batch.ts';
import { columnOfRows } from '../../source/memory/row-columns.ts';
import { type BatchReader, nextTurn, type ScanOptions } from '../../source/reader.ts';
import { Source } from '../../source/source.ts';
import type { RowStep } from '../row-step.ts';
import { classRows, firstFreshId } from './class-rows.ts';
import { between, blendOf, type HeldRows, holdRows, mostFrequent, neighborsOf } from './held-rows.ts';
import { samplingStrategy, wantedRows } from './sampling-strategy.ts';

const optionsSchema = z.strictObject({
  /**
   * Default `auto`: every class gets as many rows as the largest. A ratio, of two classes, is the smaller one's rows by
   * the larger one's afterwards.
   */
  samplingStrategy: samplingStrategy.default('auto'),
  /** Rows of its class, the nearest, that a row is paired with. Default 5. */
  kNeighbors: z.int().min(1).default(5),
  /** Seed of the draws. Default 0. */
  randomState: z.int().min(0).default(0),
});

export type SmoteOptions = z.input<typeof optionsSchema>;

/**
 * Makes up training rows of the smaller classes until classes are balanced: each lies at a random place between a row
 * and one of its nearest rows of the class (Chawla, Bowyer, Hall and Kegelmeyer 2002). Numbers and times lie between
 * the two, rounded where the column holds whole numbers; a category is the most frequent among the nearest rows, as
 * SMOTE-NC has it; free text, identifiers, and columns that are no features are the first row's. Rows are near by
 * numbers standardised within the class and by the categories that differ; a missing number counts as the mean, and
 * stays missing where either row misses it in the first.
 *
 * New rows follow behind all others with ids of their own. Evaluated and predicted rows are never touched. Two passes
 * more; it holds all columns of the classes that it adds to, and compares all pairs of their rows. What is fitted
 * behind this step sees new rows as rows: they lie near those that they were made of, so rows that tell when to stop
 * must be held out before (`valid`).
 *
 * Fitting throws OPTION_INVALID for a regressor, for a strategy that the classes do not allow, and for a class that has
 * no more rows than `kNeighbors`.
 */
export function smote(given: SmoteOptions = {}): RowStep {
  const name = 'smote';
  const options = parseOptions(optionsSchema, given, name);
  return {
    kind: 'sampler',
    name,
    async fit(source, context) {
      const rows = await classRows(name, source, context);
      const { classes, counts } = rows;
      const wanted = wantedRows(name, 'over', options.samplingStrategy, classes, counts);
      const growing = new Set([...classes.keys()].filter((c) => wanted[c]! > counts[c]!));
      for (const c of growing)
        if (counts[c]! <= options.kNeighbors) throw tooFewRows(classes[c]!, counts[c]!, options.kNeighbors);
      const held = await holdRows(source, context.target, rows, growing, context.run);
      const features = new Set(context.features);
      const { fields } = source.schema;
      const made: MadeRows[] = [];
      for (const [c, own] of held) {
        const neighbors = await neighborsOf(own, fields, features, options.kNeighbors, context.run);
        const count = wanted[c]! - counts[c]!;
        made.push(new MadeRows(own, neighbors, count, features, randomStream(options.randomState, name, c)));
      }
      const added = made.map(({ count }, i) => ({
        reason: `made up of class '${classes[[...growing][i]!]}'`,
        rows: count,
      }));
      return {
        kind: 'sampler',
        name,
        columns: [],
        rule: undefined,
        train: ({ reader, derived }) =>
          new Source(new ReaderWithMadeRows(reader, made, rows.rowIds.length, firstFreshId(rows)), derived),
        record: () => ({ step: name, kind: 'sampler', rows: rows.rowIds.length, columns: [], dropped: [], added }),
      };
    },
  };
}

function tooFewRows(name: string, rows: number, kNeighbors: number): MillraceError {
  return new MillraceError(
    'OPTION_INVALID',
    `smote pairs a row with its ${kNeighbors} nearest, and class '${name}' has ${rows} rows`,
    { value: kNeighbors, remedy: `lower kNeighbors to ${Math.max(rows - 1, 1)} or below, or use randomOverSampler` },
  );
}

/** The rows made up of one class. Each follows from its number, whichever are asked for. */
class MadeRows {
  readonly count: number;
  readonly #held: HeldRows;
  readonly #neighbors: Float64Array;
  readonly #features: ReadonlySet<string>;
  readonly #random: ReturnType<typeof randomStream>;

  constructor(
    held: HeldRows,
    neighbors: Float64Array,
    count: number,
    features: ReadonlySet<string>,
    random: ReturnType<typeof randomStream>,
  ) {
    this.#held = held;
    this.#neighbors = neighbors;
    this.count = count;
    this.#features = features;
    this.#random = random;
  }

  row(number: number, fields: readonly Field[]): Row {
    const { rows, columns } = this.#held;
    const width = this.#neighbors.length / rows;
    const base = this.#random.below(4 * number, rows);
    const near = this.#neighbors.subarray(base * width, (base + 1) * width);
    const other = near[this.#random.below(4 * number + 1, width)]!;
    const gap = this.#random.uniform(2 * number + 1); // of the two numbers behind those
    const blended = (field: Field): RowValue => {
      const values = columns.get(field.name)!;
      switch (blendOf(field, this.#features)) {
        case 'asBase':
          return values[base]!;
        case 'mostFrequent':
          return mostFrequent(Array.from(near, (row) => values[row]!));
        case 'between':
          return between(values[base]!, values[other]!, gap, field);
      }
    };
    return Object.fromEntries(fields.map((field) => [field.name, blended(field)]));
  }
}

class ReaderWithMadeRows implements BatchReader {
  readonly name: string;
  readonly schema: BatchReader['schema'];
  readonly rowCount: number;
  readonly #base: BatchReader;
  readonly #made: readonly MadeRows[];
  readonly #firstId: number;

  constructor(base: BatchReader, made: readonly MadeRows[], baseRows: number, firstId: number) {
    this.#base = base;
    this.#made = made;
    this.#firstId = firstId;
    this.rowCount = made.reduce((sum, { count }) => sum + count, baseRows);
    this.name = base.name;
    this.schema = base.schema;
  }

  get origin() {
    return this.#base.origin;
  }

  get repeatable() {
    return this.#base.repeatable;
  }

  get idsAscend() {
    return this.#base.idsAscend;
  }

  async *scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    yield* this.#base.scan(options);
    const { batchRows = DEFAULT_BATCH_ROWS, signal } = options;
    const fields = (options.columns ?? this.schema.names).map((name) => this.schema.field(name));
    let id = this.#firstId;
    for (const made of this.#made) {
      for (let begin = 0; begin < made.count; begin += batchRows) {
        throwIfAborted(signal);
        const length = Math.min(batchRows, made.count - begin);
        const rows = Array.from({ length }, (_, i) => made.row(begin + i, fields));
        const columns = fields.map(
          ({ name, type }) => [name, Column.fromData(columnOfRows(rows, name, type, id))] as const,
        );
        const first = id;
        id += length;
        yield { length, rowIds: Float64Array.from({ length }, (_, i) => first + i), columns: new Map(columns) };
        await nextTurn();
      }
    }
  }
}
