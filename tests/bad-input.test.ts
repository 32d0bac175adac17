// The list of what goes wrong with data: each case with its code, what the message names, and a remedy.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../src/core/random.ts';
import { parseDevice } from '../src/engine/device.ts';
import {
  type ErrorCode,
  linearRegression,
  loadModel,
  logisticRegression,
  oneHotEncoder,
  pipeline,
  read,
  ridge,
  type Source,
  simpleImputer,
  standardScaler,
  tfidfVectorizer,
} from '../src/index.ts';
import { faultOf } from './support/fault.ts';
import { file, temporaryFolder } from './support/temporary.ts';

const folder = temporaryFolder();
let written = 0;
const csv = (content: string | Uint8Array, name = `rows-${written++}.csv`) => file(folder, name, content);
const rows = (content: string, options = {}) => read(csv(content), options);

/** Holds an error to its code, to what its message must name, and to having a remedy. */
async function expectFault(code: ErrorCode, names: readonly string[], work: () => unknown) {
  const fault = await faultOf(work);
  expect(fault.code, fault.message).toBe(code);
  for (const name of names) expect(fault.message).toContain(name);
  expect(fault.remedy, fault.message).toMatch(/\w/);
  return fault;
}

const numbers = 'x,y,label\n1,0.5,a\n2,0.25,b\n3,1.5,a\n4,2,b\n';
const classifier = () => pipeline(logisticRegression());
const regressor = () => pipeline(ridge());
const fitted = async () => classifier().fit(await rows(numbers), { target: 'label' });

describe('files', () => {
  test('missing', () => {
    const at = path.join(folder, 'nowhere.csv');
    return expectFault('FILE_MISSING', [at], () => read(at));
  });

  test('empty', () => {
    const at = csv('');
    return expectFault('FILE_EMPTY', [at], () => read(at));
  });

  test('a header and no rows', () => {
    const at = csv('x,y\n');
    return expectFault('FILE_EMPTY', [at], () => read(at));
  });

  test('the wrong delimiter', () => {
    const at = csv('a;b;c\n1;2;3\n4;5;6\n');
    return expectFault('DELIMITER_WRONG', [at], () => read(at, { delimiter: '|' }));
  });

  test('two columns of one name', () => expectFault('COLUMN_DUPLICATE', ["'x'"], () => rows('x,y,x\n1,2,3\n')));

  test('bytes that are no UTF-8', async () => {
    const at = csv(Buffer.from('word,y\ncafé,1\nthé,2\n', 'latin1'));
    await expectFault('ENCODING_INVALID', [at, 'line 2'], async () => (await read(at)).count());
  });

  test('text where numbers were, far down', async () => {
    const at = csv(`x,y\n${'1,2\n'.repeat(50_000)}oops,2\n`);
    const source = await read(at); // opening looks at the first rows alone
    const fault = await expectFault('VALUE_INVALID', [at, "'x'", 'oops', 'line 50002'], () =>
      regressor().fit(source, { target: 'y' }),
    );
    expect(fault).toMatchObject({ column: 'x', value: 'oops' });
  });

  test('a Parquet file that is cut short', () => {
    const whole = path.resolve(import.meta.dirname, '../node_modules/vega-datasets/data/flights-3m.parquet');
    const at = csv(readFileSync(whole).subarray(0, 200_000), 'cut.parquet');
    return expectFault('FILE_UNREADABLE', [at], () => read(at));
  });

  test('a file that is written to between two passes', async () => {
    const at = csv(numbers);
    const source = await read(at);
    file(folder, path.basename(at), `${numbers}5,3,a\n`);
    await expectFault('SOURCE_CHANGED', [at], () => classifier().fit(source, { target: 'label' }));
  });
});

