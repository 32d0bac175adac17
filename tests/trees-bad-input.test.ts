import { beforeAll, describe, expect, test } from 'vitest';
import {
  fromRows,
  histGradientBoostingClassifier,
  histGradientBoostingRanker,
  histGradientBoostingRegressor,
  pipeline,
  type Row,
  randomForestClassifier,
  randomForestRegressor,
  read,
  type Source,
} from '../src/index.ts';
import { millrace } from './support/cli.ts';
import { faultOf } from './support/fault.ts';
import { uniforms } from './support/tables.ts';
import { file, temporaryFolder } from './support/temporary.ts';

const folder = temporaryFolder();
const ROWS = 300;

/** x tells y and kind; `none` is missing everywhere; q groups. */
function rows(change: (row: number) => object = () => ({})): Row[] {
  const [x, z] = [uniforms(ROWS, 'x'), uniforms(ROWS, 'z')];
  return Array.from({ length: ROWS }, (_, row) => ({
    x: x[row]!,
    z: z[row]!,
    none: null,
    w: 1,
    q: `q${row % 10}`,
    y: Math.round(3 * x[row]! + z[row]!),
    kind: x[row]! > 0.5 ? 'high' : 'low',
    ...change(row),
  }));
}

const source = (change?: (row: number) => object): Promise<Source> => fromRows(rows(change));

const small = { maxIter: 5, minSamplesLeaf: 5 };
const learners = {
  histGradientBoostingClassifier: {
    target: 'kind',
    train: (from: Source, options: object) =>
      pipeline(histGradientBoostingClassifier(small)).fit(from, { target: 'kind', features: ['x', 'z'], ...options }),
  },
  histGradientBoostingRegressor: {
    target: 'y',
    train: (from: Source, options: object) =>
      pipeline(histGradientBoostingRegressor(small)).fit(from, { target: 'y', features: ['x', 'z'], ...options }),
  },
  histGradientBoostingRanker: {
    target: 'y',
    train: (from: Source, options: object) =>
      pipeline(histGradientBoostingRanker(small)).fit(from, {
        target: 'y',
        group: 'q',
        features: ['x', 'z'],
        ...options,
      }),
  },
  randomForestClassifier: {
    target: 'kind',
    train: (from: Source, options: object) =>
      pipeline(randomForestClassifier({ nEstimators: 5 })).fit(from, {
        target: 'kind',
        features: ['x', 'z'],
        ...options,
      }),
  },
  randomForestRegressor: {
    target: 'y',
    train: (from: Source, options: object) =>
      pipeline(randomForestRegressor({ nEstimators: 5 })).fit(from, { target: 'y', features: ['x', 'z'], ...options }),
  },
};

describe.each(Object.entries(learners))('%s', (_, { target, train }) => {
  const refusal = async (change: (row: number) => object, options: object = {}) => {
    const from = await source(change);
    return faultOf(() => train(from, options));
  };

  test('a constant target is nothing to learn', async () => {
    const value = target === 'kind' ? 'high' : 2;
    expect(await refusal(() => ({ [target]: value }))).toMatchObject({ code: 'TARGET_CONSTANT', column: target });
  });

  test('a target that is missing in a row is named, with how many', async () => {
    const missing = target === 'kind' ? null : Number.NaN;
    const fault = await refusal((row) => (row === 7 ? { [target]: missing } : {}));
    expect(fault).toMatchObject({ code: 'TARGET_MISSING', column: target });
    expect(fault.message).toContain(`1 of ${ROWS}`);
  });

  test('weights: negative, missing, all zero', async () => {
    const weight = { weight: 'w' };
    expect(await refusal((row) => ({ w: row === 9 ? -1 : 1 }), weight)).toMatchObject({
      code: 'WEIGHT_INVALID',
      row: 9,
      column: 'w',
    });
    expect(await refusal((row) => ({ w: row === 9 ? null : 1 }), weight)).toMatchObject({
      code: 'WEIGHT_INVALID',
      row: 9,
    });
    expect(await refusal(() => ({ w: 0 }), weight)).toMatchObject({ code: 'WEIGHT_INVALID', column: 'w' });
  });

  test('a column without any value changes no prediction', async () => {
    const without = await train(await source(), {});
    const withIt = await train(await source(), { features: ['x', 'z', 'none'] });
    const row = { x: 0.7, z: 0.2 };
    expect(withIt.predictOne({ ...row, none: null })).toEqual(without.predictOne(row));
    // Nothing was learnt of its values, so any is as good as none.
    expect(withIt.predictOne({ ...row, none: 3 })).toEqual(without.predictOne(row));
  });

  test('nothing but a column without any value leaves the prior', async () => {
    const model = await train(await source(), { features: ['none'] });
    expect(model.predictOne({ none: null })).toEqual(model.predictOne({ none: 5 }));
  });

  test('an infinite value is named with its row and column', async () => {
    const fault = await refusal((row) => (row === 5 ? { x: Number.POSITIVE_INFINITY } : {}));
    expect(fault).toMatchObject({ code: 'VALUE_INFINITE', row: 5 });
    expect(fault.message).toContain("'x'");
  });
});

