import { expect, test } from 'vitest';
import type { ColumnData } from '../../src/core/column.ts';
import { Schema } from '../../src/core/schema.ts';
import { Column } from '../../src/engine/column.ts';
import {
  columns,
  fitTransform,
  keep,
  pipeline,
  Source,
  simpleImputer,
  standardScaler,
  tfidfVectorizer,
} from '../../src/index.ts';

const TEXTS = ['the cat', 'the dog and the cat', '', 'a bird'];
const SIZES = [1, 2, Number.NaN, 5];

function text(rows: readonly string[]): ColumnData {
  const bytes = rows.map((row) => new TextEncoder().encode(row));
  const offsets = new Int32Array(rows.length + 1);
  for (const [row, one] of bytes.entries()) offsets[row + 1] = offsets[row]! + one.length;
  const values = Uint8Array.from(Buffer.concat(bytes));
  return { type: 'utf8', length: rows.length, nullCount: 0, validity: undefined, offsets, values };
}

function numbers(rows: readonly number[]): ColumnData {
  const values = Float64Array.from(rows);
  const validity = Uint8Array.of(rows.reduce((bits, value, row) => bits | (Number.isNaN(value) ? 0 : 1 << row), 0));
  const nullCount = rows.filter(Number.isNaN).length;
  return { type: 'float64', length: rows.length, nullCount, validity, offsets: undefined, values };
}

/** The rows in batches of two; counts its scans. */
function source(rowCount = TEXTS.length) {
  const counts = { scans: 0 };
  const made = new Source({
    name: 'memory',
    schema: new Schema([
      { name: 'text', type: 'utf8', role: 'text' },
      { name: 'size', type: 'float64', role: 'numeric' },
    ]),
    rowCount,
    async *scan() {
      counts.scans++;
      for (let begin = 0; begin < rowCount; begin += 2) {
        const end = Math.min(rowCount, begin + 2);
        yield {
          length: end - begin,
          rowIds: Float64Array.from({ length: end - begin }, (_, row) => begin + row),
          columns: new Map([
            ['text', Column.fromData(text(TEXTS.slice(begin, end)))],
            ['size', Column.fromData(numbers(SIZES.slice(begin, end)))],
          ]),
        };
      }
    },
  });
  return { source: made, counts };
}

function onlyText(): { source: Source; counts: { scans: number } } {
  const { source: both, counts } = source();
  const schema = new Schema([both.schema.field('text')]);
  const { reader } = both;
  return {
    source: new Source({ name: 'memory', schema, rowCount: 4, scan: (options) => reader.scan(options) }),
    counts,
  };
}

test('text on its own becomes a sparse matrix in a single pass', async () => {
  const { source: texts, counts } = onlyText();
  const { model, matrix, featureName } = await fitTransform(tfidfVectorizer({ norm: 'none', useIdf: false }), texts);
  expect(counts.scans).toBe(1);
  expect(model.name).toBe('tfidfVectorizer');
  expect(matrix.info).toMatchObject({ rowCount: 4, columnCount: 5, sparse: true, valueCount: 7 });
  expect([0, 1, 2, 3, 4].map(featureName)).toEqual(['and', 'bird', 'cat', 'dog', 'the']);
  expect(matrix.rows()).toEqual({
    sparse: true,
    offsets: Float64Array.of(0, 2, 6, 6, 7),
    indices: Uint32Array.of(2, 4, 0, 2, 3, 4, 1),
    values: Float32Array.of(1, 1, 1, 1, 1, 2, 1),
  });
  expect(matrix.rows(1, 3)).toEqual({
    sparse: true,
    offsets: Float64Array.of(0, 4, 4),
    indices: Uint32Array.of(0, 2, 3, 4),
    values: Float32Array.of(1, 1, 1, 2),
  });
  matrix.release();
});

test('the weights are the same in one pass and behind a pipeline', async () => {
  const kept = await fitTransform(tfidfVectorizer('text'), onlyText().source);
  const stepped = await fitTransform(pipeline(keep(['text']), tfidfVectorizer('text')), source().source);
  expect(stepped.matrix.rows()).toEqual(kept.matrix.rows());
});

test('numbers become a dense matrix', async () => {
  const steps = pipeline(keep(['size']), simpleImputer({ strategy: 'median' }), standardScaler());
  const { matrix, featureName } = await fitTransform(steps, source().source);
  const rows = matrix.rows();
  expect(rows.sparse).toBe(false);
  // Median 2 stands in: 1, 2, 2, 5 have mean 2.5 and variance 2.25.
  expect([...rows.values]).toEqual([-1, -1 / 3, -1 / 3, 5 / 3].map(Math.fround));
  expect(featureName(0)).toBe('size');
});

test('features side by side', async () => {
  const { matrix, featureName } = await fitTransform(
    columns(tfidfVectorizer('text'), simpleImputer(['size'])),
    source().source,
  );
  expect(matrix.info.columnCount).toBe(6);
  expect(featureName(5)).toBe('size');
});

test('faults of the data are named', async () => {
  await expect(fitTransform(keep(['size']), source().source)).rejects.toMatchObject({ code: 'VALUE_MISSING' });
  await expect(fitTransform(keep(['text']), source().source)).rejects.toMatchObject({ code: 'COLUMN_TYPE' });
  await expect(fitTransform(keep(['size']), source(0).source)).rejects.toMatchObject({ code: 'ROWS_TOO_FEW' });
  const stopped = fitTransform(keep(['size']), source().source, { signal: AbortSignal.abort() });
  await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' });
});
