import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { parseOptions } from '../../core/options.ts';
import { numbersOfCodes, recodeCategories, textsOfCodes } from '../../engine/encoders.ts';
import {
  KeyAggregatesState,
  type KeyStatistic,
  type KeySumsHandle,
  leaveOneOut,
  timesOfNumbers,
} from '../../engine/keys.ts';
import type { Program, Slot } from '../../engine/program.ts';
import { categoriesFrom, NumberList } from '../../engine/states.ts';
import type { Feature, Layout } from '../../matrix/layout.ts';
import { categorySlot } from '../category-columns.ts';
import { categoryValues } from '../category-values.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { byName, isArithmetic } from '../selector.ts';
import type { FittedTransformer, Stage, Transformer } from '../transformer.ts';
import { aggregatesOption, type NamedAggregate, namedAggregates } from './aggregate-options.ts';
import { KeyCodes, type Keys, keyColumnsSchema, loadedKeys } from './key-codes.ts';

const optionsSchema = z.strictObject({
  /** The column whose values are the entities, or several whose combinations are. */
  key: z.union([z.string(), z.array(z.string()).min(1)]),
  /** The columns to make, by name: `{ visits: 'count', spend: { mean: 'amount' }, city: { last: 'city' } }`. */
  aggregates: aggregatesOption,
  /** The column of numbers or times that `first` and `last` go by. Default: the order of the rows. */
  orderBy: z.string().optional(),
  /** Leave a training row out of its own aggregates: for counts, sums, means and deviations. Default false. */
  leaveOneOut: z.boolean().default(false),
});

export type KeyAggregatesOptions = z.input<typeof optionsSchema>;

/**
 * Statistics of columns by key, learnt from the training rows alone and joined to every row by its key, as further
 * columns behind those that are there: `count` (of rows, or of values that are not missing), `mean`, `sum`, `std`
 * (dividing by n − 1), `min`, `max`, `distinct` (how many different values), `first` and `last`. Missing values do not
 * count; a statistic of none is missing, and so is `std` of one. A key that is missing or was not in training has counts
 * of 0 and misses all else. Text takes `count`, `distinct`, `first` and `last`; dates these, `min` and `max`.
 *
 * A training row is among the rows that its own aggregates are made of, so a learner may trust them more than they
 * deserve for keys of few rows; `leaveOneOut` takes the row out of its own counts, sums, means and deviations. The target
 * is no feature and so can't be aggregated: that is what `targetEncoder` is for. Aggregates look at all training rows,
 * later ones too. Row weights do not count. Holds some 40 bytes for each key and aggregate, and for `distinct` as much
 * for each pair of key and value. As a GROUP BY joined back, in SQL.
 *
 * Fitting throws COLUMN_MISSING, COLUMN_TYPE for a statistic that the column's type has not, and COLUMN_DUPLICATE for a
 * name that is taken.
 */
export function keyAggregates(given: KeyAggregatesOptions): Transformer {
  const options = parseOptions(optionsSchema, given, 'keyAggregates');
  const aggregates = namedAggregates(options.aggregates);
  const whole = aggregates.find(({ statistic }) => !canLeaveOut(statistic));
  if (options.leaveOneOut && whole !== undefined) {
    throw new MillraceError('OPTION_INVALID', `keyAggregates: leaveOneOut can't take a row out of ${whole.statistic}`, {
      value: whole.name,
      remedy: 'put aggregates other than count, sum, mean and std into a keyAggregates of their own',
    });
  }
  return {
    kind: 'transformer',
    name: 'keyAggregates',
    fit: (stage) => fitAggregates(stage, options, aggregates),
  };
}

type Options = z.output<typeof optionsSchema>;

function canLeaveOut(statistic: KeyStatistic): boolean {
  return statistic === 'count' || statistic === 'sum' || statistic === 'mean' || statistic === 'std';
}

