// The design's example of boosting, kept here so that the type check reads it. It is not run.
import { columns, histGradientBoostingClassifier, keep, pipeline, read, type Source } from '../../src/index.ts';

const flights = (await read('flights-3m.parquet')).derive((c) => ({
  hour: c.date!.hour(),
  weekday: c.date!.dayOfWeek(),
  late: c.delay!.gt(15),
}));
const { train, valid, test } = await flights.split({ time: 'date', valid: 0.1, test: 0.2 });
const model = await pipeline(
  columns(keep(['origin', 'destination', 'hour', 'weekday', 'distance'])),
  histGradientBoostingClassifier({ categorical: ['origin', 'destination'] }),
).fit(train, { target: 'late', weight: 'w', valid, earlyStopping: { metric: 'logLoss', patience: 20 } });
for await (const batch of model.predict(test)) void batch; // Arrow in, Arrow out: any size

export const rows: Source = valid;
