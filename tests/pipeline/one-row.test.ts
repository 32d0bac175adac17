// predictOne has the bits of predict, before and after the model was saved.
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import {
  byRole,
  columns,
  type FittedModel,
  frequencyEncoder,
  fromRows,
  hashingEncoder,
  keep,
  keyAggregates,
  knnImputer,
  linearRegression,
  loadModel,
  logisticRegression,
  missingIndicator,
  oneHotEncoder,
  ordinalEncoder,
  pipeline,
  type Row,
  rareCategories,
  ridge,
  type Source,
  simpleImputer,
  standardScaler,
  targetEncoder,
  tfidfVectorizer,
} from '../../src/index.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const random = randomStream(3, 'one row');
let position = 0;
const uniform = () => random.uniform(position++);
const pick = <T>(values: readonly T[]) => values[Math.floor(uniform() * values.length)]!;
const maybe = <T>(value: T) => (uniform() < 0.15 ? null : value);

const WORDS = ['warm', 'COLD', 'Straße', 'naïve', '東京', '😀', 'the', 'λόγος', "don't", 'x1', '—', ''];
const made = (): Row => ({
  amount: maybe(uniform() * 1e3 - 300),
  single: maybe(Math.fround(uniform() * 10)),
  count: maybe(Math.floor(uniform() * 40)),
  flag: maybe(uniform() < 0.5),
  city: maybe(pick(['Oslo', 'Ávila', 'Zürich', '東京', ''])),
  zip: maybe(pick(['100000', '0150', '7', '1e5'])),
  day: maybe(new Date(Date.UTC(2001, 0, 1 + Math.floor(uniform() * 700), Math.floor(uniform() * 24)))),
  text: maybe(Array.from({ length: Math.floor(uniform() * 9) }, () => pick(WORDS)).join(' ')),
  label: pick(['a', 'b', 'c']),
  late: uniform() < 0.4,
  y: uniform() * 5,
});
const rows = Array.from({ length: 600 }, made);
const fresh = Array.from({ length: 300 }, made).map((row, i) =>
  i % 10 === 0 ? { ...row, city: 'nowhere', text: 'never seen words only' } : row,
);
const schema = {
  types: {
    amount: 'float64',
    single: 'float32',
    count: 'int64',
    flag: 'boolean',
    city: 'utf8',
    zip: 'utf8',
    day: 'timestamp_us',
    text: 'utf8',
    label: 'utf8',
    late: 'boolean',
    y: 'float64',
  },
  roles: { text: 'text', city: 'categorical', zip: 'categorical' },
  batchRows: 128,
} as const;

const derive = (source: Source) =>
  source.derive((c) => ({
    hour: c.day!.hour(),
    weekend: c.day!.dayOfWeek().ge(5),
    ratio: c.amount!.div(c.count!),
    shout: c.city!.upper(),
  }));

let raw: Source;
let unseen: Source;
beforeAll(async () => {
  raw = await fromRows(rows, schema);
  unseen = await fromRows(fresh, schema);
});

const everything = () =>
  columns(
    [
      ['amount', 'single', 'count', 'hour', 'ratio'],
      simpleImputer({ strategy: 'median', addIndicator: true }),
      standardScaler(),
    ],
    [['flag', 'weekend'], simpleImputer({ strategy: 'mostFrequent' })],
    [['zip'], simpleImputer('zip', { strategy: 'constant' }), oneHotEncoder('zip')],
    oneHotEncoder(['city', 'shout']),
    tfidfVectorizer('text', { ngramRange: [1, 2], sublinearTf: true }),
  );
const numbersOnly = () =>
  columns(
    [['amount', 'single', 'count'], simpleImputer()],
    [['flag'], simpleImputer('flag', { strategy: 'constant' })],
  );

const encoded = () =>
  columns(
    ordinalEncoder('zip', { handleUnknown: 'useEncodedValue', unknownValue: -2, encodedMissingValue: -1 }),
    frequencyEncoder(['city', 'count']),
    hashingEncoder(['city', 'zip', 'flag', 'count'], { nFeatures: 40 }),
    oneHotEncoder(['shout'], { maxCategories: 3, handleUnknown: 'infrequentIfExist', drop: 'first' }),
    [['city', 'zip'], rareCategories({ minFrequency: 0.15 }), targetEncoder()],
    [['amount', 'single', 'count', 'flag'], knnImputer({ weights: 'distance', maxRows: 400, addIndicator: true })],
    missingIndicator(['text', 'hour', 'amount'], { errorOnNew: false }),
    [
      ['city', 'flag', 'amount', 'zip'],
      keyAggregates({
        key: ['city', 'flag'],
        aggregates: { n: 'count', mean: { mean: 'amount' }, zips: { distinct: 'zip' }, last: { last: 'zip' } },
      }),
      columns(keep(['n', 'zips']), [['mean'], simpleImputer()], oneHotEncoder('last')),
    ],
  );

