// Each repair and filter in training, evaluation and prediction: as if the rows had been clean from the start.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  byRole,
  clip,
  columns,
  derive,
  dropDuplicates,
  dropMissingTarget,
  dropOutliers,
  foldCase,
  foldUnicode,
  fromRows,
  keep,
  loadModel,
  mergeCategories,
  missingSpellings,
  oneHotEncoder,
  parseDates,
  parseNumbers,
  parseUnits,
  pipeline,
  type RegressorModel,
  type Row,
  type RowStep,
  ridge,
  simpleImputer,
  trimText,
  winsorise,
} from '../../src/index.ts';
import { faultOf } from '../support/fault.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();

/** A repair of column `x`: each value before and after. */
interface RepairCase {
  readonly step: RowStep;
  readonly from: 'utf8' | 'float64';
  readonly to: 'utf8' | 'float64' | 'timestamp_us';
  readonly values: readonly (readonly [string | number | null, string | number | Date | null])[];
}

const at = (text: string) => new Date(text);

const repairs: Readonly<Record<string, RepairCase>> = {
  'parseUnits to minutes': {
    step: parseUnits('x', { unit: 'min' }),
    from: 'utf8',
    to: 'float64',
    values: [
      ['22 minutes', 22],
      ['1.5 h', 90],
      ['1h 30m', 90],
      ['1:30', 90],
      ['1:30:30', 90.5],
      ['PT45M', 45],
      ['0.4 hours', 24],
      ['-5 min', -5],
      ['17', 17],
      ['1 hour and 5 minutes', 65],
      ['soon', null],
      ['5 km', null],
      ['N/A', null],
      [null, null],
    ],
  },
  'parseUnits of speeds, bare numbers in another unit, clock of minutes': {
    step: parseUnits('x', { unit: 'km/h', bare: 'm/s' }),
    from: 'utf8',
    to: 'float64',
    values: [
      ['36 km/h', 36],
      ['36kph', 36],
      ['10 m/s', 36],
      ['10', 36],
      ['60 miles per hour', 96.56064],
      ['fast', null],
    ],
  },
  parseNumbers: {
    step: parseNumbers('x'),
    from: 'utf8',
    to: 'float64',
    values: [
      ['$1,234.50', 1234.5],
      ['(12)', -12],
      ['12 %', 0.12],
      ['1.5k', 1500],
      ['EUR 3', 3],
      ['7', 7],
      ['1,5', null],
      ['none', null],
      ['-', null],
    ],
  },
  'parseNumbers with decimal commas and percent as written': {
    step: parseNumbers('x', { decimal: ',', percent: 'number' }),
    from: 'utf8',
    to: 'float64',
    values: [
      ['1.234,5 €', 1234.5],
      ['12,5 %', 12.5],
      ['1 000', 1000],
      ['1.5', null],
    ],
  },
  parseDates: {
    step: parseDates('x', { zone: 'Europe/Berlin' }),
    from: 'utf8',
    to: 'timestamp_us',
    values: [
      ['2001-01-31', at('2001-01-30T23:00:00Z')],
      ['Jun 12 1998', at('1998-06-11T22:00:00Z')],
      ['13/04/2001 14:30', at('2001-04-13T12:30:00Z')],
      ['Wed, 31 Jan 2001 14:30:00 +0500', at('2001-01-31T09:30:00Z')],
      ['03/04/2001', null],
      ['tomorrow', null],
    ],
  },
  trimText: {
    step: trimText('x'),
    from: 'utf8',
    to: 'utf8',
    values: [
      [' a', 'a'],
      ['a\u00a0', 'a'],
      ['b', 'b'],
      ['  ', null],
    ],
  },
  foldCase: {
    step: foldCase('x', { to: 'fold' }),
    from: 'utf8',
    to: 'utf8',
    values: [
      ['Straße', 'strasse'],
      ['STRASSE', 'strasse'],
      ['b', 'b'],
    ],
  },
  foldUnicode: {
    step: foldUnicode('x', { accents: 'strip', spaces: 'collapse' }),
    from: 'utf8',
    to: 'utf8',
    values: [
      ['ﬁne  café', 'fine cafe'],
      ['fine cafe', 'fine cafe'],
      ['Ａ', 'A'],
      ['東京', '東京'],
    ],
  },
  missingSpellings: {
    step: missingSpellings('x'),
    from: 'utf8',
    to: 'utf8',
    values: [
      ['NaN', null],
      [' n/a ', null],
      ['?', null],
      ['-', null],
      ['', null],
      ['none', 'none'],
      ['b', 'b'],
    ],
  },
  'missingSpellings of a list': {
    step: missingSpellings('x', { values: ['X'], caseSensitive: true }),
    from: 'utf8',
    to: 'utf8',
    values: [
      ['X', null],
      ['x', 'x'],
      ['?', '?'],
    ],
  },
  mergeCategories: {
    step: mergeCategories('x', { map: { US: ['USA', 'U.S.'], Britain: 'UK' }, others: { as: 'elsewhere' } }),
    from: 'utf8',
    to: 'utf8',
    values: [
      ['USA', 'US'],
      ['U.S.', 'US'],
      ['US', 'US'],
      ['Britain', 'UK'],
      ['Mali', 'elsewhere'],
      [null, null],
    ],
  },
  clip: {
    step: clip('x', { low: 0, high: 10 }),
    from: 'float64',
    to: 'float64',
    values: [
      [-3, 0],
      [5, 5],
      [11, 10],
      [null, null],
    ],
  },
  'clip to missing': {
    step: clip('x', { high: 10, outside: 'missing' }),
    from: 'float64',
    to: 'float64',
    values: [
      [-3, -3],
      [11, null],
      [null, null],
    ],
  },
  winsorise: {
    // Of 0 to 4 and 100, each as often: quartiles 1 and 4, so limits of −3.5 and 8.5.
    step: winsorise('x'),
    from: 'float64',
    to: 'float64',
    values: [
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
      [100, 8.5],
    ],
  },
};

