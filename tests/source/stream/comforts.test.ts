import { mkdirSync, readdirSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { type RecordBatch, tableFromArrays } from 'apache-arrow';
import { afterEach, describe, expect, test } from 'vitest';
import { type Batch, type BatchReader, fromRows, type ScanOptions, Source } from '../../../src/index.ts';
import { counted } from '../../support/counting-reader.ts';
import { faultOf } from '../../support/fault.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const folder = temporaryFolder();
mkdirSync(path.join(folder, 'tmp'));
process.env.TMPDIR = path.join(folder, 'tmp');

function openSpools(): number {
  if (process.platform !== 'linux') return 0;
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).includes('.spool');
    } catch {
      return false;
    }
  }).length;
}

afterEach(() => expect.poll(openSpools).toBe(0));

const range = (end: number) => Array.from({ length: end }, (_, i) => i);
const made = (rows: number, batchRows?: number) =>
  fromRows(
    range(rows).map((i) => ({ i, half: i / 2, s: `s${i % 4}`, day: new Date(Date.UTC(2020, 0, 1 + i)) })),
    { batchRows },
  );

/** A reader that tells whether its scans were closed, and how many columns of its batches were released. */
class WatchedReader implements BatchReader {
  open = 0;
  given = 0;
  released = 0;
  readonly #base: BatchReader;

  constructor(base: BatchReader) {
    this.#base = base;
  }

  get name() {
    return this.#base.name;
  }
  get schema() {
    return this.#base.schema;
  }
  get origin() {
    return this.#base.origin;
  }
  get rowCount() {
    return this.#base.rowCount;
  }

  async *scan(options?: ScanOptions): AsyncIterable<Batch> {
    this.open += 1;
    try {
      for await (const batch of this.#base.scan(options)) {
        for (const column of batch.columns.values()) {
          this.given += 1;
          const release = column.release.bind(column);
          let isReleased = false;
          column.release = () => {
            if (!isReleased) this.released += 1;
            isReleased = true;
            release();
          };
        }
        yield batch;
      }
    } finally {
      this.open -= 1;
    }
  }
}

async function drain(source: Source, options: ScanOptions = {}, most = Infinity): Promise<number> {
  let rows = 0;
  for await (const batch of source.scan(options)) {
    rows += batch.length;
    for (const column of batch.columns.values()) column.release();
    if (rows >= most) break;
  }
  return rows;
}

describe('what is read is released and closed', () => {
  const ways: [string, (source: Source) => Source | Promise<Source>][] = [
    ['take', (source) => source.take(95)],
    ['skip', (source) => source.skip(5)],
    ['shuffle', (source) => source.shuffle(30, 1)],
    ['repeat', (source) => source.repeat(2)],
    ['concat', (source) => source.concat(source)],
    ['interleave', (source) => source.interleave(source)],
    ['map', (source) => source.map((row) => row)],
    ['prefetch', (source) => source.prefetch(3)],
    ['cache', (source) => source.cache('memory')],
  ];

  test.each(ways)('by %s, to the end and when left early', async (_, way) => {
    for (const most of [Infinity, 1]) {
      const watched = new WatchedReader((await made(100, 10)).reader);
      const source = await way(new Source(watched));
      const begun = watched.given;
      expect(await drain(source, { batchRows: 10 }, most)).toBeGreaterThanOrEqual(Math.min(most, 95));
      expect(watched.open).toBe(0);
      expect(watched.given).toBeGreaterThan(begun);
      // prefetch may have asked for a batch that nobody took: those are released too
      expect(watched.released).toBe(watched.given);
    }
  });

  test.each(ways)('by %s, when the signal fires', async (_, way) => {
    const watched = new WatchedReader((await made(100, 10)).reader);
    const source = await way(new Source(watched));
    const stop = new AbortController();
    const fault = await faultOf(async () => {
      for await (const batch of source.scan({ batchRows: 5, signal: stop.signal })) {
        for (const column of batch.columns.values()) column.release();
        stop.abort();
      }
    });
    expect(fault.code).toBe('ABORTED');
    expect(watched.open).toBe(0);
  });
});

