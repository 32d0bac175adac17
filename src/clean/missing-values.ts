/**
 * What people write where a value is missing, in lower case: pandas' list, and marks of punctuation. `none` and
 * `unknown` are not among them: they often are answers.
 */
export const MISSING_SPELLINGS: readonly string[] = [
  ...['', 'na', 'n/a', 'n.a.', '#n/a', '#n/a n/a', '#na', '<na>', 'nan', '-nan', 'null', 'nil', '(null)', 'missing'],
  ...['1.#ind', '-1.#ind', '1.#qnan', '-1.#qnan', '?', '??', '-', '--', '---', '\u2013', '\u2014', '.', '..'],
];

const spellings = new Set(MISSING_SPELLINGS);

/** Whether a text says that there is no value. */
export function isMissingSpelling(text: string): boolean {
  return spellings.has(text.trim().toLowerCase());
}
