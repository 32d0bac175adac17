import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { numbersByDefault } from '../scaling/standard-scaler.ts';
import { type FittedTransformer, mapFeatures, type Transformer } from '../transformer.ts';
import { type BinnedColumn, binned, intervalNames } from './binned-column.ts';

const edge = z.union([z.number(), z.literal(Infinity), z.literal(-Infinity)]);
const optionsSchema = z.strictObject({
  /** Where bins begin and end, ascending; the first and the last may be −Infinity and Infinity. */
  edges: z
    .array(edge)
    .min(2)
    .refine((edges) => edges.every((value, i) => i === 0 || value > edges[i - 1]!), 'edges must ascend'),
  /** The bins' names, one fewer than edges. Default the intervals, as in `(18, 25]`. */
  labels: z.array(z.string()).optional(),
  /** Whether a number on an edge belongs to the bin below it: (18, 25], and not [18, 25). Default true. */
  right: z.boolean().default(true),
  /** Take in the outer edge that this leaves out: the first one, or the last with `right: false`. Default false. */
  includeEnds: z.boolean().default(false),
  /** An indicator for each bin, or one number: 0 for the first bin. Default onehot. */
  encode: z.enum(['onehot', 'ordinal']).default('onehot'),
});

export type BinnerOptions = z.input<typeof optionsSchema>;

/**
 * Cuts numbers into bins between given edges. A number beyond them is in no bin, and so is a missing one: all its
 * indicators are 0, or its number is missing. It learns nothing.
 *
 * Takes the columns named or selected, by default all numbers and booleans; hands on the others as they are. Indicators
 * are named by their bins, as in `age=young`. As pandas' cut.
 */
export function binner(...given: FactoryArguments<BinnerOptions>): Transformer {
  const { selector, options } = factoryArguments('binner', optionsSchema, given);
  const { edges, right, includeEnds, encode } = options;
  const labels = options.labels ?? intervalNames(edges, right);
  if (labels.length !== edges.length - 1 || new Set(labels).size !== labels.length) {
    throw new MillraceError(
      'OPTION_INVALID',
      `binner: ${edges.length} edges need ${edges.length - 1} different labels`,
      { value: labels, remedy: 'give one label for each bin' },
    );
  }
  return {
    kind: 'transformer',
    name: 'binner',
    fit: async (stage) =>
      fittedBinner((selector ?? numbersByDefault).select(stage.layout), {
        edges: Float64Array.from(edges),
        labels,
        right,
        includeEnds,
        encode,
      }),
  };
}

interface Bins {
  readonly edges: Float64Array;
  readonly labels: readonly string[];
  readonly right: boolean;
  readonly includeEnds: boolean;
  readonly encode: 'onehot' | 'ordinal';
}

function fittedBinner(names: readonly string[], bins: Bins): FittedTransformer {
  const { edges, labels, right, includeEnds, encode } = bins;
  const column = (name: string): BinnedColumn => ({
    column: name,
    edges,
    hasOuter: true,
    rightClosed: right,
    includeEnds,
    labels,
  });
  return {
    name: 'binner',
    compile: (program, layout) =>
      mapFeatures(layout, new Set(names), (feature) =>
        binned(program, feature, column(feature.name), encode, 'binner'),
      ),
    save: (): SavedPart => ({
      name: 'binner',
      state: { columns: [...names], labels: [...labels], right, includeEnds, encode },
      arrays: { edges },
    }),
  };
}

const stateSchema = z.strictObject({
  columns: z.array(z.string()),
  labels: z.array(z.string()).min(1),
  right: z.boolean(),
  includeEnds: z.boolean(),
  encode: z.enum(['onehot', 'ordinal']),
});

export function loadBinner(part: SavedPartReader): FittedTransformer {
  const { columns, ...bins } = part.state(stateSchema);
  return fittedBinner(columns, { ...bins, edges: part.float64('edges', bins.labels.length + 1) });
}
