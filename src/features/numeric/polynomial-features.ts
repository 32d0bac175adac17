import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { constant, multiply } from '../../engine/numeric-features.ts';
import type { Program, Slot } from '../../engine/program.ts';
import type { Feature } from '../../matrix/layout.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import { numbersOf } from '../numbers.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { numbersByDefault } from '../scaling/standard-scaler.ts';
import type { FittedTransformer, Transformer } from '../transformer.ts';

const degree = z.int().min(0).max(20);
const optionsSchema = z.strictObject({
  /** The greatest degree of a term, or the smallest and the greatest. Default 2. */
  degree: z
    .union([degree, z.tuple([degree, degree])])
    .refine((given) => typeof given === 'number' || given[0] <= given[1], 'the first must not be above the second')
    .default(2),
  /** Leave out powers: each column at most once a term. Default false. */
  interactionOnly: z.boolean().default(false),
  /** Have a column of ones, the term of degree 0. Default true. */
  includeBias: z.boolean().default(true),
});

export type PolynomialFeaturesOptions = z.input<typeof optionsSchema>;

/**
 * All products of the picked columns up to a degree: of a and b 1, a, b, a², ab and b², named `1`, `a`, `b`, `a^2`,
 * `a b` and `b^2`. A term of a missing number is missing. It learns nothing.
 *
 * Takes the columns named or selected, by default all numbers and booleans; the others are handed on in front of the
 * terms. As scikit-learn's PolynomialFeatures. Fitting throws OPTION_INVALID where that gives more than 100,000 terms.
 */
export function polynomialFeatures(...given: FactoryArguments<PolynomialFeaturesOptions>): Transformer {
  const { selector, options } = factoryArguments('polynomialFeatures', optionsSchema, given);
  const [low, high] = typeof options.degree === 'number' ? [0, options.degree] : options.degree;
  const { interactionOnly, includeBias } = options;
  return {
    kind: 'transformer',
    name: 'polynomialFeatures',
    fit: async (stage) =>
      fittedPolynomialFeatures((selector ?? numbersByDefault).select(stage.layout), {
        low,
        high,
        interactionOnly,
        includeBias,
      }),
  };
}

interface Terms {
  /** Degrees. */
  readonly low: number;
  readonly high: number;
  readonly interactionOnly: boolean;
  readonly includeBias: boolean;
}

const MAX_TERMS = 100_000;

function fittedPolynomialFeatures(names: readonly string[], terms: Terms): FittedTransformer {
  const wanted = termsOf(names.length, terms);
  if (wanted.length === 0) {
    throw new MillraceError('OPTION_INVALID', 'polynomialFeatures: these options leave no term', {
      remedy: 'raise degree, or set includeBias: true',
    });
  }
  return {
    name: 'polynomialFeatures',
    compile: (program, layout) => {
      const slots = names.map((name) =>
        numbersOf(program, layout.find((feature) => feature.name === name)!, 'polynomialFeatures'),
      );
      const slotOf = productSlots(program, slots);
      return [
        ...layout.filter((feature) => !names.includes(feature.name)),
        ...wanted.map((term): Feature => ({ kind: 'numbers', name: nameOf(term, names), slot: slotOf(term) })),
      ];
    },
    save: (): SavedPart => ({ name: 'polynomialFeatures', state: { columns: [...names], ...terms } }),
  };
}

/** The terms as ascending lists of column indices, by degree and then in order. */
function termsOf(columns: number, { low, high, interactionOnly, includeBias }: Terms): number[][] {
  const wanted: number[][] = includeBias ? [[]] : [];
  let last: number[][] = [[]];
  for (let degree = 1; degree <= high; degree++) {
    const next: number[][] = [];
    for (const term of last) {
      const first = term.length === 0 ? 0 : term.at(-1)! + (interactionOnly ? 1 : 0);
      for (let column = first; column < columns; column++) next.push([...term, column]);
      if (next.length + wanted.length > MAX_TERMS) throw tooMany(columns, high);
    }
    if (degree >= low) wanted.push(...next);
    last = next;
  }
  return wanted;
}

function tooMany(columns: number, degree: number): MillraceError {
  return new MillraceError(
    'OPTION_INVALID',
    `polynomialFeatures: ${columns} columns have more than ${MAX_TERMS} terms up to degree ${degree}`,
    { value: degree, remedy: 'pick fewer columns or a lower degree' },
  );
}

/** Gives the slot of a term: a column times the term without it, each computed once. */
function productSlots(program: Program, columns: readonly Slot[]): (term: readonly number[]) => Slot {
  const known = new Map<string, Slot>();
  const slotOf = (term: readonly number[]): Slot => {
    if (term.length === 1) return columns[term[0]!]!;
    const key = term.join();
    const found = known.get(key);
    if (found !== undefined) return found;
    const slot =
      term.length === 0 ? constant(program, 1) : multiply(program, columns[term[0]!]!, slotOf(term.slice(1)));
    known.set(key, slot);
    return slot;
  };
  return slotOf;
}

function nameOf(term: readonly number[], names: readonly string[]): string {
  if (term.length === 0) return '1';
  const powers = new Map<number, number>();
  for (const column of term) powers.set(column, (powers.get(column) ?? 0) + 1);
  return [...powers].map(([column, power]) => (power === 1 ? names[column]! : `${names[column]}^${power}`)).join(' ');
}

const stateSchema = z.strictObject({
  columns: z.array(z.string()),
  low: degree,
  high: degree,
  interactionOnly: z.boolean(),
  includeBias: z.boolean(),
});

export function loadPolynomialFeatures(part: SavedPartReader): FittedTransformer {
  const { columns, ...terms } = part.state(stateSchema);
  return fittedPolynomialFeatures(columns, terms);
}
