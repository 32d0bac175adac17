import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Table,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
} from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { type ErrorCode, MillraceError } from '../../src/core/errors.ts';
import { atOnce } from '../../src/core/turns.ts';
import { numericArray } from '../../src/model-file/arrays.ts';
import { type Container, decodeContainer, encodeContainer, readContainer } from '../../src/model-file/container.ts';
import { seal } from '../../src/model-file/seal.ts';
import { containerV1 } from './container-v1.ts';

const small = encodeContainer({
  kind: 'model',
  description: { C: 1 },
  arrays: new Map([['w', numericArray('float32', Float32Array.of(1, 2))]]),
} satisfies Container);
const large = encodeContainer({
  ...containerV1,
  arrays: new Map([...containerV1.arrays, ['w', numericArray('float64', new Float64Array(50_000).fill(Math.PI))]]),
});

/** The code of the MillraceError that decoding ends in. Anything else, and above all success, fails the test. */
function codeOf(bytes: Uint8Array): ErrorCode {
  try {
    decodeContainer(bytes);
  } catch (error) {
    if (error instanceof MillraceError) return error.code;
    throw error;
  }
  throw new Error('a damaged file was read without an error');
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

// A fixed sequence of numbers below `limit`: the same places on every run.
function* places(count: number, limit: number): Iterable<number> {
  let state = 12345;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield Math.floor((state / 2 ** 32) * limit);
  }
}

describe('damage is told as damage', () => {
  test('a file cut at any byte', () => {
    for (let length = 0; length < small.length; length++) {
      expect(codeOf(small.subarray(0, length)), `cut at ${length}`).toBe('MODEL_CORRUPT');
    }
    for (const length of places(10, large.length)) {
      expect(codeOf(large.subarray(0, length)), `cut at ${length}`).toBe('MODEL_CORRUPT');
    }
  });

  test('any one bit flipped', () => {
    for (let bit = 0; bit < small.length * 8; bit++) {
      expect(codeOf(flipped(small, bit)), `bit ${bit}`).toBe('MODEL_CORRUPT');
    }
    for (const bit of places(100, large.length * 8)) {
      expect(codeOf(flipped(large, bit)), `bit ${bit}`).toBe('MODEL_CORRUPT');
    }
  });

  test('bytes added, before or behind', () => {
    expect(codeOf(Buffer.concat([small, Buffer.alloc(1)]))).toBe('MODEL_CORRUPT');
    expect(codeOf(Buffer.concat([Buffer.alloc(8), small]))).toBe('MODEL_CORRUPT');
  });

  test('in a file too', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'millrace-damage-'));
    try {
      const file = path.join(folder, 'cut.millrace');
      for (const length of [0, 3, 6, 7, 100, small.length - 1]) {
        await writeFile(file, small.subarray(0, length));
        const corrupt = expect.objectContaining({ code: 'MODEL_CORRUPT', message: expect.stringContaining(file) });
        await expect(readContainer(file), `cut at ${length}`).rejects.toThrow(corrupt);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('strangers', () => {
  test.each([
    ['text', Buffer.from('a,b\n1,2\n')],
    ['zeros', Buffer.alloc(1000)],
    ['another Arrow file', Buffer.from(tableToIPC(tableFromArrays({ a: [1, 2, 3] }), 'file'))],
    ['an Arrow stream', Buffer.from(tableToIPC(tableFromArrays({ a: [1, 2, 3] }), 'stream'))],
  ])('%s is no model', (_, bytes) => {
    expect(codeOf(bytes)).toBe('MODEL_INVALID');
  });

  test('a checkpoint is no model', () => {
    const checkpoint = encodeContainer({ kind: 'checkpoint', description: {}, arrays: new Map() });
    expect(codeOf(checkpoint)).toBe('MODEL_INVALID');
    expect(decodeContainer(checkpoint, 'checkpoint').kind).toBe('checkpoint');
  });
});

describe('a right seal over something else', () => {
  const v1 = tableFromIPC(large);
  const good = JSON.parse(v1.schema.metadata.get('millrace')!) as Record<string, unknown>;

  /** The table sealed as a file, its metadata replaced. */
  function sealed(table: Table, metadata: string | undefined): Uint8Array {
    const { fields } = table.schema;
    const schema = new Schema(fields, metadata === undefined ? undefined : new Map([['millrace', metadata]]));
    const file = RecordBatchFileWriter.writeAll(
      new Table(
        schema,
        table.batches.map(({ data }) => new RecordBatch(schema, data)),
      ),
    );
    return Buffer.concat(atOnce(seal(file.toUint8Array(true))));
  }

  test('the control: what was taken apart and sealed again loads', () => {
    expect(decodeContainer(sealed(v1, JSON.stringify(good))).description).toEqual(containerV1.description);
  });

  test('a newer format, whatever else it changed', () => {
    const newer = JSON.stringify({ formatVersion: 2, createdBy: 'millrace 9.0.0', kind: 'forest', other: 1 });
    expect(() => decodeContainer(sealed(tableFromArrays({ a: [1] }), newer))).toThrow(
      expect.objectContaining({ code: 'MODEL_NEWER', message: expect.stringContaining('millrace 9.0.0') }),
    );
    expect(codeOf(flipped(sealed(v1, newer), 1000)), 'damage comes first').toBe('MODEL_CORRUPT');
  });

  test.each([
    ['no metadata', undefined],
    ['no JSON', '{'],
    ['another JSON', '[]'],
    ['null', 'null'],
    ['no version', JSON.stringify({ ...good, formatVersion: undefined })],
    ['a version of text', JSON.stringify({ ...good, formatVersion: '1' })],
    ['version zero', JSON.stringify({ ...good, formatVersion: 0 })],
    ['an unknown kind', JSON.stringify({ ...good, kind: 'program' })],
    ['no description', JSON.stringify({ ...good, description: undefined })],
  ])('%s', (_, metadata) => {
    expect(codeOf(sealed(v1, metadata))).toBe('MODEL_INVALID');
  });

  test('other columns, and the same array twice', () => {
    expect(codeOf(sealed(tableFromArrays({ name: ['w'] }), JSON.stringify(good)))).toBe('MODEL_INVALID');
    expect(codeOf(sealed(v1.concat(v1), JSON.stringify(good)))).toBe('MODEL_INVALID');
  });

  test('batches that are listed but not there do not hang the reader', () => {
    const begin = small.length - 10 - Buffer.from(small).readInt32LE(small.length - 10) - 64;
    const unsealed = Buffer.concat([small.subarray(0, begin), small.subarray(begin + 64)]);
    const batch = 16 + unsealed.readInt32LE(12);
    expect(unsealed.readInt32LE(batch), 'a message begins here').toBe(-1);
    unsealed.writeInt32LE(0, batch + 4);
    expect(codeOf(Buffer.concat(atOnce(seal(unsealed))))).toBe('MODEL_INVALID');
  });
});
