import { isNumericType } from '../core/column.ts';
import type { Field } from '../core/schema.ts';
import type { RunOptions } from '../engine/job.ts';
import type { ProfiledColumn, TableProfile } from '../engine/table-profile.ts';
import type { AssociationProfile, ColumnProfile } from './profile-result.ts';

const MOST_COLUMNS = 60;
const MOST_CATEGORIES = 500;

/** Numbers and categories with at least two values, two by two; the first 60 of them. */
export async function associationResult(
  table: TableProfile,
  fields: readonly Field[],
  columns: readonly ColumnProfile[],
  options: RunOptions,
): Promise<AssociationProfile | undefined> {
  const kinds = fields.map((field, i) => kindOf(field, columns[i]!));
  const fitting = kinds.flatMap((kind, index): ProfiledColumn[] =>
    kind === 'number' || kind === 'category' ? [{ index, isNumber: kind === 'number' }] : [],
  );
  const taken = fitting.slice(0, MOST_COLUMNS);
  if (taken.length < 2) return undefined;
  const { rows, strength, rank } = await table.associate(taken, options);
  const size = taken.length;
  const matrix = (values: Float64Array) =>
    taken.map((_, r) => Array.from(values.subarray(r * size, (r + 1) * size), (v) => (Number.isNaN(v) ? null : v)));
  const tooMany = kinds.flatMap((kind, i) => (kind === 'tooMany' ? [fields[i]!.name] : []));
  return {
    columns: taken.map(({ index }) => fields[index]!.name),
    kinds: taken.map(({ isNumber }) => (isNumber ? 'number' : 'category')),
    rowCount: rows,
    strength: matrix(strength),
    rank: matrix(rank),
    leftOut: [...tooMany, ...fitting.slice(MOST_COLUMNS).map(({ index }) => fields[index]!.name)],
  };
}

function kindOf({ type, role }: Field, { distinct }: ColumnProfile): 'number' | 'category' | 'tooMany' | undefined {
  if (distinct.count < 2) return undefined;
  if (role === 'numeric' && isNumericType(type)) return 'number';
  if (role !== 'categorical' && role !== 'boolean') return undefined;
  return distinct.count <= MOST_CATEGORIES ? 'category' : 'tooMany';
}