describe('one row', () => {
  const one = () => fromRows(rows().slice(0, 1));

  test('has one class: nothing to tell apart', async () => {
    const from = await one();
    expect(await faultOf(() => learners.histGradientBoostingClassifier.train(from, {}))).toMatchObject({
      code: 'TARGET_CONSTANT',
    });
  });

  test('has one number, which is the answer to every row', async () => {
    const from = await one();
    const { y } = rows()[0]!;
    for (const { train } of [learners.histGradientBoostingRegressor, learners.randomForestRegressor]) {
      const model = await train(from, {});
      expect(model.predictOne({ x: 0.1, z: 9 })).toEqual({ prediction: y });
    }
  });

  test('through the command line: too few to hold any out, or one class', async () => {
    const data = file(folder, 'one.csv', 'x,kind,y\n1,a,2.5\n');
    const train = async (...more: string[]) =>
      JSON.parse((await millrace(['train', data, '--runs', folder, '--json', ...more])).stdout);
    expect((await train('--target', 'kind')).error.code).toBe('TARGET_CONSTANT');
    expect((await train('--target', 'kind', '--test', 'none')).error.code).toBe('TARGET_CONSTANT');
  });
});

describe('a column of a million categories', () => {
  const MILLION = 1_000_000;
  let many: Source;
  beforeAll(async () => {
    const lines = ['code,x,kind'];
    for (let row = 0; row < MILLION; row++)
      lines.push(`c${(row * 7919) % MILLION},${row % 97},${row % 97 > 40 ? 'a' : 'b'}`);
    many = await read(file(folder, 'million.csv', `${lines.join('\n')}\n`), { roles: { code: 'categorical' } });
  }, 60_000);

  test('trains, and what tells the answer is found beside it', { timeout: 120_000 }, async () => {
    const model = await pipeline(histGradientBoostingClassifier({ maxIter: 3 })).fit(many, { target: 'kind' });
    expect(model.predictOne({ code: 'c5', x: 90 }).prediction).toBe('a');
    expect(model.predictOne({ code: 'never seen', x: 3 }).prediction).toBe('b');
  });
});

