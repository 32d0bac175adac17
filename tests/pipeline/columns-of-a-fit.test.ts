// Which columns a model learns from, which rows an evaluation counts, and what a prediction hands on.
import { beforeAll, describe, expect, test } from 'vitest';
import {
  column,
  dummyRegressor,
  fromRows,
  logisticRegression,
  parseExpression,
  pipeline,
  read,
  ridge,
  type Source,
  simpleImputer,
} from '../../src/index.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const rows = Array.from({ length: 60 }, (_, i) => ({
  delay: (i * 7) % 40,
  distance: (i * 13) % 50,
  carrier: i % 3,
  day: i,
  w: 1 + (i % 2),
}));
let source: Source;
beforeAll(async () => {
  source = await fromRows(rows);
});

const learn = () => pipeline(logisticRegression({ C: 0.1 }));
const featuresOf = (model: { parts: { fields: readonly { name: string }[] } }) =>
  model.parts.fields.map(({ name }) => name);

describe('features', () => {
  test('are never what the target is computed from, however far back, nor what comes of the same columns', async () => {
    const derived = source
      .derive((c) => ({ minutes: c.delay!.mul(1), speed: c.distance!.div(10) }))
      .derive((c) => ({ hours: c.minutes!.div(60), late: c.minutes!.gt(15) }))
      .derive((c) => ({ opposite: c.late!.not(), mixed: c.speed!.add(c.hours!) }));
    const model = await learn().fit(derived, { target: 'late' });
    expect(featuresOf(model)).toEqual(['distance', 'carrier', 'day', 'w', 'speed']);
  });

  test('are never the target of an expression', async () => {
    for (const target of [column('delay').gt(15), parseExpression('delay > 15')]) {
      const model = await learn().fit(source, { target });
      expect(featuresOf(model)).toEqual(['distance', 'carrier', 'day', 'w']);
      expect(model.parts.target.name).toBe('delay > 15');
      expect(model.classes).toEqual(['false', 'true']);
    }
  });

  test('are not weight, group and time, but what is derived from the time', async () => {
    const derived = source.derive((c) => ({ week: c.day!.mod(7) }));
    const model = await learn().fit(derived, {
      target: column('delay').gt(15),
      weight: 'w',
      group: 'carrier',
      time: 'day',
    });
    expect(featuresOf(model)).toEqual(['distance', 'week']);
    expect(model.inputs).toEqual(['distance', 'day']);
  });

  test('are those that are named, in that order', async () => {
    const model = await learn().fit(source, {
      target: column('delay').gt(15),
      features: ['w', 'distance'],
      weight: 'w',
    });
    expect(featuresOf(model)).toEqual(['w', 'distance']);
    expect(model.featureName(0)).toBe('w');
  });
});

describe('a model of derived columns', () => {
  test('predicts the raw file, and a row of it', async () => {
    const csv = `delay,distance,carrier\n${rows.map((row) => `${row.delay},${row.distance},${row.carrier}`).join('\n')}\n`;
    const raw = await read(file(folder, 'raw.csv', csv));
    const model = await learn().fit(
      raw.derive((c) => ({ late: c.delay!.gt(15), far: c.distance!.gt(20) })),
      { target: 'late', features: ['far', 'carrier'] },
    );
    expect(model.inputs).toEqual(['carrier', 'distance']);
    const answers = await answersOf(
      model.predict(await read(file(folder, 'new.csv', 'carrier,distance\n1,30\n2,10\n'))),
    );
    expect(answers.map(({ prediction }) => prediction)).toEqual([
      model.predictOne({ carrier: 1, distance: 30 }).prediction,
      model.predictOne({ carrier: 2, distance: 10 }).prediction,
    ]);
    const report = await model.evaluate(raw, { resamples: 0, trainedRows: 'allow' });
    expect(report.excludedRows).toEqual({ targetMissing: 0, classUnknown: 0 });
  });

  test('weighs an evaluation by a derived weight', async () => {
    const weigh = (one: Source) => one.derive((c) => ({ heavy: c.w!.mul(3) }));
    const options = { target: column('delay').gt(15), weight: 'heavy', features: ['distance'] };
    const model = await learn().fit(weigh(source), options);
    const [derived, raw] = [
      await model.evaluate(weigh(source), { resamples: 0, trainedRows: 'allow' }),
      await model.evaluate(source, { resamples: 0, trainedRows: 'allow' }),
    ];
    expect(raw.metrics).toEqual(derived.metrics);
    const plain = await (await learn().fit(source, { ...options, weight: undefined })).evaluate(source, {
      resamples: 0,
      trainedRows: 'allow',
    });
    expect(plain.metrics).not.toEqual(raw.metrics);
  });
});

