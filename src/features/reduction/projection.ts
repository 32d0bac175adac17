import { z } from 'zod';
import type { JsonValue } from '../../core/json.ts';
import { Projection } from '../../engine/reduction.ts';
import { type Feature, featureNames, type Layout, widthOf } from '../../matrix/layout.ts';
import { partsOf } from '../../models/assembly.ts';
import type { SavedArray, SavedPart } from '../saved-part.ts';
import type { Selector } from '../selector.ts';
import type { FittedTransformer } from '../transformer.ts';

/** A fitted step that puts linear combinations of matrix columns in the place of features. */
export interface FittedProjection extends FittedTransformer {
  /** The matrix columns that are combined, in the order of the arrays. */
  readonly columnNames: readonly string[];
}

export interface ProjectionParts {
  readonly name: string;
  /** What the outputs' names begin with: `pca0`, `pca1`, … */
  readonly prefix: string;
  readonly features: readonly string[];
  readonly columnNames: readonly string[];
  /** float64 [columns][outputs] */
  readonly weights: Float64Array;
  /** float64 [columns]: taken off first. */
  readonly shift: Float64Array;
  readonly outputs: number;
  /** What else is saved. */
  readonly state: Readonly<Record<string, JsonValue>>;
  readonly arrays: Readonly<Record<string, SavedArray>>;
}

/** What such steps save of where their input comes from. */
export const projectionState = { features: z.array(z.string()) };

export function fittedProjection(parts: ProjectionParts): FittedProjection {
  const { name, prefix, features, columnNames, weights, shift, outputs } = parts;
  const picked = new Set(features);
  const projection = new Projection(weights, shift, outputs);
  return {
    name,
    columnNames,
    compile: (program, layout) => {
      const own = pick(layout, picked);
      // Nothing reads the outputs when the columns behind them are not there.
      if (own.length < features.length) return layout.filter((feature) => !picked.has(feature.name));
      const slots = projection.addTo(program, partsOf(program, own, name));
      const made = slots.map((slot, i): Feature => ({ kind: 'numbers', name: `${prefix}${i}`, slot }));
      const first = layout.indexOf(own[0]!);
      return layout.flatMap((feature, i) => (i === first ? made : picked.has(feature.name) ? [] : [feature]));
    },
    save: (): SavedPart => ({
      name,
      state: { features: [...features], ...parts.state },
      arrays: { columnNames: [...columnNames], ...parts.arrays },
    }),
  };
}

/** What reaches a reduction: the features that it was told, all of them by default. */
export function reducedFeatures(layout: Layout, selector: Selector | undefined) {
  const names = new Set(selector?.select(layout) ?? layout.map((feature) => feature.name));
  const features = pick(layout, names);
  return {
    names,
    features: features.map((feature) => feature.name),
    columnNames: featureNames(features),
    width: features.reduce((sum, feature) => sum + widthOf(feature), 0),
  };
}

export function pick(layout: Layout, names: ReadonlySet<string>): Layout {
  return layout.filter((feature) => names.has(feature.name));
}

/** [rows][columns] to [columns][rows], each row divided by its scale. */
export function transposed(rows: Float64Array, count: number, scales?: Float64Array): Float64Array {
  const width = count === 0 ? 0 : rows.length / count;
  const out = new Float64Array(rows.length);
  for (let row = 0; row < count; row++) {
    const scale = scales?.[row] ?? 1;
    for (let i = 0; i < width; i++) out[i * count + row] = rows[row * width + i]! / scale;
  }
  return out;
}
