import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonValue } from '../../src/core/json.ts';
import { arrayOf, type ContainerArray, numericArray, textArray, textsOf } from '../../src/model-file/arrays.ts';
import {
  type Container,
  decodeContainer,
  encodeContainer,
  readContainer,
  writeContainer,
} from '../../src/model-file/container.ts';
import { containerV1 } from './container-v1.ts';

const golden = path.join(import.meta.dirname, '../golden/container-v1.millrace');
const empty: Container = { kind: 'model', description: {}, arrays: new Map() };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'millrace-container-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('what is written is what is read', () => {
  test('in memory', () => {
    expect(decodeContainer(encodeContainer(containerV1))).toEqual(containerV1);
    expect(decodeContainer(encodeContainer(empty))).toEqual(empty);
  });

  test('in a file, beside which nothing is left', async () => {
    const file = path.join(folder, 'model.millrace');
    await writeContainer(file, empty);
    await writeContainer(file, containerV1);
    expect(await readContainer(file)).toEqual(containerV1);
    expect(await readdir(folder)).toEqual(['model.millrace']);
    expect(new Uint8Array(await readFile(file))).toEqual(new Uint8Array(encodeContainer(containerV1)));
  });

  test('the same container gives the same bytes', () => {
    expect(encodeContainer(containerV1)).toEqual(encodeContainer(containerV1));
  });

  test('the version-1 file loads', async () => {
    // Written once; it then stays as it is, whatever the format becomes.
    if (!existsSync(golden) && !process.env.CI) await writeContainer(golden, containerV1);
    expect(await readContainer(golden)).toEqual(containerV1);
  });

  test.each([0, 1, 7, 8, 9, 63, 64, 65, 1000])('%i values of every width', (count) => {
    const arrays = new Map<string, ContainerArray>([
      ['bytes', numericArray('uint8', new Uint8Array(count).fill(7))],
      ['doubles', numericArray('float64', new Float64Array(count).fill(0.1))],
      ['texts', textArray(Array.from({ length: count }, (_, i) => 'é'.repeat(i % 5)))],
    ]);
    const container = { ...empty, arrays };
    expect(decodeContainer(encodeContainer(container))).toEqual(container);
  });

  test('bytes at any address', () => {
    const bytes = encodeContainer(containerV1);
    for (let shift = 1; shift < 9; shift++) {
      const moved = Buffer.alloc(bytes.length + shift);
      moved.set(bytes, shift);
      expect(decodeContainer(moved.subarray(shift))).toEqual(containerV1);
    }
  });
});

test('any Arrow reader finds names, types, shapes and little-endian bytes padded to 64', () => {
  const table = tableFromIPC(encodeContainer(containerV1));
  const header = JSON.parse(table.schema.metadata.get('millrace') ?? '');
  expect(header).toMatchObject({ formatVersion: 1, kind: 'model', description: containerV1.description });
  expect(header.createdBy).toMatch(/^millrace \d+\.\d+\.\d+/);
  const row = table.get(0)?.toJSON();
  expect([row?.name, row?.type, [...(row?.shape ?? [])]]).toEqual(['coefficients', 'float64', [2n, 3n]]);
  expect(Buffer.from(row?.data).readDoubleLE(8)).toBe(-2.5);
  for (const { data } of table) expect(data.length % 64).toBe(0);
});

test('the file is a stream too, for readers that skip the magic and read on', () => {
  const stream = tableFromIPC(encodeContainer(containerV1).subarray(8));
  expect(stream.numRows).toBe(containerV1.arrays.size);
});

test('arrays are views of the bytes they came in', () => {
  const bytes = new Uint8Array(encodeContainer(containerV1));
  for (const { values } of decodeContainer(bytes).arrays.values()) expect(values.buffer).toBe(bytes.buffer);
});

test('large arrays come through, and the event loop turns meanwhile', async () => {
  const values = new Float64Array(3_000_000).map((_, i) => i);
  const file = path.join(folder, 'large.millrace');
  await writeContainer(file, {
    ...empty,
    arrays: new Map([['values', numericArray('float64', values, [3, 1_000_000])]]),
  });
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const { arrays } = await readContainer(file);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(3);
  const read = arrayOf(arrays, 'values', 'float64').values;
  expect(Buffer.from(read.buffer, read.byteOffset, read.byteLength).equals(Buffer.from(values.buffer))).toBe(true);
});

describe('what may not be written', () => {
  const bad: Record<string, unknown> = {
    'NaN in the description': { description: { alpha: [1, Number.NaN] } },
    'undefined in the description': { description: { alpha: undefined } },
    'a date in the description': { description: new Date(0) },
    'a bigint in the description': { description: 1n },
  };
  test.each(Object.entries(bad))('%s', (_, change) => {
    const container = { ...empty, ...(change as { description: JsonValue }) };
    expect(() => encodeContainer(container)).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });

  test('arrays that contradict their shape', () => {
    const encode = (array: unknown) => encodeContainer({ ...empty, arrays: new Map([['a', array as ContainerArray]]) });
    const invalid = expect.objectContaining({ code: 'MODEL_INVALID' });
    expect(() => encode(numericArray('int8', new Int8Array(5), [2, 3]))).toThrow(invalid);
    expect(() => encode(numericArray('int8', new Int8Array(4), [-2, -2]))).toThrow(invalid);
    expect(() => encode({ type: 'int8', shape: [2], values: new Int16Array(2) })).toThrow(invalid);
    expect(() => encode({ ...textArray(['a', 'b']), offsets: BigInt64Array.of(0n, 2n, 1n) })).toThrow(invalid);
  });
});

test('arrayOf names what is missing or has another type', () => {
  expect(textsOf(arrayOf(containerV1.arrays, 'vocabulary', 'utf8'))).toEqual(['', 'free', '£1000', '日本']);
  expect(() => arrayOf(containerV1.arrays, 'weights', 'float64')).toThrow(/no array 'weights'/);
  expect(() => arrayOf(containerV1.arrays, 'bins', 'float64')).toThrow(/'bins' is uint8 where float64/);
});

describe('paths', () => {
  test('a missing file and a missing folder', async () => {
    const missing = expect.objectContaining({ code: 'FILE_MISSING', remedy: expect.any(String) });
    await expect(readContainer(path.join(folder, 'none.millrace'))).rejects.toThrow(missing);
    await expect(writeContainer(path.join(folder, 'none', 'a.millrace'), empty)).rejects.toThrow(missing);
  });

  test('a folder', async () => {
    await expect(readContainer(folder)).rejects.toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }));
    await expect(writeContainer(folder, empty)).rejects.toThrow(expect.objectContaining({ code: 'FILE_UNWRITABLE' }));
  });

  test('a text file', async () => {
    const file = path.join(folder, 'data.csv');
    await writeFile(file, 'a,b\n1,2\n');
    await expect(readContainer(file)).rejects.toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }));
  });
});