describe('columns', () => {
  test('a target, weight, group, time or feature that is not there', async () => {
    const source = await rows(numbers);
    for (const role of ['target', 'weight', 'group', 'time']) {
      const fault = await expectFault('COLUMN_MISSING', ["'nope'"], () =>
        classifier().fit(source, { target: 'label', [role]: 'nope' }),
      );
      expect(fault.remedy, role).toContain('label');
    }
    await expectFault('COLUMN_MISSING', ["'nope'"], () =>
      classifier().fit(source, { target: 'label', features: ['x', 'nope'] }),
    );
    await expectFault('COLUMN_MISSING', ["'nope'"], () =>
      pipeline(standardScaler(['nope']), logisticRegression()).fit(source, { target: 'label' }),
    );
  });

  test('nothing but missing values', async () => {
    const source = await rows('x,gap,label\n1,,a\n2,,b\n3,,a\n', { types: { gap: 'float64' } });
    const fault = await expectFault('COLUMN_EMPTY', ["'gap'"], () =>
      pipeline(simpleImputer(), logisticRegression()).fit(source, { target: 'label' }),
    );
    expect(fault.column).toBe('gap');
  });

  test('text that leaves no terms', async () => {
    const source = await rows('text,label\nthe,a\nthe,b\n', { roles: { text: 'text' } });
    await expectFault('COLUMN_EMPTY', ["'text'"], () =>
      pipeline(tfidfVectorizer('text', { stopWords: ['the'] }), logisticRegression()).fit(source, { target: 'label' }),
    );
  });

  test('text where a learner needs numbers', async () => {
    const source = await rows('city,label\nOslo,a\nLima,b\nOslo,a\n');
    const fault = await expectFault('COLUMN_TYPE', ["'city'", 'logisticRegression', 'utf8'], () =>
      classifier().fit(source, { target: 'label' }),
    );
    expect(fault.remedy).toContain('oneHotEncoder');
  });

  test('numbers where a vectorizer needs text', async () => {
    await expectFault('COLUMN_TYPE', ["'x'", 'tfidfVectorizer'], async () =>
      pipeline(tfidfVectorizer('x'), logisticRegression()).fit(await rows(numbers), { target: 'label' }),
    );
  });

  test('a mean of text', async () => {
    await expectFault('COLUMN_TYPE', ["'city'", 'mean'], async () =>
      pipeline(simpleImputer('city'), oneHotEncoder('city'), logisticRegression()).fit(
        await rows('city,label\nOslo,a\n,b\nLima,a\n'),
        { target: 'label', features: ['city'] },
      ),
    );
  });

  test('identifiers beyond 2^53 as categories, which float64 would merge', async () => {
    const source = await rows('id,label\n1,a\n9007199254740993,b\n9007199254740992,a\n');
    await expectFault('COLUMN_TYPE', ['row 1', "'id'", '2^53'], () =>
      pipeline(oneHotEncoder('id'), logisticRegression()).fit(source, { target: 'label' }),
    );
  });

  test('a derived column of a name that is taken', async () => {
    const source = await rows(numbers);
    await expectFault('COLUMN_DUPLICATE', ["'x'"], () => source.derive((c) => ({ x: c.y!.mul(2) })));
  });
});