// Dates are learnt from by what is derived of them, behind their repair.
const learnFrom = (type: RepairCase['to']) => {
  const texts = oneHotEncoder(byRole('categorical', 'text', 'identifier'));
  if (type === 'utf8') return [columns(texts, simpleImputer('n')), ridge()] as const;
  if (type === 'float64') return [simpleImputer(), ridge()] as const;
  return [
    derive((c) => ({ t: c.column('x').epochSeconds().div(1e7) })),
    columns(simpleImputer(['t', 'n'])),
    ridge(),
  ] as const;
};

async function outputs(model: RegressorModel, rows: readonly Row[], type: RepairCase['to'], batchRows?: number) {
  const found: number[] = [];
  for await (const batch of model.predict(await fromRows(rows, { types: { x: type }, batchRows }))) {
    found.push(...(batch.getChild('prediction')!.toArray() as Float64Array));
  }
  return found;
}

describe.each(Object.entries(repairs))('%s', (name, { step, from, to, values }) => {
  const copies = 12;
  const rows = (side: 0 | 1): Row[] =>
    Array.from({ length: copies * values.length }, (_, i) => ({
      x: values[i % values.length]![side],
      n: i % 5,
      y: (i % values.length) + ((i * 7) % 3),
    }));
  const [raw, clean] = [rows(0), rows(1)];
  test('training rows become what is expected, in batches of any size', async () => {
    for (const batchRows of [1, 7, 10_000]) {
      const source = await fromRows(raw, { types: { x: from }, batchRows });
      const context = {
        run: {},
        task: 'regression',
        target: 'y',
        weight: undefined,
        group: undefined,
        features: ['x', 'n'],
      } as const;
      const fitted = await step.fit(source, context);
      const trained = fitted.train(source);
      expect(trained.schema.field('x').type).toBe(to);
      const found = (await trained.rows(raw.length)).map((row) => row.x);
      const wanted = clean.map((row) => row.x);
      if (to === 'float64')
        found.forEach((value, i) => {
          if (wanted[i] === null) expect(value).toBeNull();
          else expect(value).toBeCloseTo(wanted[i] as number, 10);
        });
      else expect(found).toEqual(wanted);
    }
  });

  test('training, evaluation and prediction are those of clean rows, saved or not', async () => {
    const model = await pipeline(step, ...learnFrom(to)).fit(await fromRows(raw, { types: { x: from } }), {
      target: 'y',
    });
    const same = await pipeline(...learnFrom(to)).fit(await fromRows(clean, { types: { x: to } }), { target: 'y' });
    const close = (found: ArrayLike<number>, wanted: ArrayLike<number>) => {
      expect(found.length).toBe(wanted.length);
      for (let i = 0; i < found.length; i++) expect(found[i]).toBeCloseTo(wanted[i]!, 9);
    };
    close(model.linear!.weights, same.linear!.weights);
    const file = path.join(folder, `${name}.millrace`);
    await model.save(file);
    const loaded = (await loadModel(file)) as RegressorModel;
    expect(loaded.cleaning).toEqual(model.cleaning);
    const answers = await outputs(model, raw, from);
    close(answers, await outputs(same, clean, to));
    for (const batchRows of [1, 7, 10_000]) expect(await outputs(loaded, raw, from, batchRows)).toEqual(answers);
    expect(raw.map((row) => model.predictOne(row).prediction)).toEqual(answers);
    expect(raw.map((row) => loaded.predictOne(row).prediction)).toEqual(answers);
    const [found, wanted] = [
      await loaded.evaluate(await fromRows(raw, { types: { x: from } }), { resamples: 0 }),
      await same.evaluate(await fromRows(clean, { types: { x: to } }), { resamples: 0 }),
    ];
    expect(found.rowCount).toBe(raw.length);
    expect(found.metrics.rmse).toBeCloseTo(wanted.metrics.rmse!, 9);
  });

  test('the record counts what changed and what became missing, and shows some', async () => {
    const source = await fromRows(raw, { types: { x: from } });
    const model = await pipeline(step, ...learnFrom(to)).fit(source, { target: 'y' });
    const record = model.cleaning.steps[0]!;
    expect(record).toMatchObject({ step: step.name, kind: 'repair', rows: raw.length, dropped: [] });
    const [column] = record.columns;
    expect(column).toMatchObject({ column: 'x', from, to });
    const gone = values.filter(([before, after]) => before !== null && after === null).length;
    const count = column!.becameMissing.reduce((sum, one) => sum + one.values, 0);
    expect(count).toBe(copies * gone);
    const changed = values.filter(([before, after]) => after !== null && !isSame(before, after)).length;
    expect(column!.changed).toBe(copies * changed);
    for (const { row, before, after } of column!.examples) {
      expect(before).toBe(raw[row]!.x);
      const wanted = clean[row]!.x;
      if (wanted instanceof Date) expect(Date.parse(after as string)).toBe(wanted.getTime());
      else if (typeof wanted === 'number') expect(after).toBeCloseTo(wanted, 10);
      else expect(after).toBe(wanted);
    }
    expect(column!.examples.length).toBeGreaterThanOrEqual(Math.min(1, gone + changed));
  });
});

