import { describe, expect, it } from 'vitest';
import type { Role } from '../../src/core/schema.ts';
import { Schema } from '../../src/core/schema.ts';
import { profileSource } from '../../src/profile/profile.ts';
import { uniforms } from '../support/tables.ts';
import { batchesOf, type Table } from './batches.ts';

const rows = 1000;
const x = uniforms(rows, 'x');
const other = uniforms(rows, 'other');
const third = uniforms(rows, 'third');
const classes = x.map((u) => (u < 0.3 ? 'a' : 'b'));

const leaks = async (table: Table, target: string, roles: Readonly<Record<string, Role>> = {}) => {
  const fields = Object.entries(table).map(([name, [type]]) => ({
    name,
    type,
    role: roles[name] ?? (type === 'utf8' ? ('categorical' as const) : ('numeric' as const)),
  }));
  const { leakage } = await profileSource(batchesOf(table), new Schema(fields), { target });
  return leakage!.map(({ code, column }) => `${code} ${column ?? ''}`.trim());
};

describe('a class', () => {
  const label = ['utf8', classes] as const;

  it('is repeated by codes of it, and told by a threshold', async () => {
    const codes = classes.map((one) => (one === 'a' ? 'A1' : 'B1'));
    const parts = x.map((u) => (u < 0.15 ? 'low' : u < 0.3 ? 'middle' : 'high'));
    const table: Table = {
      codes: ['utf8', codes],
      parts: ['utf8', parts],
      x: ['float64', x],
      other: ['float64', other],
      label,
    };
    expect(await leaks(table, 'label')).toEqual(['TARGET_REPEATED codes', 'TARGET_DECIDED parts', 'TARGET_DECIDED x']);
  });

  it('is not told by names that never come back, by the largest class, or in few rows', async () => {
    const ids = x.map((_, row) => `id${row}`);
    expect(await leaks({ ids: ['utf8', ids], other: ['float64', other], label }, 'label')).toEqual([]);
    const rare = x.map((u) => (u < 0.0005 ? 'a' : 'b'));
    const halves = other.map((u) => (u < 0.5 ? 1 : 2));
    expect(await leaks({ halves: ['int32', halves], rare: ['utf8', rare] }, 'rare')).toEqual([]);
    const few: Table = { x: ['float64', x.slice(0, 20)], label: ['utf8', classes.slice(0, 20)] };
    expect(await leaks(few, 'label')).toEqual([]);
    expect(await leaks({ x: ['float64', x], same: ['utf8', x.map(() => 'a')] }, 'same')).toEqual([]);
  });

  it('is told by what is missing', async () => {
    const gaps = classes.map((one) => (one === 'a' ? null : 1));
    expect(await leaks({ gaps: ['float64', gaps], label }, 'label')).toEqual(['TARGET_REPEATED gaps']);
  });

  it('is ordered by an identifier and by the rows', async () => {
    const sorted = [...classes].sort();
    const table: Table = { id: ['int32', x.map((_, row) => row)], other: ['float64', other], label: ['utf8', sorted] };
    expect(await leaks(table, 'label', { id: 'identifier' })).toEqual(['TARGET_ORDERED', 'TARGET_ORDERED id']);
  });

  it('of several is told too', async () => {
    const three = x.map((u) => (u < 0.3 ? 'a' : u < 0.6 ? 'b' : 'c'));
    const table: Table = { x: ['float64', x], other: ['float64', other], three: ['utf8', three] };
    expect(await leaks(table, 'three')).toEqual(['TARGET_DECIDED x']);
  });
});

describe('a number', () => {
  it('is repeated in other units and by its logarithm, not by mere correlation', async () => {
    const table: Table = {
      inches: ['float64', x.map((u) => 5 - 2.54 * u)],
      logarithm: ['float64', x.map((u) => Math.log(u + 1e-3))],
      noisy: ['float64', x.map((u, row) => u + 0.1 * other[row]!)],
      same: ['float64', x.map(() => 3)],
      close: ['float64', x.map((u, row) => u + 0.03 * other[row]!)],
      x: ['float64', x],
    };
    expect(await leaks(table, 'x')).toEqual([
      'TARGET_REPEATED inches',
      'TARGET_REPEATED logarithm',
      'TARGET_DECIDED close',
    ]);
  });
});

describe('rows', () => {
  it('that repeat would stand on both sides of a random split', async () => {
    const table: Table = {
      other: ['float64', other.map((_, row) => other[row % 500]!)],
      third: ['float64', third.map((_, row) => third[row % 500]!)],
      label: ['utf8', classes.map((_, row) => classes[row % 500]!)],
    };
    expect(await leaks(table, 'label')).toEqual(['DUPLICATES_CROSS']);
  });
});
