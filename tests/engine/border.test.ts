// What the engine is given at its border: nothing of it may crash the process.
import { expect, test } from 'vitest';
import { addon } from '../../src/engine/native/load.ts';
import { read } from '../../src/index.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const FLOAT64 = 10;
const UTF8 = 11;

const column = (type: number, length: number, nulls: number, ...buffers: unknown[]) =>
  (addon().columnFromBuffers as (...given: unknown[]) => unknown)(type, length, nulls, ...buffers);

const internal = expect.objectContaining({ code: 'INTERNAL' });
const refused = expect.objectContaining({ code: 'BUFFER_REFUSED' });

test('a column of a length that its buffers do not hold is refused', () => {
  const values = new Float64Array(3);
  for (const length of [4, -1, 2 ** 32, 2 ** 53, 2 ** 62, 1e300]) {
    expect(() => column(FLOAT64, length, 0, undefined, undefined, values)).toThrow(internal);
  }
  expect(() => column(FLOAT64, 3, 1, new Uint8Array(0), undefined, values)).toThrow(internal);
  expect(() => column(99, 3, 0, undefined, undefined, values)).toThrow(internal);
});

test('text with offsets that leave its bytes is refused', () => {
  const bytes = new Uint8Array([97, 98]);
  for (const offsets of [
    [0, 1, 3],
    [0, 2, 1],
    [-1, 0, 2],
  ]) {
    expect(() => column(UTF8, 2, 0, undefined, Int32Array.from(offsets), bytes)).toThrow(internal);
  }
});

test('memory that is shared or was transferred away is refused, and no memory at all is empty', () => {
  expect(() => column(FLOAT64, 1, 0, undefined, undefined, new Float64Array(new SharedArrayBuffer(8)))).toThrow(
    refused,
  );
  const transferred = new Float64Array(1);
  structuredClone(transferred.buffer, { transfer: [transferred.buffer] });
  expect(() => column(FLOAT64, 1, 0, undefined, undefined, transferred)).toThrow(refused);
  expect(() => column(FLOAT64, 1, 0, undefined, undefined, [1])).toThrow(internal);
  expect(addon().columnInfo(column(FLOAT64, 0, 0, undefined, undefined, new Float64Array(0)) as never)).toMatchObject({
    length: 0,
  });
});

test('a handle of another kind, none and one that was released are refused', () => {
  const token = addon().cancelToken();
  expect(() => addon().columnInfo(token as never)).toThrow(internal);
  for (const none of [undefined, null, 7, {}]) expect(() => addon().columnInfo(none as never)).toThrow(internal);
  addon().release(token);
  addon().release(token);
  expect(() => addon().cancel(token)).toThrow(expect.objectContaining({ code: 'CLOSED' }));
});

test('batches of no rows or of more than there can be are refused', async () => {
  const source = await read(file(folder, 'rows.csv', 'a\n1\n2\n'));
  for (const batchRows of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 33, 2 ** 61, 2 ** 62, 1e300]) {
    const scan = async () => {
      for await (const _batch of source.scan({ batchRows }));
    };
    await expect(scan(), `${batchRows}`).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  }
});
