import { MillraceError } from '../../core/errors.ts';
import { type BinnedFeatures, type BinnedPart, FeatureCounts } from '../../engine/bins.ts';
import type { PartDescription, Program } from '../../engine/program.ts';
import { CategoryCounter, FeatureMatrix } from '../../engine/states.ts';
import { type CategoryValues, categoryValues } from '../../features/category-values.ts';
import type { Stage } from '../../features/transformer.ts';
import type { Feature, Layout } from '../../matrix/layout.ts';
import type { TreeInput } from './tree-input.ts';
import { type Categorical, columnSlot, encoderOf, type InputKind, inputKinds, inputPart } from './tree-inputs.ts';

/** Most categories of a column that have a bin of their own: the others are taken as unseen ones. */
const MOST_CATEGORIES = 65_535;

export interface GatherBinsOptions {
  /** Who takes them, for messages. */
  readonly learner: string;
  /** Most bins of a number, 2 … 65,535, missing values aside. Default 255; more take two bytes a value. */
  readonly maxBins?: number | undefined;
  /** Rows that a bin holds at least. Default 3, as LightGBM's min_data_in_bin; rarer categories count as unseen. */
  readonly minSamplesBin?: number | undefined;
  /**
   * Rows that a leaf will hold at least: sparse features with fewer values are dropped, since no split on them is
   * allowed (LightGBM's feature_pre_filter). Default 1.
   */
  readonly minSamplesLeaf?: number | undefined;
  /** Default `auto`. */
  readonly categorical?: Categorical | undefined;
}

/** Rows as bins, in engine memory until released. */
export interface GatheredBins {
  /** Training rows, then those for validation. */
  readonly bins: BinnedFeatures;
  readonly inputs: readonly TreeInput[];
  /** The last rows of `bins` that tell when to stop. */
  readonly validationRows: number;
  readonly columnCount: number;
  /** Values stored, bundled features counting once. */
  readonly valueCount: number;
  readonly sparse: boolean;
  release(): void;
}

/**
 * Bins the features of a stage in two passes over its rows: the first counts values (a quantile sketch for each column
 * of numbers, exact where there are few distinct ones) and categories, the second writes bins. Sparse features are
 * gathered in the first pass as they are, and binned in memory. `validation` is the
 * stage of the rows that tell when to stop: one pass, with the training rows' bins.
 *
 * @throws MillraceError COLUMN_TYPE, COLUMN_MISSING, VALUE_INFINITE, SOURCE_CHANGED, ABORTED
 */
export async function gatherBins(
  stage: Stage,
  validation: Stage | undefined,
  options: GatherBinsOptions,
): Promise<GatheredBins> {
  const { learner, maxBins = 255, minSamplesBin = 3, minSamplesLeaf = 1, categorical = 'auto' } = options;
  const { layout, run } = stage;
  const kinds = inputKinds(layout, categorical, learner);
  const isSparse = kinds.includes('sparse');
  const counts = new FeatureCounts(maxBins);
  const counters = layout.map((feature, i) =>
    kinds[i] === 'categories' ? new CategoryCounter(feature.name, { keepCodes: false }) : undefined,
  );
  const matrix = new FeatureMatrix(); // rows of the sparse features
  const foldSparse = (program: Program, parts: readonly PartDescription[]) => {
    const sparse = parts.filter((part) => part.kind === 'sparse');
    if (sparse.length > 0) program.foldMatrix(sparse, true, matrix.handle);
  };
  await stage.pass((program, features) => {
    const parts = countedParts(features, kinds);
    counts.addTo(
      program,
      parts.filter((part) => part.kind !== 'sparse'),
    );
    foldSparse(program, parts);
    const counted = [...counters.keys()].filter((i) => counters[i] !== undefined);
    const slots = counted.map((i) => columnSlot(features[i]!));
    CategoryCounter.addAllTo(
      program,
      slots,
      counted.map((i) => counters[i]!),
    );
  });

  const found = await Promise.all(
    counters.map(async (counter, i) => {
      if (counter === undefined) return undefined;
      const { values, counts, missingCount } = await counter.finish(run);
      const feature = layout[i]!;
      const type = feature.kind === 'column' ? feature.type : 'float64';
      return frequentCategories(categoryValues(values, type), counts, missingCount, minSamplesBin);
    }),
  );
  const inputs = layout.map((feature, i) => treeInput(feature, kinds[i]!, found[i]?.values));
  const plan = {
    parts: inputs.map((input) => ({ kind: partKind(input.kind), slot: 0, width: widthOf(input), name: input.name })),
    counts: found.map((one) => one?.counts),
    missing: found.map((one) => one?.missing ?? 0),
    maxBins,
    minSamplesBin,
    minSamplesLeaf,
  };
  const builder = await counts.plan(plan, run);
  await validation?.pass((program, features) => {
    const parts = binnedParts(program, features, inputs);
    builder.addTo(program, parts, 'validation');
    foldSparse(program, parts);
  });
  if (isSparse) await builder.addSparse(matrix, plan, run);
  if (kinds.some((kind) => kind !== 'sparse')) {
    await stage.pass((program, features) => builder.addTo(program, binnedParts(program, features, inputs), 'training'));
  }
  const { bins, validationRows } = await builder.finish(run);
  const { rowCount, featureCount, narrowColumns, wideColumns, sparseEntries } = bins.info;
  return {
    bins,
    inputs,
    validationRows,
    columnCount: featureCount,
    valueCount: rowCount * (narrowColumns + wideColumns) + sparseEntries,
    sparse: isSparse,
    release: () => bins.release(),
  };
}