describe('options', () => {
  const factories = [histGradientBoostingClassifier, histGradientBoostingRegressor, histGradientBoostingRanker];
  const refused = [
    ['a tree of one leaf', { maxLeafNodes: 1 }, 'OPTION_INVALID', 'maxLeafNodes'],
    ['no iteration', { maxIter: 0 }, 'OPTION_INVALID', 'maxIter'],
    ['a step backwards', { learningRate: -0.1 }, 'OPTION_INVALID', 'learningRate'],
    ['a bin of everything', { maxBins: 1 }, 'OPTION_INVALID', 'maxBins'],
    ['more bins than u16 can tell', { maxBins: 65_536 }, 'OPTION_INVALID', 'maxBins'],
    ["LightGBM's name", { num_leaves: 31 }, 'OPTION_UNKNOWN', 'num_leaves'],
    ['a slip of the pen', { learningrate: 0.1 }, 'OPTION_UNKNOWN', 'learningRate'],
    ['two ways to draw rows', { subsample: 0.5, rowSampling: { kind: 'goss' } }, 'OPTION_INVALID', 'subsample'],
    ['order among categories', { categorical: ['c'], monotone: { c: 1 } }, 'OPTION_INVALID', 'categorical'],
  ] as const;
  test.each(refused)('%s', async (_, options, code, told) => {
    for (const factory of factories) {
      const fault = await faultOf(() => factory(options as object));
      expect(fault.code).toBe(code);
      expect(`${fault.message} ${fault.remedy}`).toContain(told);
    }
  });

  test('constraints on columns that are not there', async () => {
    const from = await source();
    for (const options of [
      { monotone: { elsewhere: 1 } },
      { interactions: [['elsewhere']] },
      { categorical: ['elsewhere'] },
    ]) {
      const learner = histGradientBoostingRegressor({ ...small, ...options } as object);
      const fault = await faultOf(() => pipeline(learner).fit(from, { target: 'y', features: ['x', 'z'] }));
      expect(fault.code).toMatch(/^(OPTION_INVALID|COLUMN_MISSING)$/);
      expect(`${fault.message} ${fault.remedy}`).toContain('elsewhere');
    }
  });

  test('free text has to be made numbers of, or be named a category', async () => {
    const from = await fromRows(rows((row) => ({ words: `a few words of row ${row} and some more of ${row * 7}` })));
    const trained = () =>
      pipeline(histGradientBoostingRegressor(small)).fit(from, { target: 'y', features: ['x', 'words'] });
    expect(await faultOf(trained)).toMatchObject({ code: 'COLUMN_TYPE', column: 'words' });
  });
});

describe('millrace train', () => {
  const table = (change: (row: number) => object) => {
    const lines = rows(change).map(({ x, z, none, w, q, y, kind }) => [x, z, none ?? '', w, q, y, kind].join(','));
    return ['x,z,none,w,q,y,kind', ...lines, ''].join('\n');
  };
  let files = 0;
  const train = async (change: (row: number) => object, ...options: string[]) => {
    const data = file(folder, `cli${files++}.csv`, table(change));
    const { code, stdout } = await millrace(['train', data, '--runs', folder, '--json', '--max-iter', '5', ...options]);
    return { code, json: JSON.parse(stdout) };
  };

  test('a constant target, weights that are none', async () => {
    expect(await train(() => ({ kind: 'one' }), '--target', 'kind')).toMatchObject({
      code: 1,
      json: { error: { code: 'TARGET_CONSTANT' } },
    });
    expect(await train(() => ({ w: -1 }), '--target', 'kind', '--weight', 'w')).toMatchObject({
      code: 1,
      json: { error: { code: 'WEIGHT_INVALID' } },
    });
    expect(await train(() => ({ w: 0 }), '--target', 'y', '--weight', 'w')).toMatchObject({
      code: 1,
      json: { error: { code: 'WEIGHT_INVALID' } },
    });
  });

  test('rows without a target are left out and counted; a column without a value is left out with a warning', async () => {
    const { code, json } = await train((row) => (row % 10 === 0 ? { kind: '' } : {}), '--target', 'kind');
    expect(code).toBe(0);
    expect(json).toMatchObject({ excludedRows: ROWS / 10 });
    expect(json.warnings).toContainEqual(expect.stringMatching(/'none' is left out/));
  });

  test('learners and options that do not go together', async () => {
    const refused = async (...options: string[]) => (await train(() => ({}), '--target', 'y', ...options)).json.error;
    expect(await refused('--learner', 'linear')).toMatchObject({ code: 'OPTION_INVALID' }); // --max-iter
    expect(await refused('--learner', 'trees')).toMatchObject({ code: 'OPTION_INVALID' });
    expect(await refused('--task', 'ranking')).toMatchObject({ code: 'OPTION_INVALID' });
    expect(await refused('--task', 'ranking', '--group', 'q', '--learner', 'forest')).toMatchObject({
      code: 'OPTION_INVALID',
    });
    expect(await refused('--checkpoint-every', '3')).toMatchObject({ code: 'OPTION_INVALID' });
  });
});
