// Parts equal those of expressions, which tests/expression holds to pandas.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Program } from '../../src/engine/program.ts';
import {
  calendarFeatures,
  fitTransform,
  fromRows,
  linearRegression,
  loadModel,
  parseExpression,
  pipeline,
  type RegressorModel,
  type Transformer,
} from '../../src/index.ts';
import { Passes } from '../../src/pipeline/passes.ts';
import { golden } from '../support/golden-tables.ts';
import { temporaryFolder } from '../support/temporary.ts';

const { times } = golden<{ times: number[] }>('expression-functions.json');
const folder = temporaryFolder();
const rows = times.map((time, i) => ({ date: i % 9 === 4 ? null : new Date(Math.floor(time / 1000)), y: i % 7 }));
const PARTS = ['year', 'quarter', 'month', 'week', 'day', 'dayOfYear', 'dayOfWeek', 'hour', 'minute'] as const;

/** What a step makes of instants in milliseconds: a list for each feature, null where missing. */
async function made(
  step: Transformer,
  instants: readonly (number | null)[],
  type: 'timestamp_us' | 'date32' = 'timestamp_us',
) {
  const dates = instants.map((instant) => ({ date: instant === null ? null : new Date(instant), y: 1 }));
  const source = await fromRows(dates, { types: { date: type } });
  const passes = new Passes(source, [source.schema.field('date')], undefined, [], {});
  const fitted = await step.fit(passes.firstStage());
  const program = new Program();
  const features = fitted.compile(program, [
    { kind: 'column', name: 'date', type, role: 'datetime', slot: program.input() },
  ]);
  const slots = features.map((feature) => feature.slot);
  const values = features.map((): (number | null)[] => []);
  for await (const batch of source.scan({ columns: ['date'] })) {
    const result = await program.run([batch.columns.get('date')!], batch.length, true, slots, {});
    for (const [k, list] of result.values.entries()) {
      for (const value of list) values[k]!.push(Number.isNaN(value) ? null : value);
    }
  }
  return { names: features.map((feature) => feature.name), values };
}

const instants = rows.map(({ date }) => date?.getTime() ?? null);

describe('calendarFeatures', () => {
  test('gives the parts that expressions give, and names them', async () => {
    const { names, values } = await made(calendarFeatures('date', { parts: [...PARTS, 'weekend'] }), instants);
    expect(names).toEqual([...PARTS, 'weekend'].map((part) => `date.${part}`));
    const derived = (await fromRows(rows)).derive(() =>
      Object.fromEntries([...PARTS, 'weekend'].map((part) => [part, parseExpression(`${part}(date)`)])),
    );
    const expected = await derived.rows(rows.length);
    for (const [k, part] of [...PARTS, 'weekend'].entries()) {
      const wanted = expected.map((row) => (row[part] === null ? null : Number(row[part])));
      expect(values[k], part).toEqual(wanted);
    }
  });

  test('closes cycles', async () => {
    const { names, values } = await made(calendarFeatures({ parts: ['hour', 'month'], cyclic: true }), instants);
    expect(names).toEqual(['hour', 'month'].flatMap((part) => ['', '.sin', '.cos'].map((end) => `date.${part}${end}`)));
    const [hours, sines, cosines, months, ofMonths] = values as number[][];
    for (const [i, hour] of hours!.entries()) {
      if (hour === null) {
        expect([sines![i], cosines![i], months![i]]).toEqual([null, null, null]);
        continue;
      }
      expect(sines![i]).toBeCloseTo(Math.sin((2 * Math.PI * hour) / 24), 12);
      expect(cosines![i]).toBeCloseTo(Math.cos((2 * Math.PI * hour) / 24), 12);
      expect(ofMonths![i]).toBeCloseTo(Math.sin((2 * Math.PI * (months![i]! - 1)) / 12), 12);
    }
  });

  test('knows holidays, which a saved model keeps', async () => {
    const days = ['2024-12-25', '2024-12-24', '2024-01-06', '2023-10-03', '1850-12-25', '2030-08-15', '2024-05-01'];
    const step = calendarFeatures({ parts: ['holiday'], holidays: ['DE', 'BY'] });
    expect((await made(step, days.map(Date.parse))).values[0]!.slice(0, 5)).toEqual([1, 0, 1, 1, null]);
    const given = Array.from({ length: 40 }, (_, i) => ({ date: new Date(days[i % 4]!), y: i % 4 === 0 ? 1 : 0 }));
    const model = await pipeline(
      calendarFeatures({ parts: ['holiday', 'month'], cyclic: true, holidays: ['DE', 'BY'] }),
      linearRegression(),
    ).fit(await fromRows(given), { target: 'y' });
    const file = path.join(folder, 'calendar.millrace');
    await model.save(file);
    const loaded = (await loadModel(file)) as RegressorModel;
    const batches: number[] = [];
    for await (const batch of loaded.predict(await fromRows(given))) batches.push(...batch.getChild('prediction')!);
    for (const [i, { date }] of given.entries()) {
      expect(loaded.predictOne({ date })).toEqual(model.predictOne({ date }));
      expect(loaded.predictOne({ date }).prediction).toBe(batches[i]);
    }
    expect(() => loaded.predictOne({ date: '2024-12-25' })).toThrow(/no date or time/);
    expect(() => loaded.predictOne({ date: 5 })).toThrow(/no date or time/);
  });

  test('leaves hours out of dates, by default', async () => {
    expect((await made(calendarFeatures(), instants, 'date32')).names).toEqual(
      ['year', 'month', 'day', 'dayOfWeek'].map((part) => `date.${part}`),
    );
    expect((await made(calendarFeatures(), instants)).names.at(-1)).toBe('date.hour');
  });

  test('takes one row, and none with a date', async () => {
    expect((await made(calendarFeatures(), [0])).values.flat()).toEqual([1970, 1, 1, 3, 0]);
    expect((await made(calendarFeatures(), [null])).values.flat()).toEqual([null, null, null, null, null]);
  });

  test('refuses what it can not take', async () => {
    expect(() => calendarFeatures({ parts: ['holiday'] })).toThrow(/go together/);
    expect(() => calendarFeatures({ holidays: 'DE' })).toThrow(/go together/);
    expect(() => calendarFeatures({ parts: ['holiday'], holidays: 'XX' })).toThrow(/no holidays are known/);
    const wrong = fitTransform(calendarFeatures('y'), await fromRows(rows));
    await expect(wrong).rejects.toMatchObject({ code: 'COLUMN_TYPE', column: 'y' });
  });
});
