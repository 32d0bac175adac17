import { type ForestArrays, SPLIT } from '../matrix/forest.ts';

/** A feature as LightGBM is told of it. */
export interface WrittenFeature {
  readonly name: string;
  /** Of a categorical feature the categories in the order of their codes, where they are known. */
  readonly categories?: readonly (string | number)[] | undefined;
}

/**
 * LightGBM's text model (v4) of a forest: LightGBM predicts with it what the forest predicts.
 *
 * Category codes become LightGBM's integer categories, and the categories' names `pandas_categorical`: a data frame
 * with category columns is encoded by them. Base scores are trees of one leaf at the end. Several values a leaf become
 * a tree for each.
 */
export function formatLightGBM(forest: ForestArrays, features: readonly WrittenFeature[]): string {
  const { outputCount, link } = forest;
  const codeCounts = codeCountsOf(forest, features);
  const { rounds, averages } = roundsOf(forest, codeCounts);
  const written = rounds.flat();
  const blocks = written.map((tree, t) => `Tree=${t}\n${tree}\n\n`);
  const sizes = blocks.map((block) => Buffer.byteLength(block));
  const objective = objectiveOf(forest);
  const names = namesOf(features);
  const header = [
    'tree',
    'version=v4',
    `num_class=${outputCount}`,
    `num_tree_per_iteration=${outputCount}`,
    'label_index=0',
    `max_feature_idx=${features.length - 1}`,
    ...(objective === undefined ? [] : [`objective=${objective}`]),
    ...(averages ? ['average_output'] : []),
    `feature_names=${names.join(' ')}`,
    `feature_infos=${infosOf(forest, codeCounts).join(' ')}`,
    `tree_sizes=${sizes.join(' ')}`,
  ];
  const boosting = averages ? 'rf' : 'gbdt';
  const parameters = [`[boosting: ${boosting}]`, `[objective: ${objective?.split(' ')[0] ?? 'custom'}]`];
  if (link === 'softmax') parameters.push(`[num_class: ${outputCount}]`);
  return [
    ...header,
    '',
    `${blocks.join('')}end of trees`,
    '',
    'feature_importances:',
    ...splitCounts(forest, names),
    '',
    'parameters:',
    ...parameters,
    'end of parameters',
    '',
    `pandas_categorical:${pandasCategories(features, codeCounts)}`,
    '',
  ].join('\n');
}

function objectiveOf({ link, outputCount }: ForestArrays): string | undefined {
  switch (link) {
    case 'sigmoid':
      return 'binary sigmoid:1';
    case 'softmax':
      return `multiclass num_class:${outputCount}`;
    case 'exp':
      return 'poisson';
    case 'identity':
      // Without an objective LightGBM hands out the scores of every output as they are.
      return outputCount === 1 ? 'regression' : undefined;
  }
}

/** The trees' text in rounds of one tree an output, with the base scores as a last round. */
function roundsOf(forest: ForestArrays, codeCounts: Float64Array): { rounds: string[][]; averages: boolean } {
  const { outputCount, valueWidth, treeOutputs, scale, baseScores } = forest;
  const byOutput: { tree: number; value: number }[][] = Array.from({ length: outputCount }, () => []);
  treeOutputs.forEach((output, tree) => {
    if (valueWidth === 1) byOutput[output]!.push({ tree, value: 0 });
    else byOutput.forEach((list, value) => void list.push({ tree, value }));
  });
  const length = Math.max(0, ...byOutput.map((list) => list.length));
  const hasBase = baseScores.some((score) => score !== 0);
  // A last round of single leaves would be read as the base: one of zeros behind it keeps it a round of trees.
  const isLeafAt = (tree: number) => forest.treeBegins[tree + 1]! - forest.treeBegins[tree]! === 1;
  const endsInLeaves = length > 0 && byOutput.every((list) => list.length < length || isLeafAt(list[length - 1]!.tree));
  const addsRound = hasBase || (endsInLeaves && length > 1);
  // As LightGBM averages, by the same division, so that a model read from it is written as it was.
  const averages = scale !== 1 && scale === 1 / length && !addsRound;
  const factor = averages ? 1 : scale;
  const rounds = Array.from({ length }, (_, round) =>
    byOutput.map((list) => {
      const one = list[round];
      return one === undefined ? leafText(0) : treeText(forest, codeCounts, one.tree, one.value, factor);
    }),
  );
  if (addsRound) rounds.push(Array.from(baseScores, leafText));
  return { rounds, averages };
}