/** As `addTreeInputs`, but source columns as they came: the engine reads and encodes them side by side. */
function binnedParts(program: Program, layout: Layout, inputs: readonly TreeInput[]): BinnedPart[] {
  return inputs.map((input, i) => {
    const feature = layout[i]!;
    if (input.kind === 'numbers') return numbersPart(feature);
    if (input.kind !== 'categories') return inputPart(program, feature, input);
    const { name, values } = input;
    const slot = columnSlot(feature);
    return { kind: 'codes', slot, width: values.values.length, name, categories: encoderOf(values) };
  });
}

function numbersPart({ kind, name, slot }: Feature): BinnedPart {
  return { kind: 'numbers', slot, width: 1, name, isColumn: kind === 'column' };
}

/** What the first pass reads of numbers, codes that a step has given, and sparse features. */
function countedParts(layout: Layout, kinds: readonly InputKind[]): BinnedPart[] {
  return layout.flatMap((feature, i): BinnedPart[] => {
    const { name } = feature;
    if (kinds[i] === 'numbers') return [numbersPart(feature)];
    if (feature.kind === 'sparse') return [{ kind: 'sparse', slot: feature.slot, width: feature.width, name }];
    if (feature.kind === 'codes')
      return [{ kind: 'codes', slot: feature.slot, width: feature.categories.length, name }];
    return [];
  });
}

function treeInput(feature: Feature, kind: InputKind, values: CategoryValues | undefined): TreeInput {
  const { name } = feature;
  if (values !== undefined) return { kind: 'categories', name, values };
  if (feature.kind === 'codes') return { kind: 'codes', name, categories: feature.categories };
  if (feature.kind === 'sparse') return { kind: 'sparse', name, width: feature.width };
  if (kind !== 'numbers') throw new MillraceError('INTERNAL', `'${name}' has no categories`);
  return { kind: 'numbers', name };
}

const partKind = (kind: InputKind) => (kind === 'categories' ? 'codes' : kind);

function widthOf(input: TreeInput): number {
  switch (input.kind) {
    case 'numbers':
      return 1;
    case 'categories':
      return input.values.values.length;
    case 'codes':
      return input.categories.length;
    case 'sparse':
      return input.width;
  }
}

interface FrequentCategories {
  readonly values: CategoryValues;
  readonly counts: Float64Array;
  /** Rows in none of them. */
  readonly missing: number;
}

/** The categories that have bins: those of `least` rows or more, the most frequent ones where they are too many. */
function frequentCategories(
  all: CategoryValues,
  counts: Float64Array,
  missingCount: number,
  least: number,
): FrequentCategories {
  let bound = least;
  let atBound = Infinity; // how many of those with exactly `bound` rows have a place
  if (counts.length > MOST_CATEGORIES) {
    const sorted = counts.slice().sort();
    const border = sorted[sorted.length - MOST_CATEGORIES]!;
    if (border >= least) {
      bound = border;
      atBound = MOST_CATEGORIES - counts.reduce((sum, count) => sum + (count > border ? 1 : 0), 0);
    }
  }
  const kept: number[] = [];
  let missing = missingCount;
  counts.forEach((count, code) => {
    if (count > bound || (count === bound && atBound-- > 0)) kept.push(code);
    else missing += count;
  });
  const values = { ...all, values: kept.map((code) => all.values[code]!) } as CategoryValues;
  return { values, counts: Float64Array.from(kept, (code) => counts[code]!), missing };
}
