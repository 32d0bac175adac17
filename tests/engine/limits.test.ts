import { expect, test, vi } from 'vitest';
import { Column } from '../../src/engine/column.ts';
import { faultOf } from '../support/fault.ts';

test('a batch of more than 2 GiB of text is refused before it is made', async () => {
  const text = new Uint8Array(2 ** 20).fill(97);
  const column = Column.fromData({
    type: 'utf8',
    length: 1,
    nullCount: 0,
    validity: undefined,
    offsets: Int32Array.of(0, text.length),
    values: text,
  });
  const fault = await faultOf(() => column.take(new Uint32Array(2 ** 11)));
  expect(fault).toMatchObject({ code: 'BATCH_TOO_LARGE', remedy: expect.stringContaining('smaller') });
});

test('a released column says so, and a job that uses it keeps it', async () => {
  const { numbersOfColumn } = await import('../../src/engine/column-values.ts');
  const values = Float64Array.from({ length: 100_000 }, (_, i) => i);
  const column = Column.fromData({
    type: 'float64',
    length: values.length,
    nullCount: 0,
    validity: undefined,
    offsets: undefined,
    values,
  });
  const { handle } = column;
  const numbers = numbersOfColumn(column, 'x', {});
  column.release();
  expect(await numbers).toEqual(values);
  expect(await faultOf(() => Column.fromHandle(handle))).toMatchObject({ code: 'CLOSED' });
});

test('without a built engine the error says where it was looked for', async () => {
  vi.resetModules();
  vi.doMock('node:fs', () => ({ existsSync: () => false }));
  const { addon } = await import('../../src/engine/native/load.ts');
  const { MillraceError } = await import('../../src/core/errors.ts');
  let found: unknown;
  try {
    addon();
  } catch (error) {
    found = error;
  }
  vi.doUnmock('node:fs');
  expect(found).toBeInstanceOf(MillraceError);
  expect(found).toMatchObject({
    code: 'ENGINE_UNAVAILABLE',
    message: expect.stringContaining('millrace.node: not there'),
    remedy: expect.stringContaining('C++20 compiler'),
  });
});
