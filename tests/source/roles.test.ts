import { expect, test } from 'vitest';
import { openFiles } from '../../src/source/files/read.ts';
import { rowsOf, write } from './files/fixtures.ts';

const COUNT = 40;

/** The roles of columns that are given as functions of the row. */
async function rolesOf(columns: Record<string, (row: number) => unknown>, rowCount = COUNT) {
  const lines = Array.from({ length: rowCount }, (_, row) =>
    Object.values(columns)
      .map((value) => value(row))
      .join(','),
  );
  const reader = await openFiles(write('roles.csv', `${Object.keys(columns).join(',')}\n${lines.join('\n')}\n`));
  expect(reader.schema.names).toEqual(Object.keys(columns));
  return Object.fromEntries([...reader.schema].map(({ name, role }) => [name, role]));
}

test('a column of one value is constant, but not if some are missing', async () => {
  const roles = await rolesOf({
    row: (i) => i / 3,
    same: () => 'x',
    sameNumber: () => 7,
    someMissing: (i) => (i % 2 === 0 ? 'x' : ''),
  });
  expect(roles).toEqual({ row: 'numeric', same: 'constant', sameNumber: 'constant', someMissing: 'categorical' });
});

test('the same value in the first rows of a long source does not make it constant', async () => {
  expect(await rolesOf({ year: (i) => (i < 21_000 ? 2001 : 2002), word: () => 'a' }, 22_000)).toEqual({
    year: 'numeric',
    word: 'categorical',
  });
});

test('booleans are true and false, or the integers 0 and 1', async () => {
  expect(
    await rolesOf({
      flag: (i) => i % 2 === 0,
      bit: (i) => i % 2,
      bitFloat: (i) => `${i % 2}.0`,
      three: (i) => i % 3,
    }),
  ).toEqual({ flag: 'boolean', bit: 'boolean', bitFloat: 'numeric', three: 'numeric' });
});

test('identifiers are unique and count up, are named so, or are words without spaces', async () => {
  expect(
    await rolesOf({
      counter: (i) => i + 1,
      fromZero: (i) => i,
      year: (i) => 1990 + i,
      customer_id: (i) => (i * 7919) % 100_003,
      paid: (i) => (i * 7919) % 100_003,
      repeated_id: (i) => i % 9,
      code: (i) => `A-${i}x`,
      floatId: (i) => i + 0.5,
      gaps_id: (i) => (i === 3 ? '' : i * 2),
    }),
  ).toEqual({
    counter: 'identifier',
    fromZero: 'identifier',
    year: 'numeric',
    customer_id: 'identifier',
    paid: 'numeric',
    repeated_id: 'numeric',
    code: 'identifier',
    floatId: 'numeric',
    gaps_id: 'numeric',
  });
});

test('too few rows say nothing about being unique', async () => {
  expect(await rolesOf({ n: (i) => i, word: (i) => `w${i}` }, 5)).toEqual({ n: 'numeric', word: 'categorical' });
});

test('dates are datetime, prose is text, few spellings are categorical', async () => {
  expect(
    await rolesOf({
      day: (i) => `2020-01-${String((i % 28) + 1).padStart(2, '0')}`,
      at: (i) => `2020-01-01 00:00:${String(i % 60).padStart(2, '0')}`,
      prose: (i) => `message number ${i} says something else`,
      title: (i) => `Film ${i}`,
      sentence: (i) => ['a choice of some words', 'another choice of some words'][i % 2],
      city: (i) => ['New York', 'Rome', 'Oslo'][i % 3],
    }),
  ).toEqual({
    day: 'datetime',
    at: 'datetime',
    prose: 'text',
    title: 'text',
    sentence: 'categorical',
    city: 'categorical',
  });
});

test('a stated role stands', async () => {
  const reader = await openFiles(write('stated-role.csv', 'a,b\n1,x\n2,y\n'), { roles: { a: 'categorical' } });
  expect([...reader.schema].map(({ role }) => role)).toEqual(['categorical', 'categorical']);
  expect((await rowsOf(reader)).length).toBe(2);
});
