import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { selectCodes, selectSparse } from '../../engine/reduction.ts';
import { type Feature, featureNames, type Layout, widthOf } from '../../matrix/layout.ts';
import type { SavedArray, SavedPart, SavedPartReader } from '../saved-part.ts';
import type { FittedTransformer } from '../transformer.ts';

/** What is left of one feature: all of it, or some of its columns, ascending; of none the feature goes. */
export interface KeptColumns {
  readonly feature: string;
  readonly width: number;
  readonly kept: Uint32Array;
}

/** A fitted step that keeps some of the matrix columns that reach it. */
export interface FittedSelection extends FittedTransformer {
  /** Of each matrix column that reaches the step: whether it stays. */
  readonly support: readonly boolean[];
}

/** One feature for each of a layout, in its order, told which matrix columns stay. */
export function keptColumns(layout: Layout, support: readonly boolean[]): KeptColumns[] {
  let first = 0;
  return layout.map((feature) => {
    const width = widthOf(feature);
    const kept: number[] = [];
    for (let i = 0; i < width; i++) if (support[first + i]) kept.push(i);
    first += width;
    return { feature: feature.name, width, kept: Uint32Array.from(kept) };
  });
}

/** @throws MillraceError COLUMN_MISSING when no column is left */
export function fittedSelection(
  name: string,
  columns: readonly KeptColumns[],
  extras: Readonly<Record<string, SavedArray>> = {},
): FittedSelection {
  if (columns.every(({ kept }) => kept.length === 0)) {
    throw new MillraceError('COLUMN_MISSING', `${name} leaves no column`, { remedy: 'loosen its options' });
  }
  // By name, since columns that nothing needs are not there later; a name may stand for several features.
  const known = occurrences();
  const byOccurrence = new Map(columns.map((one) => [known(one.feature), one]));
  return {
    name,
    selects: true,
    support: columns.flatMap(({ width, kept }) => {
      const stays = new Set(kept);
      return Array.from({ length: width }, (_, i) => stays.has(i));
    }),
    compile: (program, layout) => {
      const found = occurrences();
      return layout.flatMap((feature): Feature[] => {
        const { kept, width } = byOccurrence.get(found(feature.name))!;
        if (kept.length === 0) return [];
        if (kept.length === width) return [feature];
        if (feature.kind === 'codes') {
          const categories = Array.from(kept, (code) => feature.categories[code]!);
          return [{ ...feature, slot: selectCodes(program, feature.slot, kept, width), categories }];
        }
        if (feature.kind !== 'sparse') return [feature];
        const nameOf = (index: number) => feature.nameOf(kept[index]!);
        return [{ ...feature, slot: selectSparse(program, feature.slot, kept, width), width: kept.length, nameOf }];
      });
    },
    save: (): SavedPart => ({
      name,
      state: { features: columns.map(({ feature, width }) => ({ feature, width })) },
      arrays: {
        keptCounts: Uint32Array.from(columns, ({ kept }) => kept.length),
        kept: Uint32Array.from(columns.flatMap(({ kept }) => [...kept])),
        ...extras,
      },
    }),
  };
}

/** Tells features of one name apart by how many of it came before. */
function occurrences(): (name: string) => string {
  const counts = new Map<string, number>();
  return (name) => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return `${count} ${name}`;
  };
}

const savedSchema = z.strictObject({
  features: z.array(z.strictObject({ feature: z.string(), width: z.int().min(0) })),
});

export function loadKeptColumns(part: SavedPartReader): KeptColumns[] {
  const { features } = part.state(savedSchema);
  const counts = part.uint32('keptCounts', features.length);
  const kept = part.uint32(
    'kept',
    counts.reduce((sum, count) => sum + count, 0),
  );
  let begin = 0;
  return features.map(({ feature, width }, i) => {
    const end = begin + counts[i]!;
    const own = kept.subarray(begin, end);
    begin = end;
    return { feature, width, kept: own };
  });
}

export function loadSelection(part: SavedPartReader): FittedSelection {
  return fittedSelection(part.name, loadKeptColumns(part));
}

/** The names of the matrix columns that stay. */
export function selectedNames(layout: Layout, support: readonly boolean[]): string[] {
  return featureNames(layout).filter((_, i) => support[i]);
}