function isSame(before: string | number | null, after: string | number | Date): boolean {
  return before === after || (typeof before === 'string' && typeof after === 'number' && Number(before) === after);
}

describe('reasons', () => {
  const reasons = async (step: RowStep, values: readonly string[]) => {
    const source = await fromRows(
      values.map((x, y) => ({ x, y, n: y % 2 })),
      { types: { x: 'utf8' } },
    );
    const model = await pipeline(
      step,
      derive((c) => ({ gone: c.column('x').isMissing() })),
      columns(keep(['n', 'gone'])),
      ridge(),
    ).fit(source, { target: 'y' });
    return Object.fromEntries(
      model.cleaning.steps[0]!.columns[0]!.becameMissing.map((one) => [one.reason, one.values]),
    );
  };

  test('tell what could not be read from what says that it is missing', async () => {
    expect(await reasons(parseNumbers('x'), ['1', 'n/a', '?', 'many', 'few', '2'])).toEqual({
      'spelled missing': 2,
      unparsable: 2,
    });
    expect(await reasons(parseDates('x'), ['2001-01-31', '03/04/2001', '03/03/2001', 'NaN', 'x'])).toEqual({
      'ambiguous: day or month first': 1,
      'spelled missing': 1,
      unparsable: 1,
    });
    expect(await reasons(parseDates('x', { dayFirst: true }), ['2001-01-31', '03/04/2001', '04/13/2001'])).toEqual({
      unparsable: 1,
    });
  });

  test('an unparsable value is an error in training where that is asked for', async () => {
    const source = await fromRows([
      { x: '1', y: 1 },
      { x: 'n/a', y: 2 },
      { x: 'many', y: 3 },
    ]);
    const strict = pipeline(parseNumbers('x', { onInvalid: 'error' }), simpleImputer(), ridge());
    const fault = await faultOf(() => strict.fit(source, { target: 'y' }));
    expect(fault).toMatchObject({ code: 'VALUE_INVALID', column: 'x', row: 2, value: 'many' });
  });
});

