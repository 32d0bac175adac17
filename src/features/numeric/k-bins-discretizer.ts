import { z } from 'zod';
import { clusterCentres } from '../../engine/numeric-features.ts';
import type { SortedNumbers } from '../../engine/scaling.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import { emptyColumn } from '../empty-column.ts';
import { orderedColumns, subsampleOptions } from '../ordered-columns.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { numbersByDefault } from '../scaling/standard-scaler.ts';
import { type FittedTransformer, mapFeatures, type Stage, type Transformer } from '../transformer.ts';
import { type BinnedColumn, binned, intervalNames } from './binned-column.ts';
import { even } from './even-steps.ts';
import { requirePicked } from './given-by-column.ts';

const binCount = z.int().min(2).max(10_000);
const quantileMethods = [
  'averagedInvertedCdf',
  'linear',
  'invertedCdf',
  'interpolatedInvertedCdf',
  'hazen',
  'weibull',
  'medianUnbiased',
  'normalUnbiased',
] as const;
const optionsSchema = z.strictObject({
  /** Bins of each column, or of each by its name. Default 5. */
  nBins: z.union([binCount, z.record(z.string(), binCount)]).default(5),
  /** Bins of equal width, of equal numbers of rows, or around the centres of clusters. Default quantile. */
  strategy: z.enum(['uniform', 'quantile', 'kmeans']).default('quantile'),
  /** An indicator for each bin, or one number: 0 for the first bin. Default onehot. */
  encode: z.enum(['onehot', 'ordinal']).default('onehot'),
  /** How a quantile between two numbers is made of them: NumPy's methods. Default averagedInvertedCdf. */
  quantileMethod: z.enum(quantileMethods).default('averagedInvertedCdf'),
  /** Rows, drawn by their ids, that quantiles and clusters are found in; null for all. Default 200,000. */
  subsample: subsampleOptions.subsample.default(200_000),
  /** Which rows are drawn. Default 0. */
  randomState: subsampleOptions.randomState,
});

export type KBinsDiscretizerOptions = z.input<typeof optionsSchema>;
type Options = z.output<typeof optionsSchema>;

/**
 * Cuts numbers into bins that it finds in the training rows. A number on an edge is in the bin above it, one beyond the
 * training rows' in the outer bin of its side. A missing number is in no bin: all its indicators are 0, or its number
 * is missing. Quantiles and clusters that fall together leave fewer bins than asked for; a constant column has one.
 * The extrema are those of all rows. Row weights do not count.
 *
 * With `subsample: null` quantiles are exact up to 1,048,576 numbers a column and for up to 65,536 different values;
 * beyond that their ranks are off by about 0.01 % of the rows (0.1 % at the very worst).
 *
 * Takes the columns named or selected, by default all numbers and booleans; hands on the others as they are. Indicators
 * are named by their bins, as in `age=[18, 25)`. As scikit-learn's KBinsDiscretizer.
 * Fitting throws COLUMN_EMPTY for a column without a value.
 */
export function kBinsDiscretizer(...given: FactoryArguments<KBinsDiscretizerOptions>): Transformer {
  const { selector, options } = factoryArguments('kBinsDiscretizer', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'kBinsDiscretizer',
    async fit(stage) {
      const names = (selector ?? numbersByDefault).select(stage.layout);
      if (typeof options.nBins === 'object')
        requirePicked(Object.keys(options.nBins), names, 'kBinsDiscretizer: nBins');
      const { extrema, sorted } = await orderedColumns(stage, names, 'kBinsDiscretizer', {
        ...options,
        needsOrder: options.strategy !== 'uniform',
      });
      const edges = await Promise.all(
        names.map((name) => {
          const { any, min, max } = extrema.get(name)!;
          if (!any) throw emptyColumn(name);
          const bins = typeof options.nBins === 'number' ? options.nBins : (options.nBins[name] ?? 5);
          return min === max ? [-Infinity, Infinity] : edgesOf(stage, sorted.get(name), min, max, bins, options);
        }),
      );
      for (const one of sorted.values()) one.release();
      return fittedKBinsDiscretizer(names, edges, options.encode);
    },
  };
}

async function edgesOf(
  stage: Stage,
  sorted: SortedNumbers | undefined,
  min: number,
  max: number,
  bins: number,
  { strategy, quantileMethod }: Options,
): Promise<number[]> {
  if (strategy === 'uniform' || sorted === undefined || sorted.count === 0) return even(min, max, bins + 1);
  if (strategy === 'quantile') {
    const levels = even(0, 100, bins + 1).map((percent) => percent / 100);
    return apart([...sorted.quantiles(levels, quantileMethod)]);
  }
  const centres = await clusterCentres(sorted, bins, stage.run);
  const between = [...centres.subarray(1)].map((centre, i) => (centre + centres[i]!) * 0.5);
  return apart([min, ...between, max]);
}

/** Without the edges of bins that are at most 1e-8 wide, as scikit-learn drops them. */
function apart(edges: readonly number[]): number[] {
  return edges.filter((edge, i) => i === 0 || edge - edges[i - 1]! > 1e-8);
}

function fittedKBinsDiscretizer(
  names: readonly string[],
  edges: readonly ArrayLike<number>[],
  encode: 'onehot' | 'ordinal',
): FittedTransformer {
  const columns = new Map(names.map((name, i) => [name, binnedColumn(name, Float64Array.from(edges[i]!))]));
  return {
    name: 'kBinsDiscretizer',
    compile: (program, layout) =>
      mapFeatures(layout, new Set(names), (feature) =>
        binned(program, feature, columns.get(feature.name)!, encode, 'kBinsDiscretizer'),
      ),
    save: (): SavedPart => ({
      name: 'kBinsDiscretizer',
      state: { columns: [...names], encode },
      arrays: Object.fromEntries(edges.map((own, i) => [`edges${i}`, Float64Array.from(own)])),
    }),
  };
}

function binnedColumn(column: string, all: Float64Array): BinnedColumn {
  // The outer bins are open: only the edges between bins tell them apart.
  const edges = all.slice(1, -1);
  const labels = intervalNames([-Infinity, ...edges, Infinity], false);
  return { column, edges, hasOuter: false, rightClosed: false, includeEnds: false, labels };
}

export function loadKBinsDiscretizer(part: SavedPartReader): FittedTransformer {
  const { columns, encode } = part.state(
    z.strictObject({ columns: z.array(z.string()), encode: z.enum(['onehot', 'ordinal']) }),
  );
  return fittedKBinsDiscretizer(
    columns,
    columns.map((_, i) => part.float64(`edges${i}`)),
    encode,
  );
}