describe('values', () => {
  test('infinite ones end a training, with the column and the row', async () => {
    for (const [text, word] of [
      ['inf', 'Infinity'],
      ['-inf', '-Infinity'],
    ] as const) {
      const source = await rows(`x,label\n1,a\n2,b\n${text},a\n4,b\n`);
      const fault = await expectFault('VALUE_INFINITE', ['row 2', "'x'", word], () =>
        classifier().fit(source, { target: 'label' }),
      );
      expect(fault.row).toBe(2);
    }
  });

  test('infinite ones keep their row number behind a filter', async () => {
    const source = (await rows('x,label\n1,a\n2,b\ninf,a\n4,b\n')).filter((c) => c.label!.eq('a'));
    await expectFault('VALUE_INFINITE', ['row 2'], () => classifier().fit(source, { target: 'label' }));
  });

  test('infinite ones have a null prediction and a reason', async () => {
    const model = await fitted();
    const source = await rows('x,y\n1,2\ninf,2\n1,-inf\n3,1\n');
    const answers = await predictionsOf(model.predict(source));
    expect(answers.map((row) => row.prediction === null)).toEqual([false, true, true, false]);
    expect(answers.map((row) => row.probability_a === null)).toEqual([false, true, true, false]);
    expect(answers.map((row) => row.error)).toEqual([
      null,
      "column 'x' holds Infinity",
      "column 'y' holds -Infinity",
      null,
    ]);
    await expectFault('VALUE_INVALID', ["'x'", 'Infinity'], () => model.predictOne({ x: Infinity, y: 1 }));
  });

  test('numbers beyond float32 where no scaler stands before the learner', async () => {
    await expectFault('VALUE_INFINITE', ['row 1', "'x'", 'float32'], async () =>
      classifier().fit(await rows('x,label\n1,a\n1e39,b\n3,a\n'), { target: 'label' }),
    );
  });

  test('missing ones without an imputer', async () => {
    const fault = await expectFault('VALUE_MISSING', ['row 2', "'y'"], async () =>
      classifier().fit(await rows('x,y,label\n1,1,a\n2,2,b\n3,,a\n'), { target: 'label' }),
    );
    expect(fault.remedy).toContain('simpleImputer');
  });

  test('missing ones and text in a prediction are answered with null and a reason', async () => {
    const model = await fitted();
    const answers = await predictionsOf(model.predict(await rows('x,y\n1,2\n,2\nmany,2\n')));
    expect(answers.map((row) => [row.prediction === null, row.error])).toEqual([
      [false, null],
      [true, "'x' is missing"],
      [true, "column 'x' holds 'many', which is no number"],
    ]);
    await expectFault('VALUE_INVALID', ["'x'"], () => model.predictOne({ x: null, y: 1 }));
    await expectFault('VALUE_INVALID', ["'x'", 'many'], () => model.predictOne({ x: 'many', y: 1 }));
  });

  test('missing ones end an evaluation, unless the row has no target either', async () => {
    const model = await fitted();
    await expectFault('VALUE_INVALID', ['row 1', "'x'"], async () =>
      model.evaluate(await rows('x,y,label\n1,2,a\n,2,b\n2,2,b\n'), { resamples: 0 }),
    );
    const report = await model.evaluate(await rows('x,y,label\n1,2,a\n,2,\n2,2,b\n'), { resamples: 0 });
    expect(report.excludedRows).toEqual({ targetMissing: 1, classUnknown: 0 });
  });
});

describe('targets', () => {
  test('of one class, or one value', async () => {
    await expectFault('TARGET_CONSTANT', ["'label'", "'a'"], async () =>
      classifier().fit(await rows('x,label\n1,a\n2,a\n'), { target: 'label' }),
    );
    await expectFault('TARGET_CONSTANT', ["'y'", '5'], async () =>
      regressor().fit(await rows('x,y\n1,5\n2,5\n'), { target: 'y' }),
    );
  });

  test('with gaps: refused, or dropped and counted', async () => {
    const source = await rows('x,label\n1,a\n2,\n3,b\n4,a\n5,\n');
    const fault = await expectFault('TARGET_MISSING', ["'label'", '2 of 5'], () =>
      classifier().fit(source, { target: 'label' }),
    );
    expect(fault.remedy).toContain("missingTarget: 'drop'");
    const model = await classifier().fit(source, { target: 'label', missingTarget: 'drop' });
    expect(model.parts.training).toMatchObject({ rows: 3, droppedRows: 2 });
    await expectFault('TARGET_MISSING', ["'y'", '1 of 3'], async () =>
      regressor().fit(await rows('x,y\n1,5\n2,\n3,6\n'), { target: 'y' }),
    );
  });

  test('of text for a regressor', async () => {
    await expectFault('TARGET_INVALID', ["'label'", 'utf8'], async () =>
      regressor().fit(await rows(numbers), { target: 'label' }),
    );
  });

  test('of hundreds of values for a classifier', async () => {
    const content = `x,y\n${Array.from({ length: 100 }, (_, i) => `${i},${i / 3}`).join('\n')}\n`;
    await expectFault('TARGET_INVALID', ["'y'", '100'], async () =>
      classifier().fit(await rows(content), { target: 'y' }),
    );
  });

  test('given as features, or computed from them', async () => {
    const source = (await rows(numbers)).derive((c) => ({ big: c.x!.gt(2), double: c.x!.mul(2) }));
    for (const leak of ['big', 'x', 'double']) {
      await expectFault('OPTION_INVALID', [`'${leak}'`, 'target'], () =>
        classifier().fit(source, { target: 'big', features: [leak, 'y'] }),
      );
    }
  });

  test('a filter that leaves no rows', async () => {
    const source = (await rows(numbers)).filter((c) => c.x!.gt(100));
    for (const steps of [classifier(), pipeline(simpleImputer(), logisticRegression())]) {
      await expectFault('ROWS_TOO_FEW', ['no rows'], () => steps.fit(source, { target: 'label' }));
    }
  });
});

