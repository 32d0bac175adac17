import { type ColumnType, isNumericType } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import type { Role } from '../core/schema.ts';
import type { Feature, Layout } from '../matrix/layout.ts';

/** Picks features of a layout. Made by `byName`, `byRole`, `byType` and `byPattern`. */
export interface Selector {
  readonly select: (layout: Layout) => readonly string[];
  readonly description: string;
}

/** A selector, or names: one or several. */
export type Selection = string | readonly string[] | Selector;

/** Exactly these columns, in this order. @throws MillraceError COLUMN_MISSING when one is not there */
export function byName(...names: readonly string[]): Selector {
  return {
    description: names.join(', '),
    select: (layout) => {
      const there = new Set(layout.map((feature) => feature.name));
      const missing = names.find((name) => !there.has(name));
      if (missing !== undefined) {
        throw new MillraceError('COLUMN_MISSING', `there is no feature '${missing}' at this step`, {
          column: missing,
          remedy: `use one of: ${[...there].slice(0, 20).join(', ')}`,
        });
      }
      return names;
    },
  };
}

/** Source columns of any of these roles. A column that a step has made numbers of counts as numeric. */
export function byRole(...roles: readonly Role[]): Selector {
  return {
    description: `role ${roles.join(' or ')}`,
    select: (layout) => names(layout, (feature) => roles.includes(roleOf(feature))),
  };
}

/** Source columns of any of these types. */
export function byType(...types: readonly ColumnType[]): Selector {
  return {
    description: `type ${types.join(' or ')}`,
    select: (layout) => names(layout, (feature) => feature.kind === 'column' && types.includes(feature.type)),
  };
}

/** Features whose name matches. */
export function byPattern(pattern: RegExp): Selector {
  return {
    description: `names like ${pattern}`,
    select: (layout) => names(layout, (feature) => feature.name.search(pattern) >= 0),
  };
}

export function toSelector(selection: Selection): Selector {
  if (typeof selection === 'string') return byName(selection);
  return isSelector(selection) ? selection : byName(...selection);
}

export function isSelection(value: unknown): value is Selection {
  return typeof value === 'string' || Array.isArray(value) || isSelector(value);
}

function isSelector(value: unknown): value is Selector {
  return typeof value === 'object' && value !== null && 'select' in value;
}

function roleOf(feature: Feature): Role {
  if (feature.kind === 'column') return feature.role;
  return feature.kind === 'numbers' ? 'numeric' : 'categorical';
}

function names(layout: Layout, wanted: (feature: Feature) => boolean): string[] {
  return layout.filter(wanted).map((feature) => feature.name);
}

/** Whether arithmetic on the feature has a meaning: numbers, and source columns of numbers or booleans. */
export function isArithmetic(feature: Feature): boolean {
  if (feature.kind === 'numbers') return true;
  return feature.kind === 'column' && (isNumericType(feature.type) || feature.type === 'boolean');
}