function leafText(value: number): string {
  return treeLines({ leafValue: [value] });
}

interface TreeLists {
  readonly feature?: number[];
  readonly gain?: number[];
  readonly threshold?: number[];
  readonly decision?: number[];
  readonly left?: number[];
  readonly right?: number[];
  readonly leafValue: number[];
  readonly leafWeight?: number[];
  readonly leafCount?: number[];
  readonly value?: number[];
  readonly weight?: number[];
  readonly count?: number[];
  readonly boundaries?: number[];
  readonly words?: number[];
}

function treeLines(lists: TreeLists): string {
  const { boundaries = [0], words = [] } = lists;
  const list = (key: string, values: readonly number[] = []) => `${key}=${values.map(numberText).join(' ')}`;
  return [
    `num_leaves=${lists.leafValue.length}`,
    `num_cat=${boundaries.length - 1}`,
    list('split_feature', lists.feature),
    list('split_gain', lists.gain),
    list('threshold', lists.threshold),
    list('decision_type', lists.decision),
    list('left_child', lists.left),
    list('right_child', lists.right),
    list('leaf_value', lists.leafValue),
    list('leaf_weight', lists.leafWeight),
    list('leaf_count', lists.leafCount),
    list('internal_value', lists.value),
    list('internal_weight', lists.weight),
    list('internal_count', lists.count),
    ...(boundaries.length > 1 ? [list('cat_boundaries', boundaries), list('cat_threshold', words)] : []),
    'is_linear=0',
    'shrinkage=1',
    '',
  ].join('\n');
}

/** LightGBM reads no infinities: the greatest number stands for a threshold above all. */
function numberText(value: number): string {
  return String(Number.isFinite(value) ? value : Math.sign(value) * Number.MAX_VALUE);
}

function treeText(
  forest: ForestArrays,
  codeCounts: Float64Array,
  tree: number,
  output: number,
  factor: number,
): string {
  const { valueWidth, feature, flags, categoryBegins, categoryWords, values } = forest;
  const [begin, end] = [forest.treeBegins[tree]!, forest.treeBegins[tree + 1]!];
  const numberAt = (node: number) => values[node * valueWidth + output]! * factor;
  // Splits and leaves are numbered apart, each in the order of the nodes.
  const isLeaf = (node: number) => feature[node]! < 0;
  const number = new Int32Array(end - begin);
  let [splits, leaves] = [0, 0];
  for (let node = begin; node < end; node++) number[node - begin] = isLeaf(node) ? ~leaves++ : splits++;

  const lists = {
    feature: [] as number[],
    gain: [] as number[],
    threshold: [] as number[],
    decision: [] as number[],
    left: [] as number[],
    right: [] as number[],
    leafValue: [] as number[],
    leafWeight: [] as number[],
    leafCount: [] as number[],
    value: [] as number[],
    weight: [] as number[],
    count: [] as number[],
    boundaries: [0],
    words: [] as number[],
  };
  for (let node = begin; node < end; node++) {
    const count = Math.round(forest.cover[node]!);
    if (isLeaf(node)) {
      lists.leafValue.push(numberAt(node));
      lists.leafWeight.push(forest.weight[node]!);
      lists.leafCount.push(count);
      continue;
    }
    lists.feature.push(feature[node]!);
    lists.gain.push(forest.gain[node]!);
    lists.value.push(numberAt(node));
    lists.weight.push(forest.weight[node]!);
    lists.count.push(count);
    const bits = flags[node]!;
    const missingLeft = (bits & SPLIT.missingLeft) !== 0;
    let [left, right] = [number[forest.left[node]!]!, number[forest.right[node]!]!];
    if (bits & SPLIT.categorical) {
      const set = categoryWords.subarray(categoryBegins[node]!, categoryBegins[node + 1]!);
      lists.threshold.push(lists.boundaries.length - 1);
      lists.decision.push(1);
      // What is missing goes right in LightGBM: where it goes left here, the sides change places.
      if (missingLeft) [left, right] = [right, left];
      for (const word of missingLeft ? complement(set, codeCounts[feature[node]!]!) : set) lists.words.push(word);
      lists.boundaries.push(lists.words.length);
    } else {
      const missingType = bits & SPLIT.nanIsZero ? 0 : bits & SPLIT.zeroIsMissing ? 1 : 2;
      lists.threshold.push(forest.threshold[node]!);
      lists.decision.push((missingType << 2) | (missingLeft ? 2 : 0));
    }
    lists.left.push(left);
    lists.right.push(right);
  }
  return treeLines(lists);
}

