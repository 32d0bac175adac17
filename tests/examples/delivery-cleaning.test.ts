import path from 'node:path';
import { expect, test } from 'vitest';
import { deliveries, learn, tell } from '../../examples/delivery-cleaning.ts';
import {
  fromRows,
  linearRegression,
  loadModel,
  pipeline,
  type RegressorModel,
  simpleImputer,
} from '../../src/index.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** What each row is after the repairs, by hand: kilometres, minutes; and why it is left out of the training. */
const expected: readonly (readonly [number | null, number | null, string?])[] = [
  [1, 7],
  [2, 9],
  [3, 13],
  [4, 15],
  [8.04672, 22],
  [9, 24],
  [12, 30],
  [25, 62],
  [33, 80],
  [6, -5, 'not so: time > 0 and distance >= 0'],
  [32.18688, 6, 'not so: speed <= 120'],
  [-3, 10, 'not so: time > 0 and distance >= 0'],
  [2, 9, 'repeats another row'],
  [8, null, 'without a target'],
  [7, null, 'without a target'],
  [null, 40],
];
const kept = expected.flatMap(([distance, time, why]) => (why === undefined ? [{ distance, time }] : []));

test('the model is that of the rows repaired by hand', async () => {
  const model = await learn();
  const byHand = await pipeline(simpleImputer({ strategy: 'median' }), linearRegression()).fit(await fromRows(kept), {
    target: 'time',
  });
  expect(model.parts.training.rows).toBe(10);
  expect(model.linear!.weights[0]).toBeCloseTo(byHand.linear!.weights[0]!, 10);
  expect(model.linear!.intercepts[0]).toBeCloseTo(byHand.linear!.intercepts[0]!, 10);
});

test('the record tells of every row', async () => {
  const { steps } = (await learn()).cleaning;
  expect(steps.map(({ step, rows }) => [step, rows])).toEqual([
    ['dropDuplicates', 16],
    ['parseUnits', 15],
    ['parseUnits', 15],
    ['dropMissingTarget', 15],
    ['derive', 13],
    ['keepRows', 13],
    ['keepRows', 11],
  ]);
  // Every row left out is shown, with its reason.
  const dropped = steps.flatMap((step) =>
    step.dropped.flatMap(({ reason, examples }) => examples.map(({ row }) => [row, reason] as const)),
  );
  const wanted = expected.flatMap(([, , why], row) => (why === undefined ? [] : [[row, why] as const]));
  expect(new Map(dropped)).toEqual(new Map(wanted));
  expect(dropped).toHaveLength(wanted.length);
  const [, distance, time] = steps.map((step) => step.columns[0]);
  // '4' reads as 4 already; 'far' becomes missing, and row 12 is gone before.
  expect(distance).toMatchObject({ column: 'distance', from: 'utf8', to: 'float64', changed: 13 });
  expect(distance!.becameMissing).toEqual([{ reason: 'unparsable', values: 1 }]);
  expect(time).toMatchObject({ column: 'time', from: 'utf8', to: 'float64', changed: 12 });
  expect(time!.becameMissing).toEqual([
    { reason: 'unparsable', values: 1 },
    { reason: 'spelled missing', values: 1 },
  ]);
  for (const [side, column] of [
    [0, distance],
    [1, time],
  ] as const) {
    for (const { row, before, after } of column!.examples) {
      expect(before).toBe(deliveries[row]![side === 0 ? 'distance' : 'time']);
      const value = expected[row]![side];
      if (value === null) expect(after).toBeNull();
      else expect(after).toBeCloseTo(value!, 12);
    }
  }
  const told = tell({ steps });
  expect(told).toContain('row 4: 22 minutes → 22');
  expect(told).toContain('row 13: after lunch → missing');
  expect(told).toContain('row 10 left out, not so: speed <= 120');
});

test('an evaluation leaves out what breaks a rule or has no target, and counts it', async () => {
  const model = await learn();
  const report = await model.evaluate(await fromRows(deliveries), { resamples: 0 });
  expect(report.excludedRows).toEqual({
    targetMissing: 2,
    classUnknown: 0,
    rules: { 'not so: time > 0 and distance >= 0': 2, 'not so: speed <= 120': 1 },
  });
  expect(report.rowCount).toBe(11); // the repeated row is measured like any other
});

test('every row is answered, saved or not, alone or among others', async () => {
  const model = await learn();
  const file = path.join(temporaryFolder(), 'deliveries.millrace');
  await model.save(file);
  const loaded = (await loadModel(file)) as RegressorModel;
  expect(loaded.inputs).toEqual(['distance']);
  expect(loaded.cleaning).toEqual(model.cleaning);
  const answers = deliveries.map(({ distance }) => loaded.predictOne({ distance }).prediction);
  const { weights, intercepts } = model.linear!;
  const median = 8.04672; // of 1 2 3 4 8.04672 9 12 25 33: what stands in for 'far'
  expected.forEach(([distance], row) => {
    expect(answers[row]).toBeCloseTo(weights[0]! * Math.fround(distance ?? median) + intercepts[0]!, 9);
  });
  const batches: number[] = [];
  for await (const batch of model.predict(await fromRows(deliveries, { batchRows: 7 }))) {
    batches.push(...(batch.getChild('prediction')!.toArray() as Float64Array));
    expect([...batch.getChild('error')!].every((error) => error === null)).toBe(true);
  }
  expect(batches).toEqual(answers);
});
