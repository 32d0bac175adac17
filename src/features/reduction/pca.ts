import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { partsOf } from '../../models/assembly.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import type { SavedPartReader } from '../saved-part.ts';
import type { Transformer } from '../transformer.ts';
import { exactComponents, type PrincipalComponents, randomizedComponents } from './principal-components.ts';
import {
  type FittedProjection,
  fittedProjection,
  pick,
  projectionState,
  reducedFeatures,
  transposed,
} from './projection.ts';

const optionsSchema = z.strictObject({
  /** Components that stay; below 1, as many as explain this share of the variance. Default all: min(rows, columns). */
  nComponents: z.union([z.int().min(1), z.number().gt(0).lt(1)]).optional(),
  /** Scale the components' scores to variance 1. Default false. */
  whiten: z.boolean().default(false),
  /**
   * `full`: eigenvectors of the covariance matrix, two passes at most over the rows and columns² numbers in memory.
   * `randomized`: a few components of many columns by randomised subspace iteration, a pass for each power and two more.
   * `auto` (default): randomized for more than 1,000 columns of which under 80 % are wanted, full otherwise.
   */
  svdSolver: z.enum(['auto', 'full', 'randomized']).default('auto'),
  /** Of `randomized`: more directions followed than components wanted. Default 10. */
  nOversamples: z.int().min(0).default(10),
  /** Of `randomized`: powers of the covariance matrix. Default auto: 7 for under a tenth of the columns, else 4. */
  iteratedPower: z.union([z.int().min(0), z.literal('auto')]).default('auto'),
  /** Seed of `randomized`. Default 0. */
  randomState: z.int().min(0).default(0),
});

export type PcaOptions = z.input<typeof optionsSchema>;
export type PcaSettings = z.output<typeof optionsSchema>;

/** What `pca` learnt. */
export interface FittedPca extends FittedProjection {
  readonly nComponents: number;
  /** float64 [components][columns]: of length 1, the entry of largest magnitude positive. */
  readonly components: Float64Array;
  /** float64 [columns] */
  readonly mean: Float64Array;
  /** float64 [components]: variances, dividing by rows − 1. */
  readonly explainedVariance: Float64Array;
  /** float64 [components]: shares of the total variance. */
  readonly explainedVarianceRatio: Float64Array;
  /** float64 [components] */
  readonly singularValues: Float64Array;
  /** The mean variance of the components that were left out. */
  readonly noiseVariance: number;
}

/**
 * Principal components: the directions in which rows vary most, `pca0`, `pca1`, … in the place of the columns picked,
 * by default of all that reaches it (numbers, indicators, sparse columns); others are handed on. Row weights do not
 * count. As scikit-learn's PCA, with `full` computed as its `covariance_eigh`.
 *
 * Fitting throws VALUE_MISSING, COLUMN_TYPE for text and dates, ROWS_TOO_FEW for fewer than two rows, and
 * OPTION_INVALID for more components than rows or columns.
 */
export function pca(...given: FactoryArguments<PcaOptions>): Transformer<FittedPca> {
  const { selector, options } = factoryArguments('pca', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'pca',
    async fit(stage) {
      const { names, features, columnNames, width } = reducedFeatures(stage.layout, selector);
      const { nComponents = width, svdSolver } = options;
      const isRandomized =
        svdSolver === 'randomized' ||
        (svdSolver === 'auto' && width > 1000 && nComponents >= 1 && nComponents < 0.8 * width);
      if (isRandomized && nComponents < 1) {
        throw new MillraceError('OPTION_INVALID', 'pca: svdSolver randomized needs a number of components', {
          value: nComponents,
          remedy: 'give nComponents as a whole number, or use svdSolver full',
        });
      }
      const find = isRandomized ? randomizedComponents : exactComponents;
      const found = await find(stage, width, options, (program, layout) =>
        partsOf(program, pick(layout, names), 'pca'),
      );
      return fittedPca(features, columnNames, options.whiten, found);
    },
  };
}

function fittedPca(
  features: readonly string[],
  columnNames: readonly string[],
  whiten: boolean,
  found: PrincipalComponents,
): FittedPca {
  const { components, mean, noiseVariance, ...variances } = found;
  const nComponents = found.explainedVariance.length;
  // A component without variance stays 0 when it is whitened, and not NaN.
  const scales = found.explainedVariance.map((variance) => Math.max(Math.sqrt(variance), Number.EPSILON));
  const projection = fittedProjection({
    name: 'pca',
    prefix: 'pca',
    features,
    columnNames,
    weights: transposed(components, nComponents, whiten ? scales : undefined),
    shift: mean,
    outputs: nComponents,
    state: { whiten, noiseVariance },
    arrays: { components, mean, ...variances },
  });
  return { ...projection, ...found, nComponents };
}

export function loadPca(part: SavedPartReader): FittedPca {
  const { features, whiten, noiseVariance } = part.state(
    z.strictObject({ ...projectionState, whiten: z.boolean(), noiseVariance: z.number() }),
  );
  const columnNames = part.texts('columnNames');
  const explainedVariance = part.float64('explainedVariance');
  const { length } = explainedVariance;
  return fittedPca(features, columnNames, whiten, {
    components: part.float64('components', length * columnNames.length),
    mean: part.float64('mean', columnNames.length),
    explainedVariance,
    explainedVarianceRatio: part.float64('explainedVarianceRatio', length),
    singularValues: part.float64('singularValues', length),
    noiseVariance,
  });
}
