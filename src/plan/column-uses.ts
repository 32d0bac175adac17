import type { Field, Schema } from '../core/schema.ts';
import type { FeatureUse } from './feature-uses.ts';

/** A column of the data and what it was used for, in words. */
export interface ColumnUse extends Field {
  readonly use: string;
}

const STEP_OF_KIND = {
  linear: { number: 'number: median, scaled', category: 'one-hot', text: 'tf-idf' },
  trees: { number: 'number', category: 'categories as they are', text: 'tf-idf' },
} as const;

export interface ColumnParts {
  readonly target: string;
  readonly weight: string | undefined;
  readonly group: string | undefined;
  /** The column that dates rows, if one was named. */
  readonly time: string | undefined;
  /** The target and all that it is computed from. */
  readonly computedFrom: ReadonlySet<string>;
  readonly uses: readonly FeatureUse[];
  /** Per time column, the columns derived from it. */
  readonly parts: ReadonlyMap<string, readonly string[]>;
  readonly drop: readonly string[];
  readonly isTrees: boolean;
}

export function columnUses(schema: Schema, parts: ColumnParts): ColumnUse[] {
  const uses = new Map(parts.uses.map((use) => [use.column, use]));
  return schema.fields.map((field) => ({ ...field, use: useOfColumn(field.name, parts, uses) }));
}

function useOfColumn(name: string, given: ColumnParts, uses: ReadonlyMap<string, FeatureUse>): string {
  const { target, weight, group, time, computedFrom, parts, drop, isTrees } = given;
  if (name === target) return 'target';
  if (name === weight) return 'weight';
  if (name === group) return 'group';
  if (computedFrom.has(name)) return 'left out: the target is computed from it';
  if (drop.includes(name)) return 'left out: as asked';
  const made = parts.get(name)?.filter((part) => uses.get(part)?.kind !== 'leftOut');
  if (made !== undefined) return made.length > 0 ? made.join(', ') : 'left out: its calendar parts never differ';
  if (name === time) return 'time: orders the rows';
  const use = uses.get(name);
  if (use === undefined) return 'left out: no feature';
  return use.kind === 'leftOut' ? `left out: ${use.reason}` : STEP_OF_KIND[isTrees ? 'trees' : 'linear'][use.kind];
}
