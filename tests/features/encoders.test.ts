// Parity with scikit-learn: tests/golden/make_encoders.py wrote the expectations. And: batches, parts, rows and files
// change nothing.
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import type { FittedTransformer } from '../../src/features/transformer.ts';
import {
  type ColumnType,
  fitTransform,
  frequencyEncoder,
  hashingEncoder,
  type OneHotEncoderOptions,
  type OrdinalEncoderOptions,
  oneHotEncoder,
  ordinalEncoder,
  pipeline,
  type RowValue,
  rareCategories,
} from '../../src/index.ts';
import { applied, fitted, reloaded } from '../support/applied.ts';
import { expectClose } from '../support/close.ts';
import { faultOf } from '../support/fault.ts';
import { golden, rowsOf, sourceOf, type Table, transformed } from '../support/golden-tables.ts';
import { expectSameState } from '../support/states.ts';

interface Case {
  readonly column: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly error?: boolean;
}

interface Golden {
  columns: Record<string, { fit: RowValue[]; apply: RowValue[] }>;
  ordinal: (Case & { rows: (number | null)[] })[];
  oneHot: (Case & { names: string[]; hot: (number | null)[] })[];
  hashing: {
    rows: Record<string, RowValue>[];
    cases: { nFeatures: number; alternateSign: boolean; rows: [columns: number[], values: number[]][] }[];
  };
}

const expected = golden<Golden>('encoders.json');
const camel = (text: string) => text.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** scikit-learn's options as ours. */
function optionsOf(given: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [camel(key), typeof value === 'string' ? camel(value) : value]),
  );
}

function columnOf(name: string, which: 'fit' | 'apply') {
  const values = expected.columns[name]![which];
  const types: Record<string, ColumnType> = name === 'flag' || name === 'number' ? {} : { [name]: 'utf8' };
  return sourceOf({ [name]: values }, { types });
}

const titled = <T extends Case>(cases: T[]) =>
  cases.map((one) => [`${one.column} ${JSON.stringify(one.options)}`, one] as const);

describe('ordinalEncoder', () => {
  test.each(titled(expected.ordinal))('of %s', async (_, { column, options, error, rows }) => {
    const encoder = ordinalEncoder(column, optionsOf(options) as OrdinalEncoderOptions);
    const source = await columnOf(column, 'fit');
    if (error) {
      expect(await faultOf(() => fitted(encoder, source))).toMatchObject({ code: 'OPTION_INVALID', column });
      return;
    }
    const model = await fitted(encoder, source);
    const apply = expected.columns[column]!.apply;
    // A missing value that training had none of: unknown there, missing here.
    const missing = expected.columns[column]!.fit.includes(null);
    const filled = (options.encoded_missing_value as number | undefined) ?? Number.NaN;
    const wanted = rows.map((code, i) => (apply[i] === null && !missing ? filled : (code ?? Number.NaN)));
    for (const one of [model, reloaded(model)]) {
      const made = await applied(one, await columnOf(column, 'apply'));
      expect(made.names).toEqual([column]);
      expect(made.rows.map(([code]) => code)).toEqual(wanted);
    }
  });

  test('an unknown value is a fault of its row', async () => {
    const model = await fitted(ordinalEncoder('city'), await sourceOf({ city: ['b', 'a', null] }));
    for (const one of [model, reloaded(model)]) {
      const made = await applied(one, await sourceOf({ city: ['a', 'ü'.repeat(30), null] }));
      expect(made.rows).toEqual([[0], [Number.NaN], [Number.NaN]]);
      expect(made.problems).toEqual([
        { row: 1, message: `column 'city' holds '${'ü'.repeat(20)}…', which is no known category` },
      ]);
    }
  });

  test('takes categories in the order given', async () => {
    const source = await sourceOf({ size: ['L', 'S', 'M', 'S'], n: [3, 1, 1, 3] });
    const { rows } = await transformed(
      ordinalEncoder(['size', 'n'], { categories: { size: ['S', 'M', 'L'], n: [1, 2, 3] } }),
      source,
    );
    expect(rows).toEqual([
      [2, 2],
      [0, 0],
      [1, 0],
      [0, 2],
    ]);
    const cases = [
      [{ size: ['S', 'M'] }, 'VALUE_INVALID'],
      [{ size: ['S', 'M', 'S'] }, 'OPTION_INVALID'],
      [{ n: [3, 1] }, 'OPTION_INVALID'],
      [{ n: ['1', '3'] }, 'OPTION_INVALID'],
      [{ nope: ['S'] }, 'OPTION_INVALID'],
    ] as const;
    for (const [categories, code] of cases) {
      const given = categories as unknown as Record<string, string[]>;
      const fault = await faultOf(() => fitted(ordinalEncoder(['size', 'n'], { categories: given }), source));
      expect(fault, JSON.stringify(categories)).toMatchObject({ code, remedy: expect.any(String) });
    }
  });

  test('unknownValue goes with useEncodedValue', async () => {
    expect((await faultOf(() => ordinalEncoder({ unknownValue: -1 }))).code).toBe('OPTION_INVALID');
    expect((await faultOf(() => ordinalEncoder({ handleUnknown: 'useEncodedValue' }))).code).toBe('OPTION_INVALID');
    const model = await fitted(
      ordinalEncoder('city', { handleUnknown: 'useEncodedValue', unknownValue: Number.NaN }),
      await sourceOf({ city: ['a', 'b'] }),
    );
    const made = await applied(reloaded(model), await sourceOf({ city: ['c', 'b'] }));
    expect(made.rows).toEqual([[Number.NaN], [1]]);
  });

  test('takes no column that a step has made numbers of', async () => {
    const encoder = pipeline(frequencyEncoder('city'), ordinalEncoder('city'));
    const fault = await faultOf(async () => transformed(encoder, await sourceOf({ city: ['a', 'b'] })));
    expect(fault).toMatchObject({ code: 'COLUMN_TYPE', column: 'city' });
  });
});

