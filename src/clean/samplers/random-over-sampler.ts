import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import type { Batch } from '../../source/batch.ts';
import { type BatchReader, nextTurn, type ScanOptions } from '../../source/reader.ts';
import { Source } from '../../source/source.ts';
import type { RowStep } from '../row-step.ts';
import { type ClassRows, classesOf, classRows } from './class-rows.ts';
import { DrawnRows } from './drawn-rows.ts';
import { samplingStrategy, wantedRows } from './sampling-strategy.ts';

const optionsSchema = z.strictObject({
  /**
   * Default `auto`: every class gets as many rows as the largest. A ratio, of two classes, is the smaller one's rows by
   * the larger one's afterwards.
   */
  samplingStrategy: samplingStrategy.default('auto'),
  /** Seed of the draw. Default 0. */
  randomState: z.int().min(0).default(0),
});

export type RandomOverSamplerOptions = z.input<typeof optionsSchema>;

/**
 * Repeats training rows of the smaller classes until classes are balanced: exactly as many as asked for, each row of a
 * class equally often, and once more those drawn by row id, whatever the batches. (imbalanced-learn's RandomOverSampler
 * draws with replacement, so some rows come often and some never.)
 *
 * Repeats follow behind all rows, in their order: the rows are read twice in each pass, and none is held; 16 bytes a row
 * are. A repeat has the id of its row, so that what deals rows out by id keeps both together: a cross-fitted encoder
 * puts them into one fold, and neither tells the other's target. Evaluated and predicted rows are never sampled. A
 * validation share that a learner takes from its training rows may hold repeats of others: hand it rows of their own
 * (`valid`).
 *
 * Fitting throws OPTION_INVALID for a regressor, and for a strategy that the classes do not allow.
 */
export function randomOverSampler(given: RandomOverSamplerOptions = {}): RowStep {
  const name = 'randomOverSampler';
  const options = parseOptions(optionsSchema, given, name);
  return {
    kind: 'sampler',
    name,
    async fit(source, context) {
      const rows = await classRows(name, source, context);
      const { classes, counts } = rows;
      const wanted = wantedRows(name, 'over', options.samplingStrategy, classes, counts);
      const repeats = wanted.map((count, c): Repeats => {
        const more = count - counts[c]!;
        const all = Math.floor(more / counts[c]!);
        return { all, once: new DrawnRows(rows, c, more - all * counts[c]!, options.randomState, name) };
      });
      const added = wanted.flatMap((count, c) =>
        count === counts[c] ? [] : [{ reason: `repeats of class '${classes[c]}'`, rows: count - counts[c]! }],
      );
      const total = wanted.reduce((sum, count) => sum + count, 0) + rows.codes.filter((code) => code < 0).length;
      return {
        kind: 'sampler',
        name,
        columns: [],
        rule: undefined,
        train: ({ reader, derived }) =>
          new Source(new OverSampledReader(reader, context.target, rows, repeats, total), derived),
        record: () => ({ step: name, kind: 'sampler', rows: rows.rowIds.length, columns: [], dropped: [], added }),
      };
    },
  };
}

/** How often the rows of a class are repeated: all of them so often, and some once more. */
interface Repeats {
  readonly all: number;
  readonly once: DrawnRows;
}

class OverSampledReader implements BatchReader {
  readonly name: string;
  readonly schema: BatchReader['schema'];
  readonly rowCount: number;
  readonly idsAscend = false;
  readonly #base: BatchReader;
  readonly #target: string;
  readonly #rows: ClassRows;
  readonly #repeats: readonly Repeats[];

  constructor(base: BatchReader, target: string, rows: ClassRows, repeats: readonly Repeats[], rowCount: number) {
    this.#base = base;
    this.#target = target;
    this.#rows = rows;
    this.#repeats = repeats;
    this.rowCount = rowCount;
    this.name = base.name;
    this.schema = base.schema;
  }

  get origin() {
    return this.#base.origin;
  }

  get repeatable() {
    return this.#base.repeatable;
  }

  async *scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    yield* this.#base.scan(options);
    const { batchRows = DEFAULT_BATCH_ROWS } = options;
    const wanted = options.columns ?? this.schema.names;
    const columns = [...new Set([...wanted, this.#target])];
    for await (const batch of this.#base.scan({ ...options, columns })) {
      const codes = await classesOf(batch, this.#target, this.#rows);
      const repeated: number[] = [];
      for (let row = 0; row < batch.length; row++) {
        for (let left = this.#repeatsOf(codes[row]!, batch.rowIds[row]!); left > 0; left--) repeated.push(row);
      }
      for (let begin = 0; begin < repeated.length; begin += batchRows) {
        const some = Uint32Array.from(repeated.slice(begin, begin + batchRows));
        yield {
          length: some.length,
          rowIds: Float64Array.from(some, (row) => batch.rowIds[row]!),
          columns: new Map(wanted.map((name) => [name, batch.columns.get(name)!.take(some)])),
        };
        await nextTurn();
      }
      for (const column of batch.columns.values()) column.release();
      await nextTurn();
    }
  }

  #repeatsOf(code: number, rowId: number): number {
    if (code < 0) return 0;
    const { all, once } = this.#repeats[code]!;
    return all + (once.has(rowId) ? 1 : 0);
  }
}
