// Repairs and filters in a pipeline: what training, evaluation and prediction do with a bad row.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  column,
  derive,
  dropRows,
  fromRows,
  histGradientBoostingRegressor,
  keepRows,
  linearRegression,
  loadModel,
  oneHotEncoder,
  pipeline,
  type RegressorModel,
  type Row,
  simpleImputer,
  standardScaler,
  trimText,
} from '../../src/index.ts';
import { faultOf } from '../support/fault.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const types = { distance: 'float64', hours: 'float64' } as const;

// Six rows are impossible, four lack their hours.
const rows: Row[] = Array.from({ length: 60 }, (_, i) => ({
  distance: i % 10 === 0 ? -1 : i,
  hours: i % 15 === 7 ? null : 1 + (i % 4),
  y: 3 * i + (i % 4),
}));
const impossible = rows.filter((row) => (row.distance as number) < 0);

async function predictions(model: RegressorModel, given: readonly Row[], batchRows?: number): Promise<number[]> {
  const found: number[] = [];
  for await (const batch of model.predict(await fromRows(given, { types, batchRows }))) {
    found.push(...(batch.getChild('prediction')!.toArray() as Float64Array));
  }
  return found;
}

const steps = [
  keepRows('distance >= 0'),
  derive((c) => ({ speed: c.column('distance').div(c.column('hours')) })),
  simpleImputer(),
  standardScaler(),
] as const;
const trainedOn = async (given: readonly Row[] = rows) =>
  pipeline(...steps, linearRegression()).fit(await fromRows(given, { types }), { target: 'y' });

describe('a stated rule', () => {
  test('in training drops the rows that break it, with a record of them', async () => {
    const model = await trainedOn();
    expect(model.parts.training.rows).toBe(54);
    const [kept] = model.cleaning.steps;
    expect(kept).toEqual({
      step: 'keepRows',
      kind: 'filter',
      rows: 60,
      columns: [],
      dropped: [
        {
          reason: 'not so: distance >= 0',
          rows: 6,
          examples: [0, 10, 20, 30, 40].map((row) => ({ row, values: { distance: -1 } })),
        },
      ],
    });
    const without = await trainedOn(rows.filter((row) => !impossible.includes(row)));
    expect(model.linear).toEqual(without.linear);
  });

  test('in evaluation leaves such rows out and counts them by the rule', async () => {
    const model = await trainedOn();
    const report = await model.evaluate(await fromRows([...rows], { types }), { resamples: 0 });
    const rule = 'not so: distance >= 0';
    expect(report.excludedRows).toEqual({ targetMissing: 0, classUnknown: 0, rules: { [rule]: 6 } });
    expect(report.rowCount).toBe(54);
    const good = rows.filter((row) => !impossible.includes(row));
    const same = await model.evaluate(await fromRows(good, { types }), { resamples: 0 });
    expect(report.metrics).toEqual(same.metrics);
    expect(same.excludedRows.rules).toEqual({ [rule]: 0 });
  });

  test('in prediction answers every row, batch and single row alike, before and after save', async () => {
    const model = await trainedOn();
    const file = path.join(folder, 'rule.millrace');
    await model.save(file);
    const loaded = (await loadModel(file)) as RegressorModel;
    expect(loaded.cleaning).toEqual(model.cleaning);
    const all = await predictions(model, rows);
    expect(all).toHaveLength(60);
    expect(all.every(Number.isFinite)).toBe(true);
    for (const batchRows of [1, 7]) expect(await predictions(loaded, rows, batchRows)).toEqual(all);
    expect(rows.map((row) => loaded.predictOne(row).prediction)).toEqual(all);
    expect(rows.map((row) => model.predictOne(row).prediction)).toEqual(all);
    const again = await loaded.evaluate(await fromRows([...rows], { types }), { resamples: 0 });
    expect(again.excludedRows.rules).toEqual({ 'not so: distance >= 0': 6 });
    expect(loaded.inputs).toEqual(['distance', 'hours']);
  });

  test('a missing value breaks no rule unless it is said to', async () => {
    const given = await fromRows([...rows, { distance: null, hours: 1, y: 5 }], { types });
    const count = async (step: ReturnType<typeof keepRows>) => {
      const model = await pipeline(step, simpleImputer(), linearRegression()).fit(given, { target: 'y' });
      return model.parts.training.rows;
    };
    expect(await count(keepRows('distance >= 0'))).toBe(55);
    expect(await count(keepRows('distance >= 0', { missing: 'drop' }))).toBe(54);
    expect(await count(dropRows(column('distance').lt(0)))).toBe(55);
    expect(await count(dropRows((c) => c.column('distance').lt(0), { missing: 'drop' }))).toBe(54);
  });

  test('validation rows are treated as evaluated ones', async () => {
    const valid = await fromRows(rows.slice(0, 30), { types });
    const model = await pipeline(...steps, histGradientBoostingRegressor({ maxIter: 3 })).fit(
      await fromRows(rows, { types }),
      { target: 'y', valid },
    );
    expect(model.parts.training.validationRows).toBe(27);
    expect(model.parts.training.excludedValidationRows?.rules).toEqual({ 'not so: distance >= 0': 3 });
  });

  test('is checked against the columns', async () => {
    const fault = await faultOf(async () =>
      pipeline(keepRows('far >= 0'), linearRegression()).fit(await fromRows(rows), { target: 'y' }),
    );
    expect(fault.code).toBe('COLUMN_MISSING');
    const other = await faultOf(async () =>
      pipeline(keepRows('distance + 1'), linearRegression()).fit(await fromRows(rows), { target: 'y' }),
    );
    expect(other.code).toBe('EXPRESSION_INVALID');
  });
});