describe('oneHotEncoder', () => {
  const shownAs = (column: string) => (name: string) => {
    const own = name === 'infrequent_sklearn' ? '(infrequent)' : name === 'None' || name === 'nan' ? '(missing)' : name;
    if (column === 'flag') return `${column}=${own.toLowerCase()}`;
    return `${column}=${column === 'number' && !own.startsWith('(') ? String(Number(own)) : own}`;
  };

  test.each(titled(expected.oneHot))('of %s', async (_, { column, options, names, hot }) => {
    const encoder = oneHotEncoder(column, optionsOf(options) as OneHotEncoderOptions);
    const model = await fitted(encoder, await columnOf(column, 'fit'));
    const { apply, fit } = expected.columns[column]!;
    const wanted = hot.map((code, i) => {
      // A missing value that training had none of: unknown there, no category here.
      const none = code === null || (apply[i] === null && !fit.includes(null));
      return names.map((_, k) => (!none && k === code ? 1 : 0));
    });
    for (const one of [model, reloaded(model)]) {
      const made = await applied(one, await columnOf(column, 'apply'));
      expect(made.names).toEqual(names.map(shownAs(column)));
      expect(made.rows).toEqual(wanted);
    }
  });

  test('unknown values are faults of their rows on request, missing ones where training had none', async () => {
    const train = await sourceOf({ city: ['b', 'a'], late: [true, false] });
    const model = await fitted(oneHotEncoder(['city', 'late'], { handleUnknown: 'error' }), train);
    const apply = await sourceOf({ city: ['a', 'c', null], late: [true, true, null] });
    for (const one of [model, reloaded(model)]) {
      const { problems } = await applied(one, apply);
      expect(problems.map(({ row }) => row)).toEqual([1, 2, 2]);
    }
    const ignoring = oneHotEncoder(['city', 'late'], { handleUnknown: 'error', missing: 'ignore' });
    const { problems } = await applied(await fitted(ignoring, train), apply);
    expect(problems.map(({ row }) => row)).toEqual([1]);
  });

  test('takes categories as given, with those that training had none of', async () => {
    const encoder = oneHotEncoder('size', { categories: { size: ['S', 'M', 'L'] } });
    const { names, rows } = await transformed(encoder, await sourceOf({ size: ['L', 'S', 'XL', null] }));
    expect(names).toEqual(['size=S', 'size=M', 'size=L', 'size=(missing)']);
    expect(rows).toEqual([
      [0, 0, 1, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 1],
    ]);
  });

  test('a saved form from before these options loads', async () => {
    const old = { column: 'city', kind: 'text', values: ['a', 'b'], missing: true };
    const saved: FittedTransformer = {
      name: 'oneHotEncoder',
      compile: (_, layout) => layout,
      save: () => ({ name: 'oneHotEncoder', state: { encodings: [old] } }),
    };
    const made = await applied(reloaded(saved), await sourceOf({ city: ['b', null, 'c'] }));
    expect(made.names).toEqual(['city=a', 'city=b', 'city=(missing)']);
    expect(made.rows).toEqual([
      [0, 1, 0],
      [0, 0, 1],
      [0, 0, 0],
    ]);
    const now = await fitted(oneHotEncoder('city'), await sourceOf({ city: ['b', null, 'a'] }));
    expect(now.save().state).toEqual({ encodings: [old] });
  });
});