describe('options', () => {
  test('are checked', async () => {
    const source = await fromRows([
      { x: '1', n: 1, y: 1 },
      { x: '2', n: 2, y: 2 },
    ]);
    const code = async (step: () => RowStep) =>
      (await faultOf(() => pipeline(step(), ridge()).fit(source, { target: 'y' }))).code;
    expect(await code(() => parseUnits('x', { unit: 'furlong' }))).toBe('EXPRESSION_INVALID');
    expect(await code(() => parseUnits('x', { unit: 'm' }))).toBe('EXPRESSION_INVALID');
    expect(await code(() => parseUnits('x', { unit: 'min', bare: 'km' }))).toBe('EXPRESSION_INVALID');
    expect(await code(() => parseDates('x', { zone: 'Atlantis' }))).toBe('EXPRESSION_INVALID');
    expect(await code(() => parseDates('n'))).toBe('COLUMN_TYPE');
    expect(await code(() => trimText('n'))).toBe('COLUMN_TYPE');
    expect(await code(() => parseNumbers('z'))).toBe('COLUMN_MISSING');
    expect(await code(() => clip('n', {}))).toBe('OPTION_INVALID');
    expect(await code(() => winsorise('n', { method: 'quantile', factor: 2 }))).toBe('OPTION_INVALID');
    expect(await code(() => winsorise('n', { lower: 0.1 }))).toBe('OPTION_INVALID');
    expect(await code(() => parseNumbers('x', { comma: true } as never))).toBe('OPTION_UNKNOWN');
  });
});

