import path from 'node:path';
import { expect, test } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import { fromRows, type Row, type RowValue, read } from '../../src/index.ts';
import { writeBatches } from '../../src/source/files/write.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const TYPES = ['boolean', 'int32', 'int64', 'float64', 'utf8', 'date32', 'timestamp_us'] as const;
type Type = (typeof TYPES)[number];
const WORDS = [
  '',
  'plain',
  'two words',
  'grün',
  '😀',
  'a,b',
  '"quoted"',
  "it's",
  'tab\there',
  'line\nbreak',
  ' padded ',
];

/** A random table: names, types, and rows with nulls here and there. */
function randomTable(seed: number) {
  const random = randomStream(seed, 'round trip');
  let drawn = 0;
  const below = (bound: number) => random.below(drawn++, bound);
  const columns = Array.from({ length: 1 + below(6) }, (_, i) => ({
    name: ['plain', 'with space', 'ümlaut', 'a.b', "it's", 'UPPER'][i]!,
    type: TYPES[below(TYPES.length)]!,
    nulls: [0, 2, 10][below(3)]!, // one in so many; 0: none
  }));
  const value = (type: Type): RowValue => {
    const n = below(2 ** 31) - 2 ** 30;
    switch (type) {
      case 'boolean':
        return n % 2 === 0;
      case 'int32':
        return n;
      case 'int64':
        return BigInt(n) * 4_000_000_007n;
      case 'float64':
        return n / 1024 + 0.1;
      case 'utf8':
        return WORDS[below(WORDS.length)]!;
      case 'date32':
        return new Date((n % 20_000) * 86_400_000);
      case 'timestamp_us':
        return new Date(n * 1000 + below(1000));
    }
  };
  const rows: Row[] = Array.from({ length: 1 + below(200) }, () =>
    Object.fromEntries(
      columns.map(({ name, type, nulls }) => [name, nulls > 0 && below(nulls) === 0 ? null : value(type)]),
    ),
  );
  const types = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
  return { rows, types, cuts: [1 + below(50), 1 + below(50)] as const };
}

test.each(['parquet', 'arrow', 'jsonl', 'csv'] as const)(
  '%s gives back what was written, in any batches',
  async (format) => {
    for (let seed = 1; seed <= 40; seed++) {
      const { rows, types, cuts } = randomTable(seed);
      const file = path.join(folder, `${seed}.${format}`);
      const source = await fromRows(rows, { types });
      await writeBatches(file, source.scan({ batchRows: cuts[0] }));
      const options = format === 'arrow' ? {} : { types };
      const text = format === 'csv' ? { header: true, delimiter: ',', quote: '"', missing: [''] } : {};
      const back = await read(file, { ...options, ...text });
      const found: Row[] = [];
      for await (const batch of back.batch(cuts[1])) found.push(...batch.rows());
      expect(back.schema.names, `seed ${seed}`).toEqual(source.schema.names);
      const written = await source.rows(1000);
      // Read from a text file, empty text is missing.
      const blank = (row: Row) =>
        Object.fromEntries(Object.entries(row).map(([name, x]) => [name, x === '' ? null : x]));
      expect(found, `seed ${seed}`).toEqual(format === 'csv' ? written.map(blank) : written);
    }
  },
);