describe('batch', () => {
  test('gives batches of one size, with typed values', async () => {
    const source = (await made(103, 10)).filter((c) => c.i!.lt(100));
    const sizes: number[] = [];
    const halves: number[] = [];
    for await (const batch of source.batch(32)) {
      sizes.push(batch.length);
      halves.push(...batch.numbers('half'));
      expect(batch.numbers('day')[0]).toBe(Date.UTC(2020, 0, 1 + batch.rowIds[0]!));
      expect(batch.values('s')[1]).toBe(`s${batch.rowIds[1]! % 4}`);
      expect(batch.names).toEqual(['i', 'half', 's', 'day']);
      expect(batch.toArrow().numRows).toBe(batch.length);
      expect((await faultOf(() => batch.numbers('s'))).code).toBe('COLUMN_TYPE');
      expect((await faultOf(() => batch.column('t'))).code).toBe('COLUMN_MISSING');
    }
    expect(sizes).toEqual([32, 32, 32, 4]);
    expect(halves).toEqual(range(100).map((i) => i / 2));
    const whole: number[] = [];
    for await (const batch of source.batch(32, { dropRemainder: true, columns: ['i'] })) {
      expect(batch.names).toEqual(['i']);
      whole.push(batch.length);
    }
    expect(whole).toEqual([32, 32, 32]);
    expect((await faultOf(() => source.batch(4, { columns: ['none'] }))).code).toBe('COLUMN_MISSING');
  });
});

describe('map', () => {
  test('makes rows of rows, with inferred or stated types, and keeps their ids', async () => {
    const source = (await made(50, 7)).filter((c) => c.i!.ge(10));
    const mapped = await source.map((row, id) => ({ id, square: Number(row.i) ** 2, big: row.s === 's1', none: null }));
    expect(mapped.schema.fields.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'int64'],
      ['square', 'int64'],
      ['big', 'boolean'],
      ['none', 'utf8'],
    ]);
    for await (const batch of mapped.batch(9)) {
      expect(batch.numbers('id')).toEqual(batch.rowIds);
      expect(batch.numbers('square')).toEqual(batch.rowIds.map((id) => id ** 2));
    }
    const { source: quiet, reader } = counted(source);
    const stated = await quiet.map(async (row) => ({ i: row.i!, x: 1 }), { types: { x: 'float32', i: 'int64' } });
    expect(reader.scans).toBe(0);
    expect(stated.schema.field('i').role).toBe(source.schema.field('i').role);
    expect(await stated.rows(1)).toEqual([{ i: 10n, x: 1 }]);
  });

  test('names the row whose value does not fit, and refuses what is no row', async () => {
    const source = await made(50, 7);
    const late = await source
      .map((row) => ({ x: row.i === 40n ? 'text' : 1 }), { sampleRows: 10, types: undefined })
      .catch((error: unknown) => error);
    const fault = await faultOf(() => {
      if (late instanceof Source) return drain(late);
      throw late;
    });
    expect(fault.code).toBe('VALUE_INVALID');
    expect(fault.row).toBe(40);
    expect(fault.message).toContain('row 40');
    const none = await source.map(() => [1] as never, { types: { x: 'int64' } });
    expect((await faultOf(() => drain(none))).code).toBe('VALUE_INVALID');
    expect((await faultOf(() => source.map('x' as never))).code).toBe('OPTION_INVALID');
    expect((await faultOf(() => source.map((row) => row, { typ: {} } as never))).code).toBe('OPTION_UNKNOWN');
    await expect(
      source.map(() => {
        throw new RangeError('mine');
      }),
    ).rejects.toThrow(new RangeError('mine'));
  });

  test('reads the columns that are named', async () => {
    const source = await made(10);
    const mapped = await source.map((row) => ({ keys: Object.keys(row).join() }), { reads: ['s', 'half'] });
    expect((await mapped.rows(1))[0]!.keys).toBe('half,s');
    expect((await faultOf(() => source.map((row) => row, { reads: ['none'] }))).code).toBe('COLUMN_MISSING');
  });

  test('makes batches of batches', async () => {
    const source = await made(50, 7);
    const double = (batch: RecordBatch) => {
      const half = batch.getChild('half')!.toArray() as Float64Array;
      return tableFromArrays({ whole: half.map((x) => 2 * x) }).batches[0]!;
    };
    const mapped = await source.mapBatches(double);
    expect(mapped.schema.field('whole').type).toBe('float64');
    const found: number[] = [];
    for await (const batch of mapped.batch(50)) found.push(...batch.numbers('whole'));
    expect(found).toEqual(range(50));
    const cut = await source.mapBatches((batch) => batch.slice(0, 1), { types: { i: 'int64' } });
    expect((await faultOf(() => drain(cut))).code).toBe('VALUE_INVALID');
    const typed = await source.mapBatches(double, { types: { whole: 'int64' } });
    expect((await faultOf(() => drain(typed))).code).toBe('COLUMN_TYPE');
    const absent = await source.mapBatches(double, { types: { none: 'int64' } });
    expect((await faultOf(() => drain(absent))).code).toBe('COLUMN_MISSING');
  });
});