async function fitAggregates(
  stage: Stage,
  options: Options,
  aggregates: readonly NamedAggregate[],
): Promise<FittedTransformer> {
  const key = typeof options.key === 'string' ? [options.key] : options.key;
  const named = [...key, ...aggregates.flatMap(({ column }) => column ?? [])];
  if (options.orderBy !== undefined) named.push(options.orderBy);
  byName(...named).select(stage.layout);
  const taken = aggregates.find(({ name }) => stage.layout.some((feature) => feature.name === name));
  if (taken !== undefined) {
    throw new MillraceError('COLUMN_DUPLICATE', `keyAggregates: there is a feature '${taken.name}' already`, {
      column: taken.name,
      remedy: 'give the aggregate another name',
    });
  }
  const kinds = aggregates.map((one) => kindOf(one, stage.layout));
  const state = new KeyAggregatesState({
    key,
    aggregates: aggregates.map(({ statistic, column = '' }, i) => ({ statistic, column, isText: kinds[i] === 'text' })),
  });
  await stage.pass((program, layout) => {
    const features = new Map(layout.map((feature) => [feature.name, feature]));
    state.addTo(program, {
      key: key.map((name) => categorySlot(features.get(name)!, 'keyAggregates')),
      values: aggregates.map(({ column }, i) =>
        column === undefined ? undefined : valueSlot(program, features.get(column)!, kinds[i]!),
      ),
      order: options.orderBy === undefined ? undefined : orderSlot(program, features.get(options.orderBy)!),
      rowIds: stage.training.rowIds(),
    });
  });
  const found = await state.finish(stage.run);
  const keys: Keys = {
    pairs: found.pairs,
    columns: key.map((column, i) => {
      const feature = stage.layout.find(({ name }) => name === column)!;
      const type = feature.kind === 'column' ? feature.type : 'float64';
      return { column, values: categoryValues(found.columns[i]!, type) };
    }),
  };
  return fittedKeyAggregates(
    keys,
    found.aggregates.map(({ numbers, texts, sums }, i) => ({
      ...aggregates[i]!,
      kind: outputKind(aggregates[i]!.statistic, kinds[i]!),
      numbers,
      texts,
      sums: options.leaveOneOut ? sums : undefined,
    })),
  );
}

type Kind = 'number' | 'text' | 'time';

/** What an aggregated column holds. @throws MillraceError COLUMN_TYPE when it has no such statistic */
function kindOf({ statistic, column }: NamedAggregate, layout: Layout): Kind {
  if (column === undefined) return 'number';
  const feature = layout.find(({ name }) => name === column)!;
  if (isArithmetic(feature)) return 'number';
  if (feature.kind === 'column') {
    const kind = feature.type === 'utf8' ? 'text' : 'time';
    const taken = ['count', 'distinct', 'first', 'last', ...(kind === 'time' ? ['min', 'max'] : [])];
    if (taken.includes(statistic)) return kind;
  }
  const found = feature.kind === 'column' ? feature.type : feature.kind;
  throw new MillraceError(
    'COLUMN_TYPE',
    `keyAggregates takes no ${statistic} of column '${column}', which is ${found}`,
    {
      column,
      remedy: 'aggregate numbers, or use count, distinct, first or last',
    },
  );
}

function outputKind(statistic: KeyStatistic, kind: Kind): Kind {
  return statistic === 'count' || statistic === 'distinct' ? 'number' : kind;
}

function valueSlot(program: Program, feature: Feature, kind: Kind): Slot {
  if (kind === 'text' || feature.kind !== 'column') return feature.slot;
  return program.numbers(feature.slot, feature.name);
}

function orderSlot(program: Program, feature: Feature): Slot {
  if (feature.kind === 'numbers') return feature.slot;
  if (feature.kind === 'column' && feature.type !== 'utf8') return program.numbers(feature.slot, feature.name);
  const found = feature.kind === 'column' ? feature.type : feature.kind;
  throw new MillraceError(
    'COLUMN_TYPE',
    `keyAggregates orders by numbers or times, and '${feature.name}' is ${found}`,
    {
      column: feature.name,
      remedy: 'read it as a time, or order by another column',
    },
  );
}

/** One aggregate by key. */
export interface FittedAggregate extends NamedAggregate {
  readonly kind: Kind;
  /** float64[keys], NaN where missing; milliseconds since 1970; of texts their codes, −1 where missing */
  readonly numbers: Float64Array;
  readonly texts?: readonly string[] | undefined;
  /** What training rows are taken out of; not saved. */
  readonly sums?: KeySumsHandle | undefined;
}

