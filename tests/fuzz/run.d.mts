/** What became of mutated files; `faults` are those that ended in neither rows nor a typed error. */
export function fuzzFiles(
  inputs: number,
  seed: number,
): Promise<{
  readonly rows: number;
  readonly errors: ReadonlyMap<string, number>;
  readonly faults: readonly { readonly file: string; readonly what: string }[];
}>;
