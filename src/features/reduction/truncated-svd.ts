import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { ColumnMomentsState, gramProductOf, Subspace } from '../../engine/reduction.ts';
import { FeatureMatrix } from '../../engine/states.ts';
import { isSparse, partsOf } from '../../models/assembly.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import type { SavedPartReader } from '../saved-part.ts';
import type { Transformer } from '../transformer.ts';
import {
  type FittedProjection,
  fittedProjection,
  pick,
  projectionState,
  reducedFeatures,
  transposed,
} from './projection.ts';

const optionsSchema = z.strictObject({
  /** Components that stay. Default 2; 100 is usual for text. */
  nComponents: z.int().min(1).default(2),
  /** Times that the subspace is multiplied by the matrix and its transpose. Default 5. */
  nIter: z.int().min(0).default(5),
  /** More directions followed than components wanted. Default 10. */
  nOversamples: z.int().min(0).default(10),
  /** Seed of the directions to begin with. Default 0. */
  randomState: z.int().min(0).default(0),
});

export type TruncatedSvdOptions = z.input<typeof optionsSchema>;

/** What `truncatedSvd` learnt. */
export interface FittedTruncatedSvd extends FittedProjection {
  readonly nComponents: number;
  /** float64 [components][columns]: of length 1, the entry of largest magnitude positive. */
  readonly components: Float64Array;
  /** float64 [components]: variances of the scores, dividing by the rows. */
  readonly explainedVariance: Float64Array;
  /** float64 [components]: shares of the columns' total variance. */
  readonly explainedVarianceRatio: Float64Array;
  /** float64 [components] */
  readonly singularValues: Float64Array;
}

/**
 * The leading right singular vectors of the rows as they are, not centred: latent semantic analysis of term counts.
 * `svd0`, `svd1`, … in the place of the columns picked, by default of all that reaches it; others are handed on. Row
 * weights do not count. By randomised subspace iteration (Halko, Martinsson and Tropp 2011) with as many powers as
 * scikit-learn's TruncatedSVD, which it equals up to what the powers have not told apart.
 *
 * While it is fitted it holds the rows as a float32 matrix, sparse where they are sparse, and never makes it dense.
 *
 * Fitting throws VALUE_MISSING, COLUMN_TYPE for text and dates, and OPTION_INVALID for more components than columns.
 */
export function truncatedSvd(...given: FactoryArguments<TruncatedSvdOptions>): Transformer<FittedTruncatedSvd> {
  const { selector, options } = factoryArguments('truncatedSvd', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'truncatedSvd',
    async fit(stage) {
      const { names, features, columnNames, width } = reducedFeatures(stage.layout, selector);
      const { nComponents, nIter, nOversamples, randomState } = options;
      if (nComponents > width) {
        throw new MillraceError('OPTION_INVALID', `truncatedSvd is to give ${nComponents} of ${width} components`, {
          value: nComponents,
          remedy: `give nComponents from 1 to ${width}`,
        });
      }
      const moments = new ColumnMomentsState();
      const matrix = new FeatureMatrix();
      try {
        await stage.pass((program, layout) => {
          const parts = partsOf(program, pick(layout, names), 'truncatedSvd');
          program.foldMatrix(parts, isSparse(parts), matrix.handle);
          moments.addTo(program, parts);
        });
        const { run } = stage;
        let space = await Subspace.random(width, Math.min(nComponents + nOversamples, width), randomState, run);
        for (let iteration = 0; iteration <= nIter; iteration++) {
          space = await space.towards(await gramProductOf(matrix, space, run), run);
        }
        const { values, vectors } = await space.ritz(await gramProductOf(matrix, space, run), run);
        const { classRows, centres, means, squares } = moments.finish();
        const rows = classRows[0]!;
        const components = vectors.slice(0, nComponents * width);
        const singularValues = values.slice(0, nComponents).map((value) => Math.sqrt(Math.max(value, 0)));
        const explainedVariance = singularValues.map((value, k) => {
          let mean = 0;
          for (let i = 0; i < width; i++) mean += (centres[i]! + means[i]!) * components[k * width + i]!;
          return Math.max((value * value) / rows - mean * mean, 0);
        });
        const total = squares.reduce((sum, value) => sum + value, 0) / rows;
        const explainedVarianceRatio = explainedVariance.map((variance) => (total > 0 ? variance / total : 0));
        const found = { components, explainedVariance, explainedVarianceRatio, singularValues };
        return fittedTruncatedSvd(features, columnNames, found);
      } finally {
        matrix.release();
      }
    },
  };
}

type Found = Pick<FittedTruncatedSvd, 'components' | 'explainedVariance' | 'explainedVarianceRatio' | 'singularValues'>;

function fittedTruncatedSvd(
  features: readonly string[],
  columnNames: readonly string[],
  found: Found,
): FittedTruncatedSvd {
  const nComponents = found.singularValues.length;
  const projection = fittedProjection({
    name: 'truncatedSvd',
    prefix: 'svd',
    features,
    columnNames,
    weights: transposed(found.components, nComponents),
    shift: new Float64Array(columnNames.length),
    outputs: nComponents,
    state: {},
    arrays: { ...found },
  });
  return { ...projection, ...found, nComponents };
}

export function loadTruncatedSvd(part: SavedPartReader): FittedTruncatedSvd {
  const { features } = part.state(z.strictObject(projectionState));
  const columnNames = part.texts('columnNames');
  const singularValues = part.float64('singularValues');
  const { length } = singularValues;
  return fittedTruncatedSvd(features, columnNames, {
    components: part.float64('components', length * columnNames.length),
    explainedVariance: part.float64('explainedVariance', length),
    explainedVarianceRatio: part.float64('explainedVarianceRatio', length),
    singularValues,
  });
}
