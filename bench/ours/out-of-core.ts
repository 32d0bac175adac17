// A file of orders, profiled, and learnt from by an online linear model: cleaned, scaled, one-hot and hashed on the way.
import {
  columns,
  hashingEncoder,
  keepRows,
  oneHotEncoder,
  parseUnits,
  pipeline,
  read,
  type Source,
  sgdClassifier,
  simpleImputer,
  standardScaler,
  trimText,
} from '../../src/index.ts';
import { profileColumns } from '../../src/plan/profile-columns.ts';
import { ORDERS } from '../data/made/orders.ts';
import { serve, setting } from './serve.ts';

const EPOCHS = 2;
const STEPS = { alpha: 1e-6, learningRate: 'invscaling', eta0: 0.1, powerT: 0.25, average: true } as const;
const HASHED = 2 ** 18;
const { threads } = setting;
const { target, numbers, quantities, categories, manyValued } = ORDERS;
const measured = [...numbers, ...Object.keys(quantities), 'hour'];

await serve(async ({ file, test }: { file: string; test: string }) => {
  const began = performance.now();
  const since = (from: number) => (performance.now() - from) / 1000;
  const orders = await readOrders(file);
  const { rowCount } = await profileColumns(orders, orders.schema.names, { target });
  const profileSeconds = since(began);
  const trained = performance.now();
  const model = await pipeline(
    trimText('city'),
    ...Object.entries(quantities).map(([column, unit]) => parseUnits(column, { unit })),
    keepRows('distance >= 0'),
    columns(
      [measured, simpleImputer(), standardScaler()],
      [[...categories, 'weekday'], oneHotEncoder([...categories, 'weekday'])],
      hashingEncoder([...manyValued], { nFeatures: HASHED }),
    ),
    sgdClassifier({ loss: 'logLoss', ...STEPS, maxIter: EPOCHS, tol: null, keptBytes: 0 }),
  ).fit(orders, {
    target,
    positive: 'yes',
    features: [...measured, ...categories, 'weekday', ...manyValued],
    threads,
  });
  const trainSeconds = since(trained);
  const seconds = since(began);
  const { metrics } = await model.evaluate(await readOrders(test));
  const { passes, featureCount } = model.parts.training;
  return {
    seconds,
    quality: {
      rows: rowCount,
      profileSeconds,
      trainSeconds,
      rowsPerSecond: Math.round(rowCount / seconds),
      passes: passes + 1,
      features: featureCount,
      rocAuc: metrics.rocAuc ?? Number.NaN,
      logLoss: metrics.logLoss ?? Number.NaN,
    },
  };
});

async function readOrders(file: string): Promise<Source> {
  const orders = await read(file, { types: { customer: 'utf8', product: 'utf8' } });
  return orders.derive((c) => ({ hour: c.placed!.hour(), weekday: c.placed!.dayOfWeek() }));
}