/** A filter of training rows alone: what it keeps, by position. */
const filters: Readonly<Record<string, { step: RowStep; rows: Row[]; kept: number[]; reason: string }>> = {
  dropDuplicates: {
    step: dropDuplicates(),
    rows: [
      [1, 'a', 1],
      [2, 'b', 2],
      [1, 'a', 1],
      [2, null, 2],
      [2, null, 2],
      [1, 'a', 2],
    ].map(([n, x, y]) => ({ n, x, y }) as Row),
    kept: [0, 1, 3, 5],
    reason: 'repeats another row',
  },
  'dropDuplicates by key, last': {
    step: dropDuplicates('x', { keep: 'last' }),
    rows: [
      [1, 'a', 1],
      [2, 'b', 2],
      [3, 'a', 4],
      [4, 'c', 1],
      [5, 'a', 3],
    ].map(([n, x, y]) => ({ n, x, y }) as Row),
    kept: [1, 3, 4],
    reason: "repeats another row's x",
  },
  'dropDuplicates, none stays': {
    step: dropDuplicates(['x', 'n'], { keep: 'none' }),
    rows: [
      [1, 'a', 1],
      [2, 'b', 2],
      [1, 'a', 4],
      [4, 'c', 1],
      [1, 'a', 3],
      [1.5, 'a', 5],
    ].map(([n, x, y]) => ({ n, x, y }) as Row),
    kept: [1, 3, 5],
    reason: "repeats another row's x, n",
  },
  dropOutliers: {
    step: dropOutliers(),
    rows: Array.from({ length: 30 }, (_, i) => ({
      n: i === 7 ? 1000 : i === 9 ? null : i,
      x: 'a',
      y: i === 3 ? 1e6 : i,
    })),
    kept: Array.from({ length: 30 }, (_, i) => i).filter((i) => i !== 7),
    reason: 'outliers',
  },
  'dropOutliers by z-score': {
    step: dropOutliers('n', { method: 'zScore', factor: 2 }),
    rows: Array.from({ length: 30 }, (_, i) => ({ n: i === 7 ? 1000 : i, x: 'a', y: i })),
    kept: Array.from({ length: 30 }, (_, i) => i).filter((i) => i !== 7),
    reason: 'outliers',
  },
};

describe.each(Object.entries(filters))('%s', (name, { step, rows, kept, reason }) => {
  const learner = [simpleImputer('n'), columns(keep(['n'])), ridge()] as const;
  const types = { n: 'float64', x: 'utf8', y: 'float64' } as const;

  test('drops training rows, and neither evaluated nor predicted ones', async () => {
    for (const batchRows of [1, 7, 10_000]) {
      const model = await pipeline(step, ...learner).fit(await fromRows(rows, { types, batchRows }), { target: 'y' });
      const same = await pipeline(...learner).fit(
        await fromRows(
          kept.map((i) => rows[i]!),
          { types },
        ),
        { target: 'y' },
      );
      expect(model.linear).toEqual(same.linear);
      const [drop] = model.cleaning.steps[0]!.dropped;
      expect(drop).toMatchObject({ reason, rows: rows.length - kept.length });
      const gone = rows.map((_, i) => i).filter((i) => !kept.includes(i));
      expect(drop!.examples.map((one) => one.row)).toEqual(gone.slice(0, 5));
      const file = path.join(folder, `${name.replaceAll(' ', '-')}.millrace`);
      await model.save(file);
      const loaded = (await loadModel(file)) as RegressorModel;
      const report = await loaded.evaluate(await fromRows(rows, { types }), { resamples: 0 });
      expect(report.rowCount).toBe(rows.length);
      expect(report.excludedRows).toEqual({ targetMissing: 0, classUnknown: 0 });
      const answers = rows.map((row) => loaded.predictOne(row).prediction);
      expect(answers).toHaveLength(rows.length);
      const batches: number[] = [];
      for await (const batch of model.predict(await fromRows(rows, { types, batchRows }))) {
        batches.push(...(batch.getChild('prediction')!.toArray() as Float64Array));
      }
      expect(batches).toEqual(answers);
    }
  });
});

test('dropMissingTarget drops and records training rows; evaluations count them as ever', async () => {
  const rows = [1, null, 3, 4, null, 6].map((y, n) => ({ n, y }));
  const model = await pipeline(dropMissingTarget(), ridge()).fit(await fromRows(rows), { target: 'y' });
  expect(model.parts.training.rows).toBe(4);
  expect(model.cleaning.steps[0]!.dropped).toEqual([
    { reason: 'without a target', rows: 2, examples: [1, 4].map((row) => ({ row, values: { y: null } })) },
  ]);
  const report = await model.evaluate(await fromRows(rows), { resamples: 0 });
  expect(report.excludedRows).toEqual({ targetMissing: 2, classUnknown: 0 });
});
