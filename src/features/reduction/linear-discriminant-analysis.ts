import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { CoMomentsState } from '../../engine/reduction.ts';
import { partsOf } from '../../models/assembly.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import type { SavedPartReader } from '../saved-part.ts';
import { supervisionOf, targetClasses } from '../selection/target-classes.ts';
import type { Transformer } from '../transformer.ts';
import { discriminants, priorsOf } from './discriminants.ts';
import {
  type FittedProjection,
  fittedProjection,
  pick,
  projectionState,
  reducedFeatures,
  transposed,
} from './projection.ts';

export const discriminantOptions = {
  /** The share of each class by its name; they sum to 1. Default the training rows' shares. */
  priors: z.record(z.string(), z.number()).optional(),
  /** Directions whose deviation within classes, columns scaled to 1, is not above this are left out. Default 1e-4. */
  tol: z.number().min(0).default(1e-4),
};

const optionsSchema = z.strictObject({
  /** Directions that stay. Default, and at most, min(classes − 1, columns). */
  nComponents: z.int().min(1).optional(),
  ...discriminantOptions,
});

export type LinearDiscriminantAnalysisOptions = z.input<typeof optionsSchema>;

/** What `linearDiscriminantAnalysis` learnt. */
export interface FittedDiscriminantAnalysis extends FittedProjection {
  readonly nComponents: number;
  /** float64 [components][columns]: the entry of largest magnitude positive. */
  readonly scalings: Float64Array;
  /** float64 [columns]: the mean of the classes' means, weighed by their priors. */
  readonly centre: Float64Array;
  /** float64 [components]: shares of the variance between classes. */
  readonly explainedVarianceRatio: Float64Array;
}

/**
 * The directions in which the classes of the target lie furthest apart, by how rows spread within classes: `lda0`,
 * `lda1`, … in the place of the columns picked, by default of all that reaches it; others are handed on. Row weights
 * do not count. Two passes, columns² numbers in memory. As scikit-learn's LinearDiscriminantAnalysis with solver svd;
 * `linearDiscriminantClassifier` predicts by the same directions.
 *
 * Fitting throws OPTION_INVALID without a target of classes, VALUE_MISSING, COLUMN_TYPE for text and dates, and
 * ROWS_TOO_FEW.
 */
export function linearDiscriminantAnalysis(
  ...given: FactoryArguments<LinearDiscriminantAnalysisOptions>
): Transformer<FittedDiscriminantAnalysis> {
  const { selector, options } = factoryArguments('linearDiscriminantAnalysis', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'linearDiscriminantAnalysis',
    async fit(stage) {
      const supervision = supervisionOf(stage, 'linearDiscriminantAnalysis', 'classification');
      const { names, features, columnNames, width } = reducedFeatures(stage.layout, selector);
      const { categories, counts, classes } = await targetClasses(stage, supervision);
      const most = Math.min(classes.length - 1, width);
      const { nComponents = most } = options;
      if (nComponents > most) {
        throw new MillraceError('OPTION_INVALID', `linearDiscriminantAnalysis gives ${most} components at most`, {
          value: nComponents,
          remedy: `give nComponents from 1 to ${most}: one less than there are classes, and no more than columns`,
        });
      }
      const state = new CoMomentsState(classes.length);
      await stage.pass((program, layout) => {
        const slot = program.encode(supervision.slot(), categories);
        state.addTo(program, partsOf(program, pick(layout, names), 'linearDiscriminantAnalysis'), slot);
      });
      const moments = await state.finish(stage.run);
      const priors = priorsOf('linearDiscriminantAnalysis', options.priors, classes, counts);
      const { centre, scalings, directions, explainedVarianceRatio } = await discriminants(
        moments,
        priors,
        options.tol,
        stage.run,
      );
      const count = Math.min(nComponents, directions);
      return fittedAnalysis(features, columnNames, {
        scalings: scalings.slice(0, count * width),
        centre,
        explainedVarianceRatio: explainedVarianceRatio.slice(0, count),
      });
    },
  };
}

type Found = Pick<FittedDiscriminantAnalysis, 'scalings' | 'centre' | 'explainedVarianceRatio'>;

function fittedAnalysis(
  features: readonly string[],
  columnNames: readonly string[],
  found: Found,
): FittedDiscriminantAnalysis {
  const nComponents = found.explainedVarianceRatio.length;
  const projection = fittedProjection({
    name: 'linearDiscriminantAnalysis',
    prefix: 'lda',
    features,
    columnNames,
    weights: transposed(found.scalings, nComponents),
    shift: found.centre,
    outputs: nComponents,
    state: {},
    arrays: { ...found },
  });
  return { ...projection, ...found, nComponents };
}

export function loadLinearDiscriminantAnalysis(part: SavedPartReader): FittedDiscriminantAnalysis {
  const { features } = part.state(z.strictObject(projectionState));
  const columnNames = part.texts('columnNames');
  const explainedVarianceRatio = part.float64('explainedVarianceRatio');
  return fittedAnalysis(features, columnNames, {
    scalings: part.float64('scalings', explainedVarianceRatio.length * columnNames.length),
    centre: part.float64('centre', columnNames.length),
    explainedVarianceRatio,
  });
}