type Fit = () => Promise<FittedModel>;
const features = ['amount', 'single', 'count', 'flag', 'city', 'zip', 'text', 'hour', 'weekend', 'ratio', 'shout'];
const models: Record<string, Fit> = {
  'three classes, every kind of feature': () =>
    pipeline(everything(), logisticRegression()).fit(derive(raw), { target: 'label', features }),
  'categories in every way': () =>
    pipeline(encoded(), logisticRegression()).fit(derive(raw), { target: 'label', features }),
  'two classes of a boolean': () =>
    pipeline(everything(), logisticRegression({ C: 0.1 })).fit(derive(raw), { target: 'late', features }),
  'two classes of an expression': () =>
    pipeline(columns([byRole('numeric'), simpleImputer()], keep('weekend')), simpleImputer(), logisticRegression()).fit(
      derive(raw).derive((c) => ({ big: c.y!.gt(2) })),
      { target: 'big', features: ['count', 'weekend', 'hour'] },
    ),
  'a ridge of sparse rows': () => pipeline(everything(), ridge()).fit(derive(raw), { target: 'y', features }),
  'least squares of dense rows': () =>
    pipeline(numbersOnly(), linearRegression()).fit(raw, {
      target: 'y',
      features: ['amount', 'single', 'count', 'flag'],
    }),
};

/** The outputs of every row of a source, as bits. */
async function batchBits(model: FittedModel, source: Source): Promise<bigint[][]> {
  const names = model.task === 'classification' ? model.classes.map((name) => `probability_${name}`) : ['prediction'];
  const bits: bigint[][] = [];
  for await (const batch of model.predict(source)) {
    for (const row of batch) {
      expect(row.error).toBeNull();
      bits.push(names.map((name) => bitsOf(row[name] as number)));
    }
  }
  return bits;
}

function rowBits(model: FittedModel, row: Row): bigint[] {
  if (model.task !== 'classification') return [bitsOf(model.predictOne(row).prediction)];
  const { probability } = model.predictOne(row);
  return model.classes.map((name) => bitsOf(probability[name]!));
}

function bitsOf(value: number): bigint {
  return new BigUint64Array(Float64Array.of(value).buffer)[0]!;
}

describe.each(Object.entries(models))('%s', (name, train) => {
  let model: FittedModel;
  let loaded: FittedModel;
  beforeAll(async () => {
    model = await train();
    const at = path.join(folder, `${name}.millrace`);
    await model.save(at);
    loaded = await loadModel(at);
  });

  test('a row alone has the bits it has in a batch', async () => {
    const expected = await batchBits(model, unseen);
    expect(expected).toHaveLength(fresh.length);
    for (const [i, row] of fresh.entries()) {
      expect(rowBits(model, row), `row ${i}: ${JSON.stringify(row)}`).toEqual(expected[i]);
    }
  });

  test('so it has after save and load', async () => {
    expect(await batchBits(loaded, unseen)).toEqual(await batchBits(model, unseen));
    for (const row of fresh.slice(0, 100)) expect(rowBits(loaded, row)).toEqual(rowBits(model, row));
    expect(loaded.inputs).toEqual(model.inputs);
    expect(loaded.history).toEqual(model.history);
    expect(loaded.parts.training).toEqual(model.parts.training);
    expect(loaded.featureName(0)).toBe(model.featureName(0));
    expect(loaded.featureName(model.featureCount - 1)).toBe(model.featureName(model.featureCount - 1));
    expect(loaded.classes).toEqual(model.classes);
  });

  test('batches change nothing', async () => {
    const other = await fromRows(fresh, { ...schema, batchRows: 7 });
    expect(await batchBits(model, other)).toEqual(await batchBits(model, unseen));
  });

  test('a source that has the derived columns already gives the same', async () => {
    expect(await batchBits(model, derive(unseen))).toEqual(await batchBits(model, unseen));
  });

  test('an evaluation of the loaded model has the same metrics', async () => {
    const options = { resamples: 20, seed: 1 };
    expect(await loaded.evaluate(unseen, options)).toEqual(await model.evaluate(unseen, options));
  });
});

test('a number given for a float32 column counts as that column would have kept it', async () => {
  const model = await pipeline(linearRegression()).fit(
    await fromRows(
      [1, 2, 3.5, 4].map((single) => ({ single, y: 3 * single + 0.1 * single ** 2 })),
      { types: { single: 'float32' } },
    ),
    { target: 'y' },
  );
  expect(model.predictOne({ single: 0.1 })).toEqual(model.predictOne({ single: Math.fround(0.1) }));
});

test('numbers stand for the text they are written as', async () => {
  const model = await pipeline(oneHotEncoder('zip'), logisticRegression()).fit(
    await fromRows(
      ['100000', '7', '0.5', '100000', '7', '0.5'].map((zip, i) => ({ zip, label: i % 3 === 0 ? 'a' : 'b' })),
      { types: { zip: 'utf8' } },
    ),
    { target: 'label' },
  );
  for (const zip of ['100000', '7', '0.5']) {
    expect(model.predictOne({ zip: Number(zip) }), zip).toEqual(model.predictOne({ zip }));
  }
  expect(model.predictOne({ zip: 100000n })).toEqual(model.predictOne({ zip: '100000' }));
});