describe('weights', () => {
  const weighted = (w: readonly (number | string)[]) =>
    rows(`x,y,w\n${w.map((one, i) => `${i},${i * i},${one}`).join('\n')}\n`);

  test.each([
    ['negative', [1, 2, -0.5, 1], ['row 2', "'w'", 'negative']],
    ['missing', [1, '', -1, 1], ['row 1', "'w'", 'missing']],
    ['all zero', [0, 0, 0], ["'w'", '0']],
  ])('%s', async (_, w, names) => {
    await expectFault('WEIGHT_INVALID', names, async () =>
      regressor().fit(await weighted(w), { target: 'y', weight: 'w' }),
    );
  });

  test('negative, behind a filter', async () => {
    const source = (await weighted([1, 1, 1, -1])).filter((c) => c.x!.ne(1));
    await expectFault('WEIGHT_INVALID', ['row 3', 'negative'], () =>
      regressor().fit(source, { target: 'y', weight: 'w' }),
    );
  });

  test('infinite', async () => {
    await expectFault('VALUE_INFINITE', ['row 1', "'w'"], async () =>
      regressor().fit(await weighted([1, 'inf', 1]), { target: 'y', weight: 'w' }),
    );
  });
});

describe('predictions', () => {
  test('on a source without a column that the model reads', async () => {
    const model = await fitted();
    const source = await rows('x,z\n1,2\n');
    const fault = await expectFault('COLUMN_MISSING', ["'y'"], () => predictionsOf(model.predict(source)));
    expect(fault.remedy).toContain('x, z');
    await expectFault('COLUMN_MISSING', ["'y'"], () => model.predictOne({ x: 1 }));
  });

  test('on numbers where the model reads text', async () => {
    const source = await rows('text,label\nwarm day,a\ncold night,b\nwarm night,a\n', { roles: { text: 'text' } });
    const model = await pipeline(tfidfVectorizer('text'), logisticRegression()).fit(source, { target: 'label' });
    await expectFault('COLUMN_TYPE', ["'text'", 'int64'], async () =>
      predictionsOf(model.predict(await rows('text\n1\n2\n'))),
    );
    await expectFault('COLUMN_TYPE', ["'text'", 'float64'], () => model.predictOne({ text: 3 }));
  });

  test('that keep a column which is not there, or is named like one of theirs', async () => {
    const model = await fitted();
    const source = await rows('x,y,error,probability_a\n1,2,3,4\n');
    await expectFault('COLUMN_MISSING', ["'nope'"], () => predictionsOf(model.predict(source, { keep: ['nope'] })));
    for (const name of ['error', 'probability_a']) {
      await expectFault('COLUMN_DUPLICATE', [`'${name}'`], () =>
        predictionsOf(model.predict(source, { keep: [name] })),
      );
    }
  });

  test('evaluated without a target', async () => {
    const model = await fitted();
    await expectFault('COLUMN_MISSING', ["'label'"], async () => model.evaluate(await rows('x,y\n1,2\n')));
    await expectFault('ROWS_TOO_FEW', [], async () =>
      model.evaluate(await rows('x,y,label\n1,2,zebra\n'), { resamples: 0 }),
    );
  });
});

