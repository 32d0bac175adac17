// What a plan repairs by itself, and what it says about that.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ClassifierModel } from '../../src/pipeline/classifier-model.ts';
import { fitPlan } from '../../src/plan/fit-plan.ts';
import { planTraining } from '../../src/plan/plan.ts';
import { textForm } from '../../src/plan/text-form.ts';
import { read } from '../../src/source/read.ts';
import { sharedData } from '../support/shared-data.ts';
import { csv, uniforms } from '../support/tables.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();

const times = <T>(values: readonly T[], count = 40): T[] =>
  Array.from({ length: count }, (_, i) => values[i % values.length]!);

describe('textForm', () => {
  test.each([
    [times(['$1,200', '$950.50', 'n/a', '($20)']), { kind: 'number', decimal: '.' }],
    [times(['1.200,50 €', '3,75 €']), { kind: 'number', decimal: ',' }],
    [times(['12 %', '3.5%']), { kind: 'number', decimal: '.' }],
    [times(['22 minutes', '5 minutes', '1.5 h']), { kind: 'quantity', unit: 'minutes', bareShare: 0 }],
    [times(['5 km', '300 m', '2 km', '7']), { kind: 'quantity', unit: 'km', bareShare: 0.25 }],
    [times(['60 mph', '100 km/h', '50 mph']), { kind: 'quantity', unit: 'mph', bareShare: 0 }],
    [times(['1:30', '0:45']), { kind: 'quantity', unit: 'min', bareShare: 0 }],
    [times(['Jun 12 1998', 'Aug 7 2001']), { kind: 'date', order: 'none' }],
    [times(['13/04/2001', '03/04/2001']), { kind: 'date', order: 'day' }],
    [times(['04/13/2001', '03/04/2001']), { kind: 'date', order: 'month' }],
    [
      times(['02/03/2001', '03/04/2001']),
      { kind: 'unclear', between: 'its dates may begin with the day or with the month' },
    ],
    [times(['5 m', '3 m']), { kind: 'unclear', between: "'m' may be a unit, or millions or trillions" }],
    [times(['00123', '00456']), { kind: 'text' }],
    [times(['<=50K', '>50K']), { kind: 'text' }],
    [times(['B-737-300', 'MD-80']), { kind: 'text' }],
    [times(['red', 'green', '3']), { kind: 'text' }],
    [times(['12', '13']), { kind: 'text' }],
    [times(['12', '13', '?']), { kind: 'number', decimal: '.' }],
    [['$5'], { kind: 'text' }],
    [[], { kind: 'text' }],
  ] as const)('form %#', (values, form) => {
    expect(textForm(values)).toEqual(form);
  });
});

/** Rows whose answer follows from columns that can only be learnt from once they are repaired. */
function messy(rows: number): string {
  const u = uniforms(rows, 'u');
  const v = uniforms(rows, 'v');
  const minutes = u.map((one) => Math.round(one * 120));
  const price = v.map((one) => Math.round(one * 5000));
  return csv({
    took: minutes.map((m, i) => (i % 50 === 7 ? 'unknown' : i % 3 === 0 ? `${m / 60} h` : `${m} minutes`)),
    price: price.map((p, i) => (i % 40 === 3 ? 'N/A' : `"$${p.toLocaleString('en-US')}"`)),
    day: minutes.map((_, i) => `${['Jan', 'Feb', 'Mar'][i % 3]} ${1 + (i % 28)} 2001`),
    city: minutes.map((_, i) => ['Oslo', 'OSLO', ' Oslo', 'Rome', '?', 'Rome'][i % 6]!),
    late: minutes.map((m, i) => (i % 60 === 5 ? '?' : [' yes', 'no'][m + price[i]! / 50 > 110 ? 0 : 1]!)),
  });
}