describe('frequencyEncoder', () => {
  const table: Table = { city: ['a', 'b', 'a', null, 'c', 'a', 'b', null], zip: [1, 1, 2, 2, 2, null, 3, 1] };

  test('gives shares or counts; the unseen is 0', async () => {
    const apply = await sourceOf({ city: ['a', 'b', 'z', null], zip: [1, 9, null, 3] });
    const cases = [
      [{}, [3 / 8, 3 / 8], [2 / 8, 0], [0, 1 / 8], [2 / 8, 1 / 8]],
      [{ output: 'count' }, [3, 3], [2, 0], [0, 1], [2, 1]],
      [{ output: 'count', missing: 'keep' }, [3, 3], [2, 0], [0, Number.NaN], [Number.NaN, 1]],
    ] as const;
    for (const [options, ...rows] of cases) {
      const model = await fitted(frequencyEncoder(['city', 'zip'], options), await sourceOf(table));
      expect((await applied(model, apply)).rows).toEqual(rows);
      expect((await applied(reloaded(model), apply)).rows).toEqual(rows);
    }
  });
});

describe('rareCategories', () => {
  const table: Table = { city: ['a', 'b', 'a', null, 'c', 'a', 'b', 'd'], n: [1, 1, 2, 2.5, 2, null, 3, 1] };

  test('groups what is rare and what is new, and hands on a categorical column', async () => {
    const steps = pipeline(rareCategories(['city', 'n'], { minFrequency: 2 }), oneHotEncoder());
    const { names, rows, model } = await transformed(steps, await sourceOf(table));
    expect(names).toEqual(['city=a', 'city=b', 'city=other', 'city=(missing)', 'n=1', 'n=2', 'n=other', 'n=(missing)']);
    expect(rows.map((row) => row.indexOf(1))).toEqual([0, 1, 0, 3, 2, 0, 1, 2]);
    expect(rows.map((row) => row.indexOf(1, 4))).toEqual([4, 4, 5, 6, 5, 7, 6, 4]);
    const made = await applied(reloaded(model), await sourceOf({ city: ['new', 'b', null], n: [7, 2, null] }));
    expect(made.rows).toEqual([
      [0, 0, 1, 0, 0, 0, 1, 0],
      [0, 1, 0, 0, 0, 1, 0, 0],
      [0, 0, 0, 1, 0, 0, 0, 1],
    ]);
  });

  test('under a share, at most so many, under a name', async () => {
    const source = await sourceOf({ city: ['a', 'a', 'a', 'b', 'b', 'c', 'd', 'd'] });
    const cases = [
      [{ minFrequency: 0.2 }, ['a', 'b', 'd', 'other']],
      [{ maxCategories: 2, value: '…' }, ['a', '…']],
      [{}, ['a', 'b', 'c', 'd']],
      [{ maxCategories: 1 }, ['other']],
    ] as const;
    for (const [options, wanted] of cases) {
      const { names } = await transformed(pipeline(rareCategories('city', options), oneHotEncoder()), source);
      expect(names).toEqual(wanted.map((name) => `city=${name}`));
    }
  });

  test('takes no dates', async () => {
    const source = await sourceOf({ day: [new Date(0), new Date(1e9)] });
    const fault = await faultOf(() => fitted(rareCategories('day'), source));
    expect(fault).toMatchObject({ code: 'COLUMN_TYPE', column: 'day' });
  });
});

