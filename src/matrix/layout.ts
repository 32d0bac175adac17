import type { ColumnType } from '../core/column.ts';
import type { Role } from '../core/schema.ts';

/** A column of the source as it came. */
export interface ColumnFeature {
  readonly kind: 'column';
  readonly name: string;
  readonly type: ColumnType;
  readonly role: Role;
  readonly slot: number;
}

/** One float64 a row, NaN where missing. */
export interface NumbersFeature {
  readonly kind: 'numbers';
  readonly name: string;
  readonly slot: number;
}

/** The index of a category a row, and its indicator columns in a matrix. */
export interface CodesFeature {
  readonly kind: 'codes';
  readonly name: string;
  readonly slot: number;
  /** The categories' names, in the order of the codes. */
  readonly categories: readonly string[];
}

/** A few of many columns a row. */
export interface SparseFeature {
  readonly kind: 'sparse';
  readonly name: string;
  readonly slot: number;
  readonly width: number;
  /** The name of one of the columns; made when asked for, since there may be millions. */
  readonly nameOf: (index: number) => string;
}

export type Feature = ColumnFeature | NumbersFeature | CodesFeature | SparseFeature;

/** What a step of a pipeline hands to the next: features side by side, each in a slot of the program. */
export type Layout = readonly Feature[];

/** Matrix columns that a feature gives. */
export function widthOf(feature: Feature): number {
  switch (feature.kind) {
    case 'column':
    case 'numbers':
      return 1;
    case 'codes':
      return feature.categories.length;
    case 'sparse':
      return feature.width;
  }
}

/** The name of matrix column `index` of a layout. Indicators are named `column=category`. */
export function featureNameAt(layout: Layout, index: number): string {
  let left = index;
  for (const feature of layout) {
    const width = widthOf(feature);
    if (left < width) {
      return nameWithin(feature, left);
    }
    left -= width;
  }
  throw new RangeError(`the features have no column ${index}`);
}

/** The names of all matrix columns of a layout. */
export function featureNames(layout: Layout): string[] {
  return layout.flatMap((feature) => Array.from({ length: widthOf(feature) }, (_, i) => nameWithin(feature, i)));
}

function nameWithin(feature: Feature, index: number): string {
  switch (feature.kind) {
    case 'column':
    case 'numbers':
      return feature.name;
    case 'codes':
      return `${feature.name}=${feature.categories[index]}`;
    case 'sparse':
      return feature.nameOf(index);
  }
}