/** The codes below `count` that are not in the set. */
function complement(set: Uint32Array, count: number): Uint32Array {
  return Uint32Array.from({ length: Math.ceil(count / 32) }, (_, w) => {
    const known = count >= 32 * (w + 1) ? 0xffffffff : 2 ** (count - 32 * w) - 1;
    return (~(set[w] ?? 0) & known) >>> 0;
  });
}

/** For each feature that is categorical its number of codes, else −1. */
function codeCountsOf(forest: ForestArrays, features: readonly WrittenFeature[]): Float64Array {
  const counts = Float64Array.from(features, ({ categories }) => categories?.length ?? -1);
  forest.feature.forEach((feature, node) => {
    if (feature < 0 || !(forest.flags[node]! & SPLIT.categorical)) return;
    const words = forest.categoryWords.subarray(forest.categoryBegins[node], forest.categoryBegins[node + 1]);
    const last = words.findLastIndex((word) => word !== 0);
    const codes = last < 0 ? 0 : 32 * (last + 1) - Math.clz32(words[last]!);
    counts[feature] = Math.max(counts[feature]!, codes);
  });
  return counts;
}

/** `[least:greatest]` threshold of a numeric feature, the codes of a categorical one, `none` where nothing splits. */
function infosOf(forest: ForestArrays, codeCounts: Float64Array): string[] {
  const least = new Float64Array(codeCounts.length).fill(Infinity);
  const greatest = new Float64Array(codeCounts.length).fill(-Infinity);
  forest.feature.forEach((feature, node) => {
    if (feature < 0) return;
    least[feature] = Math.min(least[feature]!, forest.threshold[node]!);
    greatest[feature] = Math.max(greatest[feature]!, forest.threshold[node]!);
  });
  return Array.from(codeCounts, (count, f) => {
    if (least[f]! > greatest[f]!) return 'none';
    if (count < 0) return `[${numberText(least[f]!)}:${numberText(greatest[f]!)}]`;
    return Array.from({ length: count }, (_, code) => code).join(':') || 'none';
  });
}

/** JSON with a list of categories for each categorical feature; null where some have no known ones. */
function pandasCategories(features: readonly WrittenFeature[], codeCounts: Float64Array): string {
  const categorical = features.filter((_, f) => codeCounts[f]! >= 0);
  if (categorical.length === 0 || categorical.some(({ categories }) => categories === undefined)) return 'null';
  return JSON.stringify(categorical.map(({ categories }) => categories));
}

/** LightGBM's names hold no white space and none of JSON's marks; what stands for them is told apart by a number. */
function namesOf(features: readonly WrittenFeature[]): string[] {
  const taken = new Set<string>();
  return features.map(({ name }) => {
    const plain = name.replace(/[\s",:[\]{}=]/g, '_') || '_';
    let unique = plain;
    for (let n = 2; taken.has(unique); n++) unique = `${plain}_${n}`;
    taken.add(unique);
    return unique;
  });
}

function splitCounts(forest: ForestArrays, names: readonly string[]): string[] {
  const counts = new Uint32Array(names.length);
  for (const feature of forest.feature) if (feature >= 0) counts[feature]! += 1;
  return [...counts.keys()]
    .filter((f) => counts[f]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .map((f) => `${names[f]}=${counts[f]}`);
}
