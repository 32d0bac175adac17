import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { fitPower, type PowerMethod, type PowerTransform, power } from '../../engine/numeric-features.ts';
import type { SortedNumbers } from '../../engine/scaling.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import { emptyColumn } from '../empty-column.ts';
import { numbersOf } from '../numbers.ts';
import { orderedColumns } from '../ordered-columns.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { type FittedTransformer, mapFeatures, type Stage, type Transformer } from '../transformer.ts';
import { refinePower } from './refine-power.ts';
import { isConstant, numbersByDefault } from './standard-scaler.ts';

const optionsSchema = z.strictObject({
  /** Yeo and Johnson's transform, for any number, or Box and Cox's, for numbers above 0. Default yeo-johnson. */
  method: z.enum(['yeo-johnson', 'box-cox']).default('yeo-johnson'),
  /** Scale what comes out to mean 0 and variance 1. Default true. */
  standardize: z.boolean().default(true),
});

export type PowerTransformerOptions = z.input<typeof optionsSchema>;
type Options = z.output<typeof optionsSchema>;

/**
 * Brings numbers near to a normal distribution by a power, whose exponent λ makes them most likely normal (Brent's
 * method on the profile likelihood). Missing numbers are left out and stay missing. A constant column keeps λ = 1.
 * Row weights do not count.
 *
 * Up to 1,048,576 numbers a column are held, 8 bytes each, and one pass is enough. Beyond that λ is first sought in a
 * sketch of them and then refined on all rows, to the same precision, in two further passes or a few more.
 *
 * Takes the columns named or selected, by default all numbers and booleans; hands on the others as they are.
 * As scikit-learn's PowerTransformer. Fitting throws COLUMN_EMPTY for a column without a value; a number that Box-Cox
 * does not take is an error (VALUE_INVALID) in a fit, and later leaves its row without prediction.
 */
export function powerTransformer(...given: FactoryArguments<PowerTransformerOptions>): Transformer {
  const { selector, options } = factoryArguments('powerTransformer', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'powerTransformer',
    async fit(stage) {
      const names = (selector ?? numbersByDefault).select(stage.layout);
      const { extrema, sorted } = await orderedColumns(stage, names, 'powerTransformer', {
        subsample: null,
        randomState: 0,
      });
      for (const [name, { any, min }] of extrema) {
        if (!any) throw emptyColumn(name);
        if (options.method === 'box-cox' && min <= 0) throw notPositive(name, min);
      }
      const transforms = await stage.together(
        names.map((name) => () => fitColumn(stage, name, sorted.get(name)!, options)),
      );
      return fittedPowerTransformer(names, options.method, transforms);
    },
  };
}

async function fitColumn(
  stage: Stage,
  name: string,
  sorted: SortedNumbers,
  { method, standardize }: Options,
): Promise<PowerTransform> {
  const { count, isExact } = sorted;
  const found = await fitPower(sorted, method, stage.run);
  sorted.release();
  const { lambda, mean, variance } = isExact ? found : await refinePower(stage, name, method, found);
  if (!standardize) return { method, lambda, shift: 0, scale: 1 };
  return { method, lambda, shift: mean, scale: isConstant(count, mean, variance) ? 1 : Math.sqrt(variance) };
}

function notPositive(column: string, value: number): MillraceError {
  return new MillraceError(
    'VALUE_INVALID',
    `column '${column}' holds ${value}, and a Box-Cox transform needs numbers above 0`,
    { column, value, remedy: "use method 'yeo-johnson', which takes any number, or repair such values" },
  );
}

function fittedPowerTransformer(
  names: readonly string[],
  method: PowerMethod,
  transforms: readonly PowerTransform[],
): FittedTransformer {
  const byName = new Map(names.map((name, i) => [name, transforms[i]!]));
  return {
    name: 'powerTransformer',
    compile: (program, layout) =>
      mapFeatures(layout, new Set(names), (feature) => {
        const numbers = numbersOf(program, feature, 'powerTransformer');
        const slot = power(program, numbers, byName.get(feature.name)!, feature.name);
        return { kind: 'numbers', name: feature.name, slot };
      }),
    save: (): SavedPart => ({
      name: 'powerTransformer',
      state: { columns: [...names], method },
      arrays: {
        lambdas: Float64Array.from(transforms, ({ lambda }) => lambda),
        shifts: Float64Array.from(transforms, ({ shift }) => shift),
        scales: Float64Array.from(transforms, ({ scale }) => scale),
      },
    }),
  };
}

const stateSchema = z.strictObject({ columns: z.array(z.string()), method: z.enum(['yeo-johnson', 'box-cox']) });

export function loadPowerTransformer(part: SavedPartReader): FittedTransformer {
  const { columns, method } = part.state(stateSchema);
  const { length } = columns;
  const [lambdas, shifts, scales] = ['lambdas', 'shifts', 'scales'].map((name) => part.float64(name, length));
  return fittedPowerTransformer(
    columns,
    method,
    columns.map((_, i) => ({ method, lambda: lambdas![i]!, shift: shifts![i]!, scale: scales![i]! })),
  );
}