describe('cache', () => {
  test.each(['memory', 'disk'] as const)('in %s reads once, whoever scans, and keeps ids', async (where) => {
    const { source, reader } = counted((await made(60, 7)).filter((c) => c.i!.ge(20)));
    using cached = source.cache(where);
    expect(reader.scans).toBe(0);
    const [a, b] = await Promise.all([cached.rows(100), cached.rows(100)]);
    expect(a).toEqual(b);
    expect(a.length).toBe(40);
    expect(cached.rowCount).toBe(40);
    const ids: number[] = [];
    for await (const batch of cached.scan({ columns: ['half'], batchRows: 3 })) {
      expect([...batch.columns.keys()]).toEqual(['half']);
      expect(batch.columns.get('half')!.data.values[0]).toBe(batch.rowIds[0]! / 2);
      ids.push(...batch.rowIds);
    }
    expect(ids).toEqual(range(60).slice(20));
    expect(reader.scans).toBe(1);
    expect(cached.reader.origin).toBe(source.reader.origin);
  });

  test.each(['memory', 'disk'] as const)(
    'in %s begins anew after it was stopped, and ends when disposed',
    async (where) => {
      const { source, reader } = counted(await made(60, 7));
      const cached = source.cache(where);
      const stop = new AbortController();
      const slow = await cached.map((row) => row, { types: { i: 'int64' } });
      stop.abort();
      expect((await faultOf(() => drain(slow, { signal: stop.signal }))).code).toBe('ABORTED');
      expect(await drain(cached)).toBe(60);
      expect(reader.scans).toBeLessThanOrEqual(2);
      cached[Symbol.dispose]();
      expect((await faultOf(() => drain(cached))).code).toBe('CLOSED');
    },
  );

  test('takes two places', async () => {
    expect((await faultOf(async () => (await made(3)).cache('tape' as never))).code).toBe('OPTION_INVALID');
  });
});

test('prefetch reads ahead while the loop works', async () => {
  const { source, reader } = counted(await made(100, 10));
  for await (const batch of source.prefetch(4).scan()) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(batch.length).toBe(10);
    expect(reader.rows).toBeGreaterThanOrEqual(50);
    break;
  }
  const failing = await source.map(
    (row) => {
      if (row.i === 55n) throw new RangeError('mine');
      return row;
    },
    { types: { i: 'int64' } },
  );
  await expect(drain(failing.prefetch(3))).rejects.toThrow(new RangeError('mine'));
});
