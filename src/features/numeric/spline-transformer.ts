import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { type SplineBasis, splines } from '../../engine/numeric-features.ts';
import type { Feature } from '../../matrix/layout.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import { emptyColumn } from '../empty-column.ts';
import { numbersOf } from '../numbers.ts';
import { orderedColumns } from '../ordered-columns.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { numbersByDefault } from '../scaling/standard-scaler.ts';
import { type FittedTransformer, mapFeatures, type Transformer } from '../transformer.ts';
import { even } from './even-steps.ts';
import { requirePicked } from './given-by-column.ts';
import { splineKnots } from './spline-knots.ts';

const extrapolations = ['error', 'constant', 'linear', 'continue', 'periodic'] as const;
const positions = z
  .array(z.number())
  .min(2)
  .refine((knots) => knots.every((knot, i) => i === 0 || knot > knots[i - 1]!), 'knots must ascend');
const optionsSchema = z.strictObject({
  /** Knots of each column, the outermost at its extrema. Not for given knots. Default 5. */
  nKnots: z.int().min(2).max(10_000).default(5),
  /** The degree of the polynomials between knots. Default 3. */
  degree: z.int().min(0).max(20).default(3),
  /** Where knots lie: evenly, at even quantiles, or at these places for all columns or for each by its name. */
  knots: z.union([z.enum(['uniform', 'quantile']), positions, z.record(z.string(), positions)]).default('uniform'),
  /**
   * What splines are beyond the outermost knots: an error, as at the knot, a straight line on from there, the same
   * polynomials, or all over again from the other end. Default constant.
   */
  extrapolation: z.enum(extrapolations).default('constant'),
  /** Keep the last spline, so that those of a column sum to 1. Default true. */
  includeBias: z.boolean().default(true),
  /** Whether splines of a missing number are missing or all 0. Default keep. */
  handleMissing: z.enum(['keep', 'zeros']).default('keep'),
});

export type SplineTransformerOptions = z.input<typeof optionsSchema>;

/**
 * A B-spline basis of each column: nKnots + degree − 1 smooth bumps, named `age_sp_0` and on, of which a linear model
 * makes any piecewise polynomial; `degree` fewer where they are periodic. The splines of a constant column are all 0.
 * Row weights do not count.
 *
 * Quantiles are exact up to 1,048,576 numbers a column, which are held at 8 bytes each, and for any number of rows with
 * up to 65,536 different values; beyond that their ranks are off by about 0.01 % of the rows (0.1 % at the very worst).
 *
 * Takes the columns named or selected, by default all numbers and booleans; hands on the others as they are.
 * As scikit-learn's SplineTransformer. Fitting throws COLUMN_EMPTY for a column without a value. With extrapolation
 * `error` a number beyond the knots is an error (VALUE_INVALID) in a fit, and later leaves its row without prediction.
 */
export function splineTransformer(...given: FactoryArguments<SplineTransformerOptions>): Transformer {
  const { selector, options } = factoryArguments('splineTransformer', optionsSchema, given);
  const { knots, degree, extrapolation, includeBias, handleMissing } = options;
  const shape = { degree, extrapolation, includeBias, missingAsZeros: handleMissing === 'zeros' };
  return {
    kind: 'transformer',
    name: 'splineTransformer',
    async fit(stage) {
      const names = (selector ?? numbersByDefault).select(stage.layout);
      const base = new Map<string, readonly number[]>();
      if (Array.isArray(knots)) {
        for (const name of names) base.set(name, knots);
      } else if (typeof knots === 'object') {
        requirePicked(Object.keys(knots), names, 'splineTransformer: knots');
        for (const [name, own] of Object.entries(knots)) base.set(name, own);
      }
      const others = names.filter((name) => !base.has(name));
      if (others.length > 0) {
        const { extrema, sorted } = await orderedColumns(stage, others, 'splineTransformer', {
          subsample: null,
          randomState: 0,
          needsOrder: knots === 'quantile',
        });
        for (const name of others) {
          const { any, min, max } = extrema.get(name)!;
          if (!any) throw emptyColumn(name);
          const order = sorted.get(name);
          const shares = even(0, 1, options.nKnots).map((share) => (100 * share) / 100);
          base.set(name, order === undefined ? even(min, max, options.nKnots) : [...order.quantiles(shares)]);
          order?.release();
        }
      }
      const bases = names.map((name) => {
        const own = base.get(name)!;
        if (extrapolation === 'periodic' && own.length <= degree) throw tooFewKnots(name, own.length, degree);
        return { ...shape, knots: splineKnots(own, degree, extrapolation === 'periodic') };
      });
      return fittedSplineTransformer(names, bases, shape);
    },
  };
}

function tooFewKnots(column: string, knots: number, degree: number): MillraceError {
  return new MillraceError(
    'OPTION_INVALID',
    `splineTransformer: periodic splines of degree ${degree} need more than ${knots} knots`,
    { column, value: knots, remedy: 'raise nKnots above degree, or lower degree' },
  );
}

type Shape = Omit<SplineBasis, 'knots'>;

function fittedSplineTransformer(
  names: readonly string[],
  bases: readonly SplineBasis[],
  shape: Shape,
): FittedTransformer {
  const byName = new Map(names.map((name, i) => [name, bases[i]!]));
  return {
    name: 'splineTransformer',
    compile: (program, layout) =>
      mapFeatures(layout, new Set(names), (feature) => {
        const { name } = feature;
        const numbers = numbersOf(program, feature, 'splineTransformer');
        return splines(program, numbers, byName.get(name)!, name).map(
          (slot, i): Feature => ({ kind: 'numbers', name: `${name}_sp_${i}`, slot }),
        );
      }),
    save: (): SavedPart => ({
      name: 'splineTransformer',
      state: { columns: [...names], ...shape },
      arrays: Object.fromEntries(bases.map(({ knots }, i) => [`knots${i}`, knots])),
    }),
  };
}

const stateSchema = z.strictObject({
  columns: z.array(z.string()),
  degree: z.int().min(0).max(20),
  extrapolation: z.enum(extrapolations),
  includeBias: z.boolean(),
  missingAsZeros: z.boolean(),
});

export function loadSplineTransformer(part: SavedPartReader): FittedTransformer {
  const { columns, ...shape } = part.state(stateSchema);
  const bases = columns.map((_, i) => ({ ...shape, knots: part.float64(`knots${i}`) }));
  return fittedSplineTransformer(columns, bases, shape);
}
