// Parity with scikit-learn: tests/golden/make_bayes.py wrote the expectations. And what holds of any rows.
import { beforeAll, describe, expect, test } from 'vitest';
import {
  bernoulliNB,
  type Classifier,
  columns,
  complementNB,
  fromRows,
  gaussianNB,
  keep,
  loadModel,
  multinomialNB,
  oneHotEncoder,
  pipeline,
  type Source,
  standardScaler,
  tfidfVectorizer,
} from '../../src/index.ts';
import { expectClose } from '../support/close.ts';
import { faultOf } from '../support/fault.ts';
import { golden, sourceOf, type Table } from '../support/golden-tables.ts';
import { temporaryFolder } from '../support/temporary.ts';

const learners = { multinomialNB, complementNB, bernoulliNB, gaussianNB };
type Kind = keyof typeof learners;

const { table, cases } = golden<{
  table: Table;
  cases: {
    kind: Kind;
    data: 'counts' | 'numbers' | 'sparse';
    target: 'two' | 'three';
    options: Record<string, unknown>;
    weighted: boolean;
    probabilities: number[][];
  }[];
}>('bayes.json');

const COLUMNS = {
  counts: ['c0', 'c1', 'c2', 'c3'],
  numbers: ['n0', 'n1', 'n2', 'n3'],
  sparse: ['c0', 'c1', 'kind'],
} as const;

let source: Source;
beforeAll(async () => {
  source = await sourceOf(table, { types: { two: 'utf8', three: 'utf8' } });
});

const pipelineOf = (learner: Classifier, data: keyof typeof COLUMNS) =>
  data === 'sparse' ? pipeline(columns(keep(['c0', 'c1']), oneHotEncoder('kind')), learner) : pipeline(learner);

const rowAt = (row: number, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, table[name]![row]!]));

describe('as scikit-learn', () => {
  test.each(cases)('$kind of $data, $target, $options, weighted $weighted', async (one) => {
    const { kind, data, target, options, weighted } = one;
    const features = [...COLUMNS[data]];
    const roles = { target, features, ...(weighted ? { weight: 'w' } : {}) };
    const model = await pipelineOf(learners[kind](options), data).fit(source, roles);
    one.probabilities.forEach((row, i) => {
      const { probability } = model.predictOne(rowAt(i, features));
      const found = model.classes.map((name) => probability[name]!);
      expectClose(found, row, { relative: 1e-9, absolute: 1e-12 }, `row ${i}`);
    });
  });
});

describe('a naive Bayes model', () => {
  const bayes = Object.entries(learners) as [Kind, () => Classifier][];

  test.each(bayes)('%s is the same bits however rows are batched, and after it was saved', async (kind, learner) => {
    const data = kind === 'gaussianNB' ? 'numbers' : 'sparse';
    const features = [...COLUMNS[data]];
    const path = `${temporaryFolder()}/model.millrace`;
    const bits: string[] = [];
    for (const batchRows of [1, 7, 100_000]) {
      const cut = await sourceOf(table, { types: { two: 'utf8', three: 'utf8' }, batchRows });
      const model = await pipelineOf(learner(), data).fit(cut, { target: 'three', features, weight: 'w' });
      await model.save(path);
      for (const each of [model, await loadModel(path)]) {
        const answers = Array.from({ length: 20 }, (_, i) => each.predictOne(rowAt(i, features)));
        bits.push(JSON.stringify(answers));
      }
    }
    expect(new Set(bits).size).toBe(1);
  });

  test('learns from a text column in one pass', async () => {
    const texts = await fromRows([
      ...Array.from({ length: 30 }, (_, i) => ({ text: `win cash ${i} now`, label: 'spam' })),
      ...Array.from({ length: 60 }, (_, i) => ({ text: `see you at ${i} then`, label: 'ham' })),
    ]);
    for (const learner of [multinomialNB(), complementNB(), bernoulliNB()]) {
      const model = await pipeline(tfidfVectorizer('text'), learner).fit(texts, { target: 'label' });
      expect(model.predictOne({ text: 'cash now' }).prediction, learner.name).toBe('spam');
      expect(model.predictOne({ text: 'then you' }).prediction, learner.name).toBe('ham');
    }
  });
});

test('a single column tells a normed complement model nothing', async () => {
  const model = await pipeline(complementNB({ norm: true })).fit(source, { target: 'two', features: ['c0'] });
  expect(model.predictOne({ c0: 3 }).probability).toEqual({ '0': 0.5, '1': 0.5 });
});

describe('what naive Bayes refuses', () => {
  const refusal = (learner: Classifier, features: string[]) =>
    faultOf(() => pipeline(learner).fit(source, { target: 'two', features }));

  test('negative counts, by row and column', async () => {
    const error = await refusal(multinomialNB(), ['c0', 'n1']);
    expect(error.code).toBe('VALUE_INVALID');
    expect(error.message).toContain("'n1' is negative");
    const scaled = await faultOf(() =>
      pipeline(standardScaler(['c0', 'c1']), complementNB()).fit(source, { target: 'two', features: ['c0', 'c1'] }),
    );
    expect(scaled.code).toBe('VALUE_INVALID');
  });

  test('an alpha of 0 where a class lacks a feature', async () => {
    const error = await refusal(multinomialNB({ alpha: 0 }), ['c2', 'c3']);
    expect(error.code).toBe('OPTION_INVALID');
    expect(error.remedy).toContain('alpha');
  });

  test('normal distributions of what does not vary', async () => {
    const constant = await fromRows([
      { x: 1, y: 'a' },
      { x: 1, y: 'b' },
    ]);
    const error = await faultOf(() => pipeline(gaussianNB()).fit(constant, { target: 'y', features: ['x'] }));
    expect(error.code).toBe('OPTION_INVALID');
    const exact = await refusal(gaussianNB({ varSmoothing: 0 }), ['n0', 'c2']);
    expect(exact.remedy).toContain('varSmoothing');
  });

  test.each([
    ['names a class that there is not', { '0': 0.5, x: 0.5 }],
    ['leaves out a class', { '0': 1 }],
    ['does not sum to 1', { '0': 0.5, '1': 0.6 }],
  ])('a prior that %s', async (_, classPrior) => {
    expect((await refusal(multinomialNB({ classPrior }), ['c0'])).code).toBe('OPTION_INVALID');
    expect((await refusal(gaussianNB({ priors: classPrior }), ['c0'])).code).toBe('OPTION_INVALID');
  });
});
