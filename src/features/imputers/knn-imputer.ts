import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { NeighborRows, RowSampleState } from '../../engine/imputers.ts';
import { MomentsState } from '../../engine/states.ts';
import type { Feature } from '../../matrix/layout.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import { numbersOf } from '../numbers.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { numbersByDefault } from '../scaling/standard-scaler.ts';
import type { FittedTransformer, Transformer } from '../transformer.ts';
import { indicatorName } from './missing-indicator.ts';

const optionsSchema = z.strictObject({
  /** How many rows a missing number is the mean of. Default 5. */
  nNeighbors: z.int().min(1).default(5),
  /** Whether these count alike, or by 1 / distance. Default uniform. */
  weights: z.enum(['uniform', 'distance']).default('uniform'),
  /** Most training rows to keep; of more, a sample that depends on row ids and `randomState` alone. Default 10,000. */
  maxRows: z.int().min(1).max(10_000_000).default(10_000),
  /** Decides which rows are kept when there are more than `maxRows`. Default 0. */
  randomState: z.int().min(0).default(0),
  /** Add a column `<name> is missing` of 0 and 1 behind each column that had missing values in training. */
  addIndicator: z.boolean().default(false),
  /** Make columns without a single value 0, instead of refusing them. Default false. */
  keepEmptyFeatures: z.boolean().default(false),
});

export type KnnImputerOptions = z.input<typeof optionsSchema>;

/**
 * Puts the mean of the nearest training rows that have a number there in place of each missing one. How near rows are is
 * told by the picked columns that both have, so scale them first. A row that shares no number with any gets the mean of
 * the column. Of equally near rows those of the smaller id count.
 *
 * Holds rows: the fitted step keeps the picked columns of up to `maxRows` training rows, 16 bytes a number and 8 more in
 * the model file, and compares each row that misses something with all of them. With no more training rows than that it
 * is exact; of more it keeps a sample.
 *
 * Takes the columns named or selected, by default all numbers and booleans; hands on the others as they are. As
 * scikit-learn's KNNImputer (Troyanskaya et al. 2001), with its nan_euclidean metric.
 *
 * Fitting throws COLUMN_EMPTY for a column without a single value unless `keepEmptyFeatures`, COLUMN_TYPE for one that
 * is no number, and COLUMN_MISSING when there is no column of numbers.
 */
export function knnImputer(...given: FactoryArguments<KnnImputerOptions>): Transformer {
  const { selector, options } = factoryArguments('knnImputer', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'knnImputer',
    async fit(stage) {
      const picked = new Set((selector ?? numbersByDefault).select(stage.layout));
      const names = stage.layout.filter(({ name }) => picked.has(name)).map(({ name }) => name);
      if (names.length === 0) {
        throw new MillraceError('COLUMN_MISSING', 'knnImputer finds no column of numbers', {
          remedy: "name the columns: knnImputer(['age', 'income'])",
        });
      }
      const sample = new RowSampleState(names.length, options.maxRows, options.randomState);
      const missing = names.map(() => new MomentsState());
      await stage.pass((program, layout) => {
        const slots = layout
          .filter(({ name }) => picked.has(name))
          .map((feature) => numbersOf(program, feature, 'knnImputer'));
        sample.addTo(program, slots, stage.training.rowIds());
        slots.forEach((slot, i) => {
          missing[i]!.addTo(program, program.missing(slot), undefined);
        });
      });
      const shares = missing.map((state) => state.finish().mean);
      const empty = shares.indexOf(1);
      if (empty >= 0 && !options.keepEmptyFeatures) {
        throw new MillraceError('COLUMN_EMPTY', `column '${names[empty]}' holds nothing but missing values`, {
          column: names[empty],
          remedy: 'leave it out, or set keepEmptyFeatures',
        });
      }
      const rows = await sample.finish(stage.run);
      const { nNeighbors, weights } = options;
      const columns = names.map((column, i) => ({ column, indicator: options.addIndicator && shares[i]! > 0 }));
      return fittedKnnImputer(columns, rows, { nNeighbors, weights });
    },
  };
}

interface ImputedColumn {
  readonly column: string;
  readonly indicator: boolean;
}

interface Neighbors {
  readonly nNeighbors: number;
  readonly weights: 'uniform' | 'distance';
}

/** @param rows float64[rows][columns], row-major, NaN where missing */
export function fittedKnnImputer(
  columns: readonly ImputedColumn[],
  rows: Float64Array,
  { nNeighbors, weights }: Neighbors,
): FittedTransformer {
  const byColumn = new Map(columns.map((one) => [one.column, one]));
  const neighbors = new NeighborRows({
    values: rows,
    columns: columns.length,
    neighbors: nNeighbors,
    byDistance: weights === 'distance',
  });
  return {
    name: 'knnImputer',
    compile: (program, layout) => {
      const byName = new Map(layout.map((feature) => [feature.name, feature]));
      const features = columns.flatMap(({ column }) => byName.get(column) ?? []);
      if (features.length < columns.length) return layout; // nothing reads them
      const numbers = features.map((feature) => numbersOf(program, feature, 'knnImputer'));
      const filled = neighbors.fill(program, numbers);
      const made = new Map(
        columns.map(({ column, indicator }, i): [string, Feature[]] => {
          const feature: Feature = { kind: 'numbers', name: column, slot: filled[i]! };
          if (!indicator) return [column, [feature]];
          const missing = { kind: 'numbers', name: indicatorName(column), slot: program.missing(numbers[i]!) } as const;
          return [column, [feature, missing]];
        }),
      );
      return layout.flatMap((feature) => (byColumn.has(feature.name) ? made.get(feature.name)! : [feature]));
    },
    save: (): SavedPart => ({
      name: 'knnImputer',
      state: { columns: columns.map((one) => ({ ...one })), nNeighbors, weights },
      arrays: { rows },
    }),
  };
}

const stateSchema = z.strictObject({
  columns: z.array(z.strictObject({ column: z.string(), indicator: z.boolean() })).min(1),
  nNeighbors: z.int().min(1),
  weights: z.enum(['uniform', 'distance']),
});

export function loadKnnImputer(part: SavedPartReader): FittedTransformer {
  const { columns, ...neighbors } = part.state(stateSchema);
  return fittedKnnImputer(columns, part.float64('rows'), neighbors);
}