describe('hashingEncoder', () => {
  const { rows, cases } = expected.hashing;
  const table = Object.fromEntries(Object.keys(rows[0]!).map((name) => [name, rows.map((row) => row[name]!)]));

  test.each(cases)(
    '$nFeatures columns, alternateSign $alternateSign',
    async ({ nFeatures, alternateSign, ...wanted }) => {
      const encoder = hashingEncoder(['city', 'zip', 'flag'], { nFeatures, alternateSign, missing: 'ignore' });
      const asTyped = {
        ...table,
        zip: table.zip!.map(Number),
        flag: table.flag!.map((value) => (value === null ? null : value === 'true')),
      };
      for (const given of [table, asTyped]) {
        const { matrix } = await fitTransform(encoder, await sourceOf(given));
        expect(matrix.info).toMatchObject({ columnCount: nFeatures, sparse: true });
        const made = matrix.rows();
        if (!made.sparse) throw new Error('dense');
        for (const [i, [columns, values]] of wanted.rows.entries()) {
          const [begin, end] = [made.offsets[i]!, made.offsets[i + 1]!];
          expect([...made.indices.subarray(begin, end)], `row ${i}`).toEqual(columns);
          expect([...made.values.subarray(begin, end)], `row ${i}`).toEqual(values);
        }
      }
    },
  );

  test('a missing value is hashed as such, and names tell where columns come from', async () => {
    const options = { nFeatures: 64, alternateSign: false };
    const source = await sourceOf({ city: ['(missing)', null], other: ['x', 'y'] });
    const model = await fitted(hashingEncoder('city', options), source);
    const made = await applied(reloaded(model), source);
    expect(made.rows[0]).toEqual(made.rows[1]);
    expect(made.names[3]).toBe('hash of city #3');
  });

  test('takes no dates, and needs a column', async () => {
    const source = await sourceOf({ day: [new Date(0), new Date(1e9)], n: [0.5, 1.5] });
    expect((await faultOf(() => fitted(hashingEncoder('day'), source))).code).toBe('COLUMN_TYPE');
    expect((await faultOf(() => fitted(hashingEncoder(), source))).code).toBe('COLUMN_MISSING');
  });
});

describe('batches and parts change nothing', () => {
  const random = randomStream(5, 'encoders');
  const rows = Array.from({ length: 400 }, (_, i) => i);
  const drawn = (share: number, position: number) => Math.floor(1 / (share + random.uniform(position)));
  const table: Table = {
    city: rows.map((i) => (random.uniform(4000 + i) < 0.1 ? null : `city ${drawn(0.02, i)}`)),
    number: rows.map((i) => (random.uniform(5000 + i) < 0.1 ? null : drawn(0.05, 1000 + i) - 2.5)),
    flag: rows.map((i) => random.uniform(2000 + i) < 0.4),
  };
  const names = ['city', 'number', 'flag'];

  test.each([
    ordinalEncoder(names, { minFrequency: 4 }),
    oneHotEncoder(names, { maxCategories: 9, drop: 'ifBinary' }),
    frequencyEncoder(names),
    rareCategories(names, { minFrequency: 0.03 }),
  ])('$name', (transformer) => expectSameState(() => transformer, rowsOf(table), { relative: 0 }));

  test('of one row, and of none', async () => {
    const { names: one, rows: made } = await transformed(oneHotEncoder('city'), await sourceOf({ city: ['a'] }));
    expect([one, made]).toEqual([['city=a'], [[1]]]);
    const fault = await faultOf(async () =>
      fitted(
        frequencyEncoder('city'),
        (await sourceOf({ city: ['a'] })).filter((c) => c.city!.eq('b')),
      ),
    );
    expect(fault.code).toBe('ROWS_TOO_FEW');
  });

  test('a hundred thousand categories', async () => {
    const many = { id: Array.from({ length: 120_000 }, (_, i) => `id ${(i * 48_271) % 100_003}`) };
    const source = await sourceOf(many, { batchRows: 10_000 });
    const model = await fitted(frequencyEncoder('id', { output: 'count' }), source);
    const { rows: made } = await applied(model, source);
    expect(made.filter(([count]) => count === 2)).toHaveLength(2 * (120_000 - 100_003));
    expectClose([made.reduce((sum, [count]) => sum + 1 / count!, 0)], [100_003], { relative: 1e-9 });
  });
});
