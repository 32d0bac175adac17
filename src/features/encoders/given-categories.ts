import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { type CountedColumn, handleOf } from '../category-columns.ts';
import { categoryNames } from '../category-values.ts';

/** The option of encoders that take categories as well as find them. */
export const categoriesOption = z
  .union([z.literal('auto'), z.record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()])).min(1))])
  .default('auto');

export type CategoriesOption = z.output<typeof categoriesOption>;

/** @throws MillraceError OPTION_INVALID when categories are given for a column that is not encoded */
export function checkGivenColumns(names: readonly string[], given: CategoriesOption, step: string): void {
  if (given === 'auto') return;
  const stray = Object.keys(given).find((column) => !names.includes(column));
  if (stray === undefined) return;
  throw new MillraceError('OPTION_INVALID', `${step}: categories are given for '${stray}', which it does not encode`, {
    column: stray,
    remedy: `give them for columns among: ${names.slice(0, 20).join(', ')}`,
  });
}

/**
 * The categories given for a column in place of those found, with their counts; the column as it is when none are.
 *
 * @throws MillraceError OPTION_INVALID, and VALUE_INVALID when `refuseUnknown` and training rows hold another value
 */
export function asGiven(
  counted: CountedColumn,
  given: CategoriesOption,
  refuseUnknown: boolean,
  step: string,
): CountedColumn {
  const { column } = counted;
  if (given === 'auto' || !Object.hasOwn(given, column)) return counted;
  const values = given[column]!;
  const { kind } = counted.values;
  const wanted = { text: 'string', number: 'number', boolean: 'boolean', datetime: undefined }[kind];
  const stray = values.find((value) => typeof value !== wanted);
  if (stray !== undefined) {
    throw invalid(step, column, `categories are ${kind}s, and '${stray}' is none`, stray);
  }
  if (new Set(values).size < values.length) throw invalid(step, column, 'a category is given twice', values);
  // The numbers 0 and 1 stand for booleans; those of a category are looked up by halving.
  const numbers = values.map(Number);
  if (kind !== 'text' && numbers.some((value, i) => i > 0 && value < numbers[i - 1]!)) {
    throw invalid(step, column, 'categories that are no text must ascend', values);
  }
  const found = new Map<string | number, number>(counted.values.values.map((value, i) => [value, counted.counts[i]!]));
  const own = kind === 'text' ? { kind, values: values as string[] } : { kind, values: numbers };
  const counts = Float64Array.from<string | number>(own.values, (value) => found.get(value) ?? 0);
  const known = new Set<string | number>(own.values);
  const unknown = counted.values.values.findIndex((value) => !known.has(value));
  if (refuseUnknown && unknown >= 0) {
    const name = categoryNames(counted.values)[unknown]!;
    throw new MillraceError('VALUE_INVALID', `column '${column}' holds '${name}', which is no given category`, {
      column,
      value: name,
      remedy: 'give it too, correct the value, or let the encoder take unknown categories with handleUnknown',
    });
  }
  return { ...counted, values: own, counts, categories: handleOf(own) };
}

function invalid(step: string, column: string, why: string, value: unknown): MillraceError {
  return new MillraceError('OPTION_INVALID', `${step}: for column '${column}' ${why}`, {
    column,
    value,
    remedy: 'give each category once, of the type of the column, and numbers in ascending order',
  });
}
