import { expect, test } from 'vitest';
import { Column } from '../../src/engine/column.ts';

test('a column goes into engine memory and comes back, and rows can be picked', () => {
  const column = Column.fromData({
    type: 'utf8',
    length: 3,
    nullCount: 1,
    validity: new Uint8Array([0b101]),
    offsets: new Int32Array([0, 2, 2, 5]),
    values: new TextEncoder().encode('abcde'),
  });
  const back = Column.fromHandle(column.handle).data;
  expect(back.nullCount).toBe(1);
  expect([...back.offsets!]).toEqual([0, 2, 2, 5]);
  expect(new TextDecoder().decode(back.values as Uint8Array)).toBe('abcde');
  const taken = column.take(new Uint32Array([2, 1])).data;
  expect([...taken.offsets!]).toEqual([0, 3, 3]);
  expect(taken.nullCount).toBe(1);
});
