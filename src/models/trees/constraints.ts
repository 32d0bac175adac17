import { MillraceError } from '../../core/errors.ts';
import type { TreeInput } from './tree-input.ts';

/** The features of each input by its name: one, or `width` of them. */
export function featureIndices(inputs: readonly TreeInput[]): ReadonlyMap<string, readonly number[]> {
  const indices = new Map<string, readonly number[]>();
  let next = 0;
  for (const input of inputs) {
    const width = input.kind === 'sparse' ? input.width : 1;
    indices.set(
      input.name,
      Array.from({ length: width }, () => next++),
    );
  }
  return indices;
}

/** One number a feature; empty when none is bound. @throws MillraceError COLUMN_MISSING, OPTION_INVALID */
export function monotoneConstraints(
  monotone: Readonly<Record<string, 1 | -1>>,
  inputs: readonly TreeInput[],
  learner: string,
): number[] {
  const names = Object.keys(monotone);
  if (names.length === 0) return [];
  const indices = featureIndices(inputs);
  const all = Array.from({ length: [...indices.values()].flat().length }, () => 0);
  for (const name of names) {
    for (const feature of featuresNamed(name, indices, learner, 'monotone')) all[feature] = monotone[name]!;
    const { kind } = inputs.find((input) => input.name === name)!;
    if (kind === 'categories' || kind === 'codes') {
      throw new MillraceError(
        'OPTION_INVALID',
        `${learner}: '${name}' is categorical, and categories have no order to be monotone in`,
        { column: name, remedy: "leave it out of 'monotone', or make numbers of it" },
      );
    }
  }
  return all;
}

/** Groups of features that may meet on a path; those in none are one more. @throws MillraceError COLUMN_MISSING */
export function interactionGroups(
  interactions: readonly (readonly string[])[],
  inputs: readonly TreeInput[],
  learner: string,
): number[][] {
  if (interactions.length === 0) return [];
  const indices = featureIndices(inputs);
  const groups = interactions.map((names) =>
    names.flatMap((name) => featuresNamed(name, indices, learner, 'interactions')).sort((a, b) => a - b),
  );
  const grouped = new Set(groups.flat());
  const others = [...indices.values()].flat().filter((feature) => !grouped.has(feature));
  return others.length === 0 ? groups : [...groups, others];
}

function featuresNamed(
  name: string,
  indices: ReadonlyMap<string, readonly number[]>,
  learner: string,
  option: string,
): readonly number[] {
  const found = indices.get(name);
  if (found !== undefined) return found;
  throw new MillraceError('COLUMN_MISSING', `${learner}: '${option}' names '${name}', and no feature is called that`, {
    column: name,
    remedy: `use one of: ${[...indices.keys()].slice(0, 20).join(', ')}`,
  });
}
