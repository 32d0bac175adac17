import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import type { Batch } from '../../source/batch.ts';
import { type BatchReader, nextTurn, type ScanOptions } from '../../source/reader.ts';
import { Source } from '../../source/source.ts';
import type { RowStep } from '../row-step.ts';
import { type ClassRows, classesOf, classRows } from './class-rows.ts';
import { DrawnRows } from './drawn-rows.ts';
import { samplingStrategy, wantedRows } from './sampling-strategy.ts';

const optionsSchema = z.strictObject({
  /**
   * Default `auto`: every class gets as many rows as the smallest. A ratio, of two classes, is the smaller one's rows by
   * the larger one's afterwards.
   */
  samplingStrategy: samplingStrategy.default('auto'),
  /** Seed of the draw. Default 0. */
  randomState: z.int().min(0).default(0),
});

export type RandomUnderSamplerOptions = z.input<typeof optionsSchema>;

/**
 * Drops training rows of the larger classes until classes are balanced: exactly as many as asked for, drawn by row id,
 * whatever the batches. The rows that stay keep their ids. Rows without a target stay. Evaluated and predicted rows are
 * never sampled; the model's probabilities are those of the balanced classes. One pass more, 16 bytes a row.
 * As imbalanced-learn's RandomUnderSampler without replacement.
 *
 * Fitting throws OPTION_INVALID for a regressor, and for a strategy that the classes do not allow.
 */
export function randomUnderSampler(given: RandomUnderSamplerOptions = {}): RowStep {
  const name = 'randomUnderSampler';
  const options = parseOptions(optionsSchema, given, name);
  return {
    kind: 'sampler',
    name,
    async fit(source, context) {
      const rows = await classRows(name, source, context);
      const { classes, counts } = rows;
      const wanted = wantedRows(name, 'under', options.samplingStrategy, classes, counts);
      const drawn = wanted.map((count, c) =>
        count === counts[c] ? undefined : new DrawnRows(rows, c, count, options.randomState, name),
      );
      const dropped = wanted.flatMap((count, c) =>
        count === counts[c]
          ? []
          : [{ reason: `more of class '${classes[c]}' than asked for`, rows: counts[c]! - count, examples: [] }],
      );
      return {
        kind: 'sampler',
        name,
        columns: [],
        rule: undefined,
        train: ({ reader, derived }) =>
          new Source(new UnderSampledReader(reader, context.target, rows, drawn), derived),
        record: () => ({ step: name, kind: 'sampler', rows: rows.rowIds.length, columns: [], dropped }),
      };
    },
  };
}

class UnderSampledReader implements BatchReader {
  readonly name: string;
  readonly schema: BatchReader['schema'];
  readonly rowCount: number;
  readonly #base: BatchReader;
  readonly #target: string;
  readonly #rows: ClassRows;
  readonly #drawn: readonly (DrawnRows | undefined)[];

  constructor(base: BatchReader, target: string, rows: ClassRows, drawn: readonly (DrawnRows | undefined)[]) {
    this.#base = base;
    this.#target = target;
    this.#rows = rows;
    this.#drawn = drawn;
    this.name = base.name;
    this.schema = base.schema;
    this.rowCount = rows.rowIds.reduce((count, id, row) => count + (this.#stays(rows.codes[row]!, id) ? 1 : 0), 0);
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
    const wanted = options.columns ?? this.schema.names;
    const columns = [...new Set([...wanted, this.#target])];
    for await (const batch of this.#base.scan({ ...options, columns })) {
      const codes = await classesOf(batch, this.#target, this.#rows);
      const kept = Uint32Array.from(codes.keys()).filter((row) => this.#stays(codes[row]!, batch.rowIds[row]!));
      if (kept.length === batch.length) {
        yield batch;
        continue;
      }
      if (kept.length > 0) {
        const taken = new Map(wanted.map((name) => [name, batch.columns.get(name)!.take(kept)]));
        yield { length: kept.length, rowIds: Float64Array.from(kept, (row) => batch.rowIds[row]!), columns: taken };
      }
      for (const column of batch.columns.values()) column.release();
      await nextTurn();
    }
  }

  #stays(code: number, rowId: number): boolean {
    const drawn = code < 0 ? undefined : this.#drawn[code];
    return drawn === undefined || drawn.has(rowId);
  }
}
