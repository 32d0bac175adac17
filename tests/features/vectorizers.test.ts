// Parity with scikit-learn: tests/golden/make_vectorizers.py wrote the expectations. And what is refused.
import { beforeAll, describe, expect, test } from 'vitest';
import {
  countVectorizer,
  fitTransform,
  fromRows,
  hashingVectorizer,
  loadModel,
  multinomialNB,
  pipeline,
  type Source,
  sgdClassifier,
  type Transformer,
  tfidfVectorizer,
} from '../../src/index.ts';
import { faultOf } from '../support/fault.ts';
import { golden } from '../support/golden-tables.ts';
import { temporaryFolder } from '../support/temporary.ts';

const vectorizers = { countVectorizer, tfidfVectorizer, hashingVectorizer };

const { texts, cases } = golden<{
  texts: string[];
  cases: { kind: keyof typeof vectorizers; options: Record<string, unknown>; rows: [number, number][][] }[];
}>('vectorizers.json');

let source: Source;
let numbers: Source;
beforeAll(async () => {
  source = await fromRows(
    texts.map((text) => ({ text })),
    { types: { text: 'utf8' }, roles: { text: 'text' } },
  );
  numbers = await fromRows([{ other: 1 }, { other: 2 }]);
});

async function rowsOf(transformer: Transformer, from = source): Promise<[number, number][][]> {
  const { matrix } = await fitTransform(transformer, from);
  const rows = matrix.rows();
  if (!rows.sparse) throw new Error('the rows are dense');
  return Array.from({ length: matrix.info.rowCount }, (_, r) =>
    Array.from({ length: rows.offsets[r + 1]! - rows.offsets[r]! }, (_, i): [number, number] => {
      const at = rows.offsets[r]! + i;
      return [rows.indices[at]!, rows.values[at]!];
    }),
  );
}

describe('as scikit-learn', () => {
  test.each(cases)('$kind $options', async ({ kind, options, rows }) => {
    const found = await rowsOf(vectorizers[kind]('text', options));
    for (const [r, row] of rows.entries()) {
      expect(
        found[r]!.map(([column]) => column),
        `row ${r}`,
      ).toEqual(row.map(([column]) => column));
      for (const [i, [, value]] of row.entries()) expect(found[r]![i]![1]).toBeCloseTo(value, 6);
    }
  });
});

describe('hashed terms', () => {
  test('are the same however rows are batched', async () => {
    const whole = await rowsOf(hashingVectorizer('text'));
    for (const batchRows of [1, 7]) {
      const cut = await fromRows(
        texts.map((text) => ({ text })),
        { types: { text: 'utf8' }, roles: { text: 'text' }, batchRows },
      );
      expect(await rowsOf(hashingVectorizer('text'), cut)).toEqual(whole);
    }
  });

  test('that cancel out leave nothing, or 1 where they are told apart by presence alone', async () => {
    const one = await rowsOf(hashingVectorizer('text', { nFeatures: 1, norm: 'none' }));
    expect(one.some((row) => row.length === 0 || row[0]![1] !== 1)).toBe(true);
    const binary = await rowsOf(hashingVectorizer('text', { nFeatures: 1, norm: 'none', binary: true }));
    for (const row of binary) expect(row.length === 0 || (row.length === 1 && row[0]![1] === 1)).toBe(true);
  });

  test('teach a model that answers alike when it was saved', async () => {
    const rows = await fromRows(
      Array.from({ length: 120 }, (_, i) => ({
        text: i % 3 === 0 ? `win cash prize ${i}` : `see you at ${i}`,
        label: i % 3 === 0 ? 'spam' : 'ham',
      })),
      { roles: { text: 'text' } },
    );
    const path = `${temporaryFolder()}/model.millrace`;
    for (const learner of [sgdClassifier({ loss: 'logLoss', maxIter: 5, tol: null }), multinomialNB()]) {
      const hashed = hashingVectorizer('text', { nFeatures: 4096, alternateSign: learner.name !== 'multinomialNB' });
      const model = await pipeline(hashed, learner).fit(rows, { target: 'label' });
      await model.save(path);
      const loaded = await loadModel(path);
      for (const text of ['cash prize', 'see you', '']) {
        expect(loaded.predictOne({ text })).toEqual(model.predictOne({ text }));
      }
      expect(model.predictOne({ text: 'cash prize' }).prediction).toBe('spam');
    }
  });
});

test('a count vectorizer that was saved counts the same', async () => {
  const rows = await fromRows(
    Array.from({ length: 30 }, (_, i) => ({ text: i % 2 ? 'a bc bc' : 'de bc', label: i % 2 ? 'x' : 'y' })),
    { roles: { text: 'text' } },
  );
  const model = await pipeline(countVectorizer('text', { binary: true }), multinomialNB()).fit(rows, {
    target: 'label',
  });
  const path = `${temporaryFolder()}/model.millrace`;
  await model.save(path);
  expect((await loadModel(path)).predictOne({ text: 'bc de' })).toEqual(model.predictOne({ text: 'bc de' }));
});

describe('refused', () => {
  test('columns that are no text', async () => {
    for (const make of Object.values(vectorizers)) {
      const error = await faultOf(() => fitTransform(make('other'), numbers));
      expect(error.code).toBe('COLUMN_TYPE');
      expect(error.message).toContain("'other'");
    }
  });

  test('no text column, and ranges the wrong way round', async () => {
    for (const make of Object.values(vectorizers)) {
      const error = await faultOf(() => fitTransform(make(), numbers));
      expect(error.code).toBe('COLUMN_MISSING');
      expect((await faultOf(() => make({ ngramRange: [2, 1] }))).code).toBe('OPTION_INVALID');
    }
  });
});