export function fittedKeyAggregates(keys: Keys, aggregates: readonly FittedAggregate[]): FittedTransformer {
  const codesOf = new KeyCodes(keys);
  const joins = aggregates.map((one) => joined(one));
  const compile = (program: Program, layout: Layout, isTraining: boolean): Layout => {
    const byColumn = new Map(layout.map((feature) => [feature.name, feature]));
    const features = codesOf.names.flatMap((name) => byColumn.get(name) ?? []);
    if (features.length < codesOf.names.length) return layout; // nothing reads them
    const codes = codesOf.addTo(program, features, 'keyAggregates');
    return [
      ...layout,
      ...aggregates.map((one, i): Feature => {
        if (!isTraining || one.sums === undefined) return joins[i]!(program, codes);
        const numbers = one.column === undefined ? undefined : presentNumbers(program, byColumn.get(one.column)!);
        const slot = leaveOneOut(program, codes, numbers, one.sums, one.statistic);
        return { kind: 'numbers', name: one.name, slot };
      }),
    ];
  };
  return {
    name: 'keyAggregates',
    compile: (program, layout) => compile(program, layout, false),
    compileTraining: (program, layout) => compile(program, layout, true),
    save: (): SavedPart => ({
      name: 'keyAggregates',
      state: {
        key: codesOf.savedState(),
        aggregates: aggregates.map(({ name, statistic, column, kind }) => ({
          name,
          statistic,
          column: column ?? null,
          kind,
        })),
      },
      arrays: {
        ...codesOf.savedArrays(),
        ...Object.fromEntries(
          aggregates.flatMap(({ numbers, texts }, i) => [
            [`numbers${i}`, numbers] as const,
            ...(texts === undefined ? [] : [[`texts${i}`, texts] as const]),
          ]),
        ),
      },
    }),
  };
}

/** Numbers as they are; of text 0, missing where it is. */
function presentNumbers(program: Program, feature: Feature): Slot {
  if (feature.kind !== 'column') return feature.slot;
  if (feature.type !== 'utf8') return program.numbers(feature.slot, feature.name);
  const codes = program.encode(feature.slot, categoriesFrom([]));
  return numbersOfCodes(
    program,
    codes,
    { numbers: NumberList.from(new Float64Array(0)), stride: 1 },
    {
      missing: Number.NaN,
      unseen: 0,
    },
  );
}

/** What looks an aggregate up by the code of a key. */
function joined({
  name,
  statistic,
  kind,
  numbers,
  texts,
}: FittedAggregate): (program: Program, codes: Slot) => Feature {
  if (kind === 'text') {
    const values = categoriesFrom(texts ?? []);
    const codeOfKey = Int32Array.from(numbers);
    return (program, codes) => {
      const slot = textsOfCodes(program, recodeCategories(program, codes, codeOfKey, -1, -1), values, '');
      return { kind: 'column', name, type: 'utf8', role: 'categorical', slot };
    };
  }
  const table = { numbers: NumberList.from(numbers), stride: 1 };
  const none = statistic === 'count' || statistic === 'distinct' ? 0 : Number.NaN;
  return (program, codes) => {
    const slot = numbersOfCodes(program, codes, table, { missing: none, unseen: none });
    if (kind === 'number') return { kind: 'numbers', name, slot };
    return { kind: 'column', name, type: 'timestamp_us', role: 'datetime', slot: timesOfNumbers(program, slot) };
  };
}

const stateSchema = z.strictObject({
  key: keyColumnsSchema,
  aggregates: z.array(
    z.strictObject({
      name: z.string(),
      statistic: z.enum(['count', 'sum', 'mean', 'std', 'min', 'max', 'distinct', 'first', 'last']),
      column: z.string().nullable(),
      kind: z.enum(['number', 'text', 'time']),
    }),
  ),
});

export function loadKeyAggregates(part: SavedPartReader): FittedTransformer {
  const { key, aggregates } = part.state(stateSchema);
  const keys = loadedKeys(part, key);
  const count = keys.pairs.at(-1)?.left.length ?? keys.columns[0]!.values.values.length;
  return fittedKeyAggregates(
    keys,
    aggregates.map(({ column, ...one }, i) => ({
      ...one,
      column: column ?? undefined,
      numbers: part.float64(`numbers${i}`, count),
      texts: one.kind === 'text' ? part.texts(`texts${i}`) : undefined,
    })),
  );
}