describe('planTraining', () => {
  test('repairs text that says something else, and says so; the model repairs later rows alike', async () => {
    const plan = await planTraining(await read(file(folder, 'messy.csv', messy(900))), { target: 'late' });
    const said = plan.reasons.map(({ step }) => step);
    for (const step of [
      "Read quantities from 'took', in minutes",
      "Read numbers from 'price'",
      "Read dates from 'day'",
      'Missing values spelled out',
      'White space at the ends away',
      'One case',
    ]) {
      expect(said).toContain(step);
    }
    expect(plan.balance?.map((one) => one.class).sort()).toEqual(['no', 'yes']);
    expect(plan.positive).toBe('yes');
    expect(plan.targetMissingRows).toBe(15);
    expect(plan.fitOptions.features).toEqual(['took', 'price', 'city', 'dayOfWeek(day)', 'month(day)']);
    expect(plan.columns.find(({ name }) => name === 'took')).toMatchObject({ type: 'utf8', use: 'number' });

    const { model } = await fitPlan(plan);
    expect(model.cleaning.steps.map(({ step }) => step)).toContain('parseUnits');
    const took = model.cleaning.steps.find(({ step }) => step === 'parseUnits')!.columns[0]!;
    expect(took.becameMissing[0]!.reason).toBe('unparsable');
    if (!(model instanceof ClassifierModel)) throw new Error('no classifier');
    const report = await model.evaluate(plan.test!, { resamples: 0 });
    expect(report.metrics.accuracy).toBeGreaterThan(0.93);
    expect([...model.inputs].sort()).toEqual(['city', 'day', 'price', 'took']);
    const slow = { took: '2 hours', price: '$4,900', day: '2 March 2001', city: 'ROME ' };
    expect(model.predictOne(slow).prediction).toBe('yes');
    expect(model.predictOne({ ...slow, took: '3 minutes', price: '12' }).prediction).toBe('no');
    expect(model.predictOne({ ...slow, city: 'Rome' }).probability).toEqual(model.predictOne(slow).probability);
  });

  test('learns a number that is text with units', async () => {
    const rows = 200;
    const x = uniforms(rows, 'x');
    const source = await read(
      file(folder, 'took.csv', csv({ x, took: x.map((one, i) => (i % 2 ? `${10 * one} min` : `${600 * one} s`)) })),
    );
    const plan = await planTraining(source, { target: 'took' });
    expect(plan.task).toBe('regression');
    const { model } = await fitPlan(plan);
    expect(model.parts.target).toMatchObject({ name: 'took', type: 'float64' });
    expect(model.parts.prior[0]).toBeGreaterThan(3);
    expect(model.parts.prior[0]).toBeLessThan(7);
  });

  test('warns of rows that repeat others and drops none', async () => {
    const x = uniforms(150, 'x').map((one) => one.toFixed(2));
    const twice = csv({ x: [...x, ...x], y: [...x, ...x].map((one) => (Number(one) > 0.5 ? 'a' : 'b')) });
    const plan = await planTraining(await read(file(folder, 'twice.csv', twice)), { target: 'y' });
    expect(plan.trainRows + plan.test!.rowCount!).toBe(300);
    expect(plan.warnings.some((text) => /rows repeat others in every column, and none is dropped/.test(text))).toBe(
      true,
    );
  });

  test('leaves clean text alone', async () => {
    const text = csv({
      kind: times(['a', 'b', 'c'], 300),
      code: times(['01', '02', '03', '04'], 300),
      y: times(['u', 'v', 'v', 'u', 'v'], 300),
    });
    const plan = await planTraining(await read(file(folder, 'clean.csv', text)), { target: 'y' });
    expect(plan.steps.map(({ name }) => name)).toEqual(['histGradientBoostingClassifier']);
  });
});

describe('real data, with no configuration', () => {
  const vega = path.join(import.meta.dirname, '..', '..', 'node_modules', 'vega-datasets', 'data');

  test('movies.json: release dates in text become calendar parts', async () => {
    const plan = await planTraining(await read(path.join(vega, 'movies.json')), { target: 'IMDB Rating', maxIter: 20 });
    expect(plan.reasons.map(({ step }) => step)).toContain("Read dates from 'Release Date'");
    expect(plan.fitOptions.features).toContain('month(Release Date)');
    expect(plan.fitOptions.features).not.toContain('hour(Release Date)');
    const { model } = await fitPlan(plan);
    const [dates] = model.cleaning.steps[0]!.columns;
    expect(dates).toMatchObject({ column: 'Release Date', to: 'timestamp_us' });
    expect(dates!.becameMissing.reduce((sum, one) => sum + one.values, 0)).toBeLessThan(10);
  });

  test('birdstrikes.csv: nothing is taken for what it is not', async () => {
    const plan = await planTraining(await read(path.join(vega, 'birdstrikes.csv')), { target: 'Phase of flight' });
    expect(plan.steps.map(({ name }) => name)).toEqual(['histGradientBoostingClassifier']);
    expect(plan.columns.find(({ name }) => name === 'Aircraft Make Model')!.use).toBe('categories as they are');
  });

  const adult = sharedData('adult-census.csv');
  test.skipIf(adult === undefined)('adult-census.csv as it lies there, and with NaN left as text', async () => {
    const plan = await planTraining(await read(adult!), { target: 'salary' });
    expect(plan.warnings.join()).toContain('rows repeat others');
    const raw = await planTraining(await read(adult!, { missing: [''] }), { target: 'salary' });
    const [spelled] = raw.reasons.filter(({ step }) => step === 'Missing values spelled out');
    expect(spelled!.columns).toEqual(['workclass', 'occupation', 'country']);
    expect(spelled!.reason).toContain("'NaN'");
    expect(raw.fitOptions.features).toEqual(plan.fitOptions.features);
  });
});
