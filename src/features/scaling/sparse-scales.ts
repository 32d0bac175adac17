import { z } from 'zod';
import type { Program } from '../../engine/program.ts';
import { scaleSparse } from '../../engine/scaling.ts';
import type { Feature, SparseFeature } from '../../matrix/layout.ts';
import type { SavedArray, SavedPartReader } from '../saved-part.ts';

/** What the columns of a sparse feature are divided by, by the feature's name: zeros stay zeros. */
export type SparseScales = ReadonlyMap<string, Float64Array>;

/** The features among these names that are sparse. */
export function sparseAmong(layout: readonly Feature[], names: readonly string[]): SparseFeature[] {
  const wanted = new Set(names);
  return layout.filter((feature) => feature.kind === 'sparse').filter((feature) => wanted.has(feature.name));
}

export function dividedBy(program: Program, feature: SparseFeature, scales: Float64Array): SparseFeature {
  return { ...feature, slot: scaleSparse(program, feature.slot, scales) };
}

export const sparseNamesSchema = z.array(z.string()).default([]);

export function savedSparseScales(scales: SparseScales): {
  state: { sparse?: string[] };
  arrays: Record<string, SavedArray>;
} {
  if (scales.size === 0) return { state: {}, arrays: {} };
  return {
    state: { sparse: [...scales.keys()] },
    arrays: Object.fromEntries([...scales.values()].map((values, i) => [`sparse${i}`, values])),
  };
}

export function loadSparseScales(part: SavedPartReader, names: readonly string[]): SparseScales {
  return new Map(names.map((name, i) => [name, part.float64(`sparse${i}`)]));
}