describe('evaluation', () => {
  test('leaves out rows without a target and of unknown classes, and counts them', async () => {
    const model = await learn().fit(
      await fromRows(rows.map((row) => ({ ...row, label: row.delay > 15 ? 'late' : 'punctual' }))),
      { target: 'label', features: ['distance', 'carrier'] },
    );
    const test = await fromRows(
      [...rows, ...rows.slice(0, 7)].map((row, i) => ({
        ...row,
        label: i >= 64 ? 'cancelled' : i >= 60 ? null : row.delay > 15 ? 'late' : 'punctual',
      })),
    );
    const whole = await model.evaluate(test, { resamples: 0 });
    expect(whole.excludedRows).toEqual({ targetMissing: 4, classUnknown: 3 });
    const known = await model.evaluate(
      test.filter((c) => c.label!.isIn(['late', 'punctual'])),
      { resamples: 0 },
    );
    expect(known.excludedRows).toEqual({ targetMissing: 0, classUnknown: 0 });
    expect(whole.metrics).toEqual(known.metrics);
  });

  test('of numbers leaves out rows without one', async () => {
    const model = await pipeline(ridge()).fit(source, { target: 'delay', features: ['distance'] });
    const gappy = await fromRows(rows.map((row, i) => ({ ...row, delay: i % 5 === 0 ? null : row.delay })));
    const seen: number[] = [];
    const report = await model.evaluate(gappy, { resamples: 0, onRows: ({ rowIds }) => void seen.push(...rowIds) });
    expect(report.excludedRows.targetMissing).toBe(12);
    expect(seen).toEqual(rows.map((_, i) => i).filter((i) => i % 5 !== 0));
  });
});

describe('prediction', () => {
  test('answers every row in order, with the kept columns in front', async () => {
    const model = await pipeline(simpleImputer(), ridge()).fit(source, {
      target: 'delay',
      features: ['distance', 'carrier'],
    });
    const small = await fromRows(rows, { batchRows: 7 });
    const answers = await answersOf(model.predict(small, { keep: ['day', 'w'] }));
    expect(Object.keys(answers[0]!)).toEqual(['day', 'w', 'prediction', 'error']);
    expect(answers.map(({ day }) => Number(day))).toEqual(rows.map(({ day }) => day));
    expect(answers.map(({ w }) => Number(w))).toEqual(rows.map(({ w }) => w));
    expect(answers.map(({ prediction }) => prediction)).toEqual(rows.map((row) => model.predictOne(row).prediction));
    expect(answers.every(({ error }) => error === null)).toBe(true);
  });

  test('takes the first of equally probable classes', async () => {
    const model = await pipeline(logisticRegression()).fit(
      await fromRows([
        { x: 1, label: 'b' },
        { x: 1, label: 'a' },
      ]),
      { target: 'label' },
    );
    expect(model.predictOne({ x: 1 })).toEqual({ prediction: 'a', probability: { a: 0.5, b: 0.5 } });
  });

  test('of one row, learned from two', async () => {
    const model = await pipeline(dummyRegressor()).fit(
      await fromRows([
        { x: 1, y: 1 },
        { x: 1, y: 4 },
      ]),
      { target: 'y' },
    );
    expect(await answersOf(model.predict(await fromRows([{ z: 1 }])))).toEqual([{ prediction: 2.5, error: null }]);
  });
});

async function answersOf(batches: AsyncIterable<Iterable<{ toJSON(): Record<string, unknown> }>>) {
  const answers: Record<string, unknown>[] = [];
  for await (const batch of batches) for (const row of batch) answers.push(row.toJSON());
  return answers;
}