describe('row steps in a pipeline', () => {
  test('stand in front of transformers, and end in a learner', () => {
    const make = pipeline as (...steps: unknown[]) => unknown;
    expect(() => make(simpleImputer(), keepRows('a > 1'), linearRegression())).toThrow(/can't stand behind/);
    expect(() => make(keepRows('a > 1'))).toThrow(/ends in a learner/);
    expect(() => make(keepRows('a > 1'), simpleImputer())).toThrow(/ends in a learner/);
  });

  test('a target that is an expression is computed from repaired columns', async () => {
    const words = rows.map((_, i) => ({
      kind: i % 2 === 0 ? ' a' : 'a ',
      size: i % 7,
      late: i % 3 === 0 ? 'yes ' : ' no',
    }));
    const source = await fromRows(words);
    const model = await pipeline(trimText(), dropRows('size = 6'), linearRegression()).fit(source, {
      target: column('late').eq('yes').toNumber(),
      features: ['size'],
    });
    expect(model.parts.prior[0]).toBeCloseTo(
      words.filter((w) => w.late === 'yes ' && w.size !== 6).length / words.filter((w) => w.size !== 6).length,
      12,
    );
    const report = await model.evaluate(await fromRows(words), { resamples: 0 });
    expect(report.rowCount).toBe(words.filter((w) => w.size !== 6).length);
    expect(model.inputs).toEqual(['size']);
    const late = await faultOf(async () =>
      pipeline(dropRows('size = 6'), trimText(), linearRegression()).fit(source, {
        target: column('late').eq('yes').toNumber(),
      }),
    );
    expect(late.code).toBe('OPTION_INVALID');
  });

  test('kept columns are handed on as they came', async () => {
    const given = rows.map((row, i) => ({ ...row, kind: i % 2 === 0 ? ' a' : 'b ' }));
    const model = await pipeline(
      trimText(),
      simpleImputer(['distance', 'hours']),
      oneHotEncoder('kind'),
      linearRegression(),
    ).fit(await fromRows(given), { target: 'y' });
    for await (const out of model.predict(await fromRows(given), { keep: ['kind'] })) {
      expect([...out.getChild('kind')!].slice(0, 2)).toEqual([' a', 'b ']);
    }
    expect(() => model.predictOne({ distance: 1, hours: 2 })).toThrow(/no 'kind'/);
  });
});
