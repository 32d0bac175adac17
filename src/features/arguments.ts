import type { z } from 'zod';
import { MillraceError } from '../core/errors.ts';
import { parseOptions } from '../core/options.ts';
import { isSelection, type Selection, type Selector, toSelector } from './selector.ts';

/** Arguments of a factory: which columns, how; either may be left out. */
export type FactoryArguments<Options> =
  | readonly []
  | readonly [options: Options]
  | readonly [selection: Selection, options?: Options];

/** Sorts out a factory's arguments and checks the options. */
export function factoryArguments<Schema extends z.ZodObject>(
  name: string,
  schema: Schema,
  given: readonly unknown[],
): { selector: Selector | undefined; options: z.output<Schema> } {
  const [first, second] = given;
  const selected = isSelection(first);
  return {
    selector: selected ? toSelector(first) : undefined,
    options: parseOptions(schema, (selected ? second : first) ?? {}, name),
  };
}

/** For factories that take a selection and nothing else. */
export function parseSelectionOnly(name: string, selection: unknown): Selector {
  if (isSelection(selection)) return toSelector(selection);
  throw new MillraceError('OPTION_INVALID', `${name} takes column names or a selector`, { value: selection });
}
