// Steps that make features of numbers, inside a model: a row alone has the bits it has in a batch, and after a load.
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  binner,
  columns,
  type FittedModel,
  fromRows,
  kBinsDiscretizer,
  loadModel,
  log1pTransformer,
  maxAbsScaler,
  minMaxScaler,
  normalizer,
  pipeline,
  polynomialFeatures,
  powerTransformer,
  quantileTransformer,
  type Row,
  ridge,
  robustScaler,
  simpleImputer,
  splineTransformer,
  standardScaler,
  type Transformer,
  tfidfVectorizer,
} from '../../src/index.ts';
import { uniforms } from '../support/tables.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const [a, b, c] = ['a', 'b', 'c'].map((purpose) => uniforms(300, purpose)) as [number[], number[], number[]];
const rows: Row[] = a.map((x, row) => ({
  amount: row % 11 === 0 ? null : Math.exp(4 * x) - 0.5,
  size: row % 7 === 0 ? null : Math.round(20 * b[row]! - 5),
  text: ['warm rain', 'cold wind rain', 'sun', ''][Math.floor(4 * c[row]!)]!,
  y: x + b[row]!,
}));
const schema = {
  types: { amount: 'float64', size: 'float64', text: 'utf8', y: 'float64' },
  roles: { text: 'text' },
  batchRows: 64,
} as const;

const filled = () => simpleImputer(['amount', 'size']);
const numbers = (...steps: Transformer[]) => columns([['amount', 'size'], filled(), ...steps]);
const words = () => tfidfVectorizer('text');
const steps: Record<string, () => Transformer> = {
  minMaxScaler: () => numbers(minMaxScaler({ clip: true })),
  maxAbsScaler: () => columns([['amount', 'size'], filled(), maxAbsScaler()], [['text'], words(), maxAbsScaler()]),
  standardScaler: () => columns([['text'], words(), standardScaler({ withMean: false })], [['size'], simpleImputer()]),
  robustScaler: () => numbers(robustScaler({ unitVariance: true })),
  quantileTransformer: () => numbers(quantileTransformer({ outputDistribution: 'normal', nQuantiles: 50 })),
  log1pTransformer: () => numbers(log1pTransformer('amount')),
  powerTransformer: () => numbers(powerTransformer()),
  normalizer: () => columns([['amount', 'size', 'text'], filled(), words(), normalizer()]),
  polynomialFeatures: () => numbers(standardScaler(), polynomialFeatures({ degree: 3, includeBias: false })),
  kBinsDiscretizer: () => columns(kBinsDiscretizer(['amount', 'size'], { strategy: 'kmeans' })),
  binner: () => columns(binner('size', { edges: [-10, 0, 5, 20] }), kBinsDiscretizer('amount', { nBins: 30 })),
  splineTransformer: () => numbers(splineTransformer({ knots: 'quantile', extrapolation: 'linear' })),
};

const bits = (value: number) => new BigUint64Array(Float64Array.of(value).buffer)[0]!;

describe.each(Object.entries(steps))('%s', (name, step) => {
  let model: FittedModel;
  let loaded: FittedModel;
  beforeAll(async () => {
    const source = await fromRows(rows, schema);
    model = await pipeline(step(), ridge()).fit(source, { target: 'y', features: ['amount', 'size', 'text'] });
    const at = path.join(folder, `${name}.millrace`);
    await model.save(at);
    loaded = await loadModel(at);
  });

  test('a row alone, and after a load', async () => {
    const fresh = rows.map((row, i) => (i % 5 === 0 && row.size !== null ? { ...row, size: 40 } : row));
    const expected: bigint[] = [];
    for await (const batch of model.predict(await fromRows(fresh, { ...schema, batchRows: 100 }))) {
      for (const row of batch) {
        expect(row.error).toBeNull();
        expected.push(bits(row.prediction as number));
      }
    }
    expect(fresh.map((row) => bits(model.predictOne(row).prediction as number))).toEqual(expected);
    expect(fresh.map((row) => bits(loaded.predictOne(row).prediction as number))).toEqual(expected);
    expect(loaded.getFeatureNamesOut()).toEqual(model.getFeatureNamesOut());
  });
});

test('a row that a step does not take gets no prediction, and the reason', async () => {
  const source = await fromRows(rows, schema);
  const model = await pipeline(columns([['amount'], simpleImputer(), log1pTransformer()]), ridge()).fit(source, {
    target: 'y',
    features: ['amount'],
  });
  const answers = [];
  const some = await fromRows([{ amount: 2 }, { amount: -3 }], { types: { amount: 'float64' } });
  for await (const batch of model.predict(some)) answers.push(...batch);
  expect(answers[0]!.error).toBeNull();
  expect(answers[1]!.prediction).toBeNull();
  expect(answers[1]!.error).toContain("column 'amount' holds -3");
});