describe('model files', () => {
  const saved = async () => {
    const at = path.join(folder, `model-${written++}.millrace`);
    await (await fitted()).save(at);
    return at;
  };
  const random = randomStream(11, 'damage');

  test('missing, or no model at all', async () => {
    await expectFault('FILE_MISSING', ['none.millrace'], () => loadModel(path.join(folder, 'none.millrace')));
    await expectFault('MODEL_INVALID', [], () => loadModel(csv(numbers)));
  });

  test('cut at ten random places', async () => {
    const bytes = readFileSync(await saved());
    for (let i = 0; i < 10; i++) {
      const at = csv(bytes.subarray(0, Math.floor(random.uniform(i) * bytes.length)), `cut-${i}.millrace`);
      await expectFault('MODEL_CORRUPT', [at], () => loadModel(at));
    }
  });

  test('with one bit flipped, at a hundred random places', async () => {
    const bytes = readFileSync(await saved());
    for (let i = 0; i < 100; i++) {
      const bit = Math.floor(random.uniform(100 + i) * bytes.length * 8);
      const copy = Buffer.from(bytes);
      copy[bit >> 3]! ^= 1 << (bit & 7);
      const at = csv(copy, `flipped-${i}.millrace`);
      await expectFault('MODEL_CORRUPT', [at], () => loadModel(at));
    }
  });
});

describe('options', () => {
  test('that do not exist, in every call', async () => {
    const source: Source = await rows(numbers);
    const model = await fitted();
    const unknown = (value: object) => value as never;
    const calls: Record<string, () => unknown> = {
      logisticRegression: () => logisticRegression(unknown({ c: 1 })),
      ridge: () => ridge(unknown({ C: 1 })),
      linearRegression: () => linearRegression(unknown({ alpha: 1 })),
      standardScaler: () => standardScaler(unknown({ mean: true })),
      simpleImputer: () => simpleImputer('x', unknown({ strategi: 'mean' })),
      oneHotEncoder: () => oneHotEncoder(unknown({ handle_unknown: 'error' })),
      tfidfVectorizer: () => tfidfVectorizer('text', unknown({ min_df: 2 })),
      fit: () => classifier().fit(source, unknown({ target: 'label', sampleWeight: 'w' })),
      evaluate: () => model.evaluate(source, unknown({ bootstrap: 1 })),
      predict: () => predictionsOf(model.predict(source, unknown({ columns: ['x'] }))),
      split: () => source.split(unknown({ tset: 0.2 })),
    };
    for (const [name, call] of Object.entries(calls)) await expectFault('OPTION_UNKNOWN', [name, "'"], call);
  });

  test('that are out of range', async () => {
    const source: Source = await rows(numbers);
    const wrong = (value: object) => value as never;
    const calls: Record<string, () => unknown> = {
      "'C'": () => logisticRegression({ C: -1 }),
      "'maxIter'": () => logisticRegression({ maxIter: 0 }),
      "'alpha'": () => ridge({ alpha: -1 }),
      "'strategy'": () => simpleImputer(wrong({ strategy: 'mode' })),
      "'minDf'": () => tfidfVectorizer('text', { minDf: -1 }),
      ngramRange: () => tfidfVectorizer('text', { ngramRange: [2, 1] }),
      "'target'": () => classifier().fit(source, wrong({})),
      "'missingTarget'": () => classifier().fit(source, wrong({ target: 'label', missingTarget: 'ignore' })),
      "'threads'": () => classifier().fit(source, { target: 'label', threads: 0 }),
      "positive class 'c'": () => classifier().fit(source, { target: 'label', positive: 'c' }),
      'last step': () => (pipeline as (...steps: unknown[]) => unknown)(logisticRegression(), standardScaler()),
    };
    for (const [name, call] of Object.entries(calls)) await expectFault('OPTION_INVALID', [name], call);
  });

  test('a device that does not exist', () => expectFault('DEVICE_UNKNOWN', ["'tpu'"], () => parseDevice('tpu')));
});

async function predictionsOf(batches: AsyncIterable<Iterable<{ toJSON(): Record<string, unknown> }>>) {
  const answers: Record<string, unknown>[] = [];
  for await (const batch of batches) for (const row of batch) answers.push(row.toJSON());
  return answers;
}
