import { z } from 'zod';
import { codesOfPairs, pairCodes } from '../../engine/keys.ts';
import type { Program, Slot } from '../../engine/program.ts';
import type { Feature } from '../../matrix/layout.ts';
import { categorySlot, handleOf, kindSchema, loadedValues, savedValues } from '../category-columns.ts';
import type { CategoryValues } from '../category-values.ts';
import type { SavedArray, SavedPartReader } from '../saved-part.ts';

/** Keys as they were found: of one column, or of several. */
export interface Keys {
  readonly columns: readonly { readonly column: string; readonly values: CategoryValues }[];
  /** One fewer than columns: pairs of codes of what was before and of the next column, ascending. */
  readonly pairs: readonly { readonly left: Uint32Array; readonly right: Uint32Array }[];
}

/** What turns the key columns of a row into the code of its key: −1 where one is missing, −2 where it is unknown. */
export class KeyCodes {
  readonly #keys: Keys;
  readonly #categories;
  readonly #pairs;

  constructor(keys: Keys) {
    this.#keys = keys;
    this.#categories = keys.columns.map(({ values }) => handleOf(values));
    this.#pairs = keys.pairs.map(({ left, right }) => pairCodes(left, right));
  }

  get names(): string[] {
    return this.#keys.columns.map(({ column }) => column);
  }

  /** @param features the key's, in its order */
  addTo(program: Program, features: readonly Feature[], step: string): Slot {
    const codes = features.map((feature, i) => program.encode(categorySlot(feature, step), this.#categories[i]!));
    return codes.reduce((left, right, i) => codesOfPairs(program, left, right, this.#pairs[i - 1]!));
  }

  savedState() {
    return this.#keys.columns.map(({ column, values }) => ({ column, kind: values.kind }));
  }

  savedArrays(): Record<string, SavedArray> {
    const { columns, pairs } = this.#keys;
    return {
      ...Object.fromEntries(columns.map(({ values }, i) => [`key${i}`, savedValues(values)])),
      ...Object.fromEntries(
        pairs.flatMap(({ left, right }, i) => [
          [`left${i}`, left],
          [`right${i}`, right],
        ]),
      ),
    };
  }
}

export const keyColumnsSchema = z.array(z.strictObject({ column: z.string(), kind: kindSchema })).min(1);

export function loadedKeys(part: SavedPartReader, columns: z.output<typeof keyColumnsSchema>): Keys {
  return {
    columns: columns.map(({ column, kind }, i) => ({ column, values: loadedValues(part, kind, `key${i}`) })),
    pairs: columns.slice(1).map((_, i) => ({ left: part.uint32(`left${i}`), right: part.uint32(`right${i}`) })),
  };
}
