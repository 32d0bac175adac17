/** What a pattern is compiled to: steps of a machine that follows all ways at once. */
export type Step =
  | { readonly kind: 'character'; readonly holds: (codePoint: number) => boolean }
  /** Tries `first`, and `second` after it. */
  | { readonly kind: 'split'; first: number; second: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'save'; readonly slot: number }
  | { readonly kind: 'assert'; readonly what: '^' | '$' | 'b' | 'B' }
  | { readonly kind: 'match' };

export const MOST_STEPS = 10_000;

/**
 * A single character's test: a literal, `.`, an escape or a class, in JavaScript's own syntax with flag `u`. Answers
 * for ASCII are looked up.
 */
export function characterTest(source: string, ignoreCase: boolean): (codePoint: number) => boolean {
  const expression = new RegExp(`^${source}$`, ignoreCase ? 'ui' : 'u');
  const ascii = Array.from({ length: 128 }, (_, code) => expression.test(String.fromCharCode(code)));
  return (codePoint) => (codePoint < 128 ? ascii[codePoint]! : expression.test(String.fromCodePoint(codePoint)));
}
