import { type ForestLink, SPLIT } from '../matrix/forest.ts';
import { type BuiltNode, ForestBuilder } from './forest-builder.ts';
import type { ImportedForest } from './imported-forest.ts';
import { type Section, sectionsOf } from './lightgbm-sections.ts';
import { damaged, unsupported } from './model-text.ts';

// Of decision_type.
const CATEGORICAL = 1;
const DEFAULT_LEFT = 2;
const MISSING_TYPES = [SPLIT.nanIsZero, SPLIT.zeroIsMissing, 0]; // none, zero, NaN

/**
 * Reads LightGBM's text model (its versions v2 to v4).
 *
 * @throws MillraceError MODEL_INVALID (another kind of file), MODEL_CORRUPT (naming line or key), MODEL_UNSUPPORTED
 *   (linear trees, one-versus-all classes, and objectives whose output is no probability, mean or score)
 */
export function parseLightGBM(text: string, path: string): ImportedForest {
  const { header, trees } = sectionsOf(text, path);
  const featureCount = header.integer('max_feature_idx') + 1;
  const featureNames = header.words('feature_names');
  if (featureNames.length !== featureCount) {
    throw header.wrong('feature_names', `it holds ${featureNames.length} names, not ${featureCount}`);
  }
  const treesEach = header.integer('num_tree_per_iteration');
  if (treesEach < 1) throw header.wrong('num_tree_per_iteration', 'at least 1 was expected');
  const objective = objectiveOf(header, treesEach, path);
  if (header.has('tree_sizes') && header.words('tree_sizes').length !== trees.length) {
    throw header.wrong(
      'tree_sizes',
      `it names ${header.words('tree_sizes').length} trees, and there are ${trees.length}`,
    );
  }
  if (trees.length % treesEach !== 0) {
    throw damaged(path, 'the trees', `${trees.length} of them are no multiple of ${treesEach}`);
  }

  const builder = new ForestBuilder();
  const isCategorical = new Array<boolean>(featureCount).fill(false);
  const constants = trees.map((tree) => tree.integer('num_leaves') <= 1);
  // The writer ends with trees of one leaf that hold the base scores: their sum has then the bits it had before.
  const hasBase = trees.length > treesEach && constants.slice(-treesEach).every(Boolean);
  const kept = hasBase ? trees.slice(0, -treesEach) : trees;
  const base = hasBase ? trees.slice(-treesEach).map((tree) => tree.numbers('leaf_value', 1)[0]!) : [];
  kept.forEach((tree, t) => {
    addTree(builder, t % treesEach, tree, { featureCount, isCategorical, path, index: t });
  });
  const averages = header.has('average_output');
  const scale = objective.slope * (averages && trees.length > 0 ? treesEach / trees.length : 1);
  const forest = builder.finish({
    featureCount,
    outputCount: treesEach,
    scale,
    link: objective.link,
    baseScores: Float64Array.from({ length: treesEach }, (_, k) => (base[k] ?? 0) * scale),
  });
  return {
    trees: forest,
    featureNames,
    isCategorical,
    task: objective.link === 'sigmoid' || objective.link === 'softmax' ? 'classification' : 'regression',
    objective: objective.name,
    trainingRows: forest.cover[0] ?? 0,
  };
}

interface Objective {
  readonly name: string;
  readonly link: ForestLink;
  /** What raw scores are multiplied by before the link. */
  readonly slope: number;
}

const LINKS: Readonly<Record<string, ForestLink>> = {
  binary: 'sigmoid',
  cross_entropy: 'sigmoid',
  multiclass: 'softmax',
  poisson: 'exp',
  gamma: 'exp',
  tweedie: 'exp',
  regression: 'identity',
  regression_l1: 'identity',
  huber: 'identity',
  fair: 'identity',
  quantile: 'identity',
  mape: 'identity',
  lambdarank: 'identity',
  rank_xendcg: 'identity',
};

function objectiveOf(header: Section, treesEach: number, path: string): Objective {
  // A custom objective leaves no line: predictions are the raw scores.
  const [name = 'custom', ...options] = header.has('objective') ? header.words('objective') : [];
  const link = name === 'custom' ? 'identity' : LINKS[name];
  if (link === undefined || options.includes('sqrt')) {
    throw unsupported(
      path,
      `has the objective '${[name, ...options].join(' ')}', which has no counterpart`,
      `train with one of: ${Object.keys(LINKS).join(', ')}`,
    );
  }
  if ((link === 'softmax') !== treesEach > 1) {
    throw unsupported(
      path,
      `has the objective '${name}' and ${treesEach} trees an iteration`,
      "train with the objective 'multiclass' for several classes, or another for one output",
    );
  }
  const sigmoid = options.find((option) => option.startsWith('sigmoid:'))?.slice('sigmoid:'.length);
  const slope = link === 'sigmoid' && sigmoid !== undefined ? Number(sigmoid) : 1;
  if (!(slope > 0)) throw header.wrong('objective', `'${sigmoid}' is no sigmoid parameter`);
  return { name, link, slope };
}

interface TreeContext {
  readonly featureCount: number;
  readonly isCategorical: boolean[];
  readonly path: string;
  readonly index: number;
}

function addTree(builder: ForestBuilder, output: number, tree: Section, context: TreeContext): void {
  const { featureCount, isCategorical, path, index } = context;
  if (tree.has('is_linear') && tree.integer('is_linear') !== 0) {
    throw unsupported(path, 'has linear models in its leaves (linear_tree)', 'train without linear_tree');
  }
  const leaves = tree.integer('num_leaves');
  if (leaves < 1) throw tree.wrong('num_leaves', 'at least 1 was expected');
  const splits = leaves - 1;
  const leafValue = tree.numbers('leaf_value', leaves);
  if (splits === 0) {
    const [cover, weight] = ['leaf_count', 'leaf_weight'].map((key) =>
      tree.has(key) ? Number(tree.text(key)) || 0 : 0,
    );
    builder.add(output, 0, 1, () => leafNode(leafValue[0]!, cover!, weight!));
    return;
  }
  const leafCount = tree.numbersOrZeros('leaf_count', leaves);
  const leafWeight = tree.numbersOrZeros('leaf_weight', leaves);
  const feature = tree.numbers('split_feature', splits);
  const threshold = tree.numbers('threshold', splits);
  const decision = tree.numbers('decision_type', splits);
  const [left, right] = [tree.numbers('left_child', splits), tree.numbers('right_child', splits)];
  const gain = tree.numbersOrZeros('split_gain', splits);
  const value = tree.numbersOrZeros('internal_value', splits);
  const weight = tree.numbersOrZeros('internal_weight', splits);
  const count = tree.numbersOrZeros('internal_count', splits);
  const sets = categorySets(tree);

  const nodeOf = (id: number): BuiltNode => {
    // Leaf l of the file is the node splits + l here.
    if (id >= splits) return leafNode(leafValue[id - splits]!, leafCount[id - splits]!, leafWeight[id - splits]!);
    const bits = decision[id]!;
    if (!(feature[id]! >= 0 && feature[id]! < featureCount))
      throw tree.wrong('split_feature', `no feature ${feature[id]}`);
    const both = {
      feature: feature[id]!,
      left: childOf(left[id]!, splits),
      right: childOf(right[id]!, splits),
      cover: count[id]!,
      weight: weight[id]!,
      gain: gain[id]!,
      value: value[id]!,
    };
    if (bits & CATEGORICAL) {
      const set = sets[threshold[id]!];
      if (set === undefined) throw tree.wrong('threshold', `there is no category set ${threshold[id]}`);
      isCategorical[feature[id]!] = true;
      return { ...both, flags: SPLIT.categorical, threshold: 0, categories: set };
    }
    const missing = MISSING_TYPES[(bits >> 2) & 3];
    if (missing === undefined) throw tree.wrong('decision_type', `${bits} is none`);
    return { ...both, flags: missing | (bits & DEFAULT_LEFT ? SPLIT.missingLeft : 0), threshold: threshold[id]! };
  };
  try {
    builder.add(output, 0, splits + leaves, nodeOf);
  } catch (error) {
    if (error instanceof RangeError)
      throw damaged(path, `tree ${index}, 'left_child' and 'right_child'`, error.message);
    throw error;
  }
}

function leafNode(value: number, cover: number, weight: number): BuiltNode {
  return { feature: -1, flags: 0, threshold: 0, left: -1, right: -1, cover, weight, gain: 0, value };
}

/** Children are split indices, or the complement of a leaf's index. */
function childOf(child: number, splits: number): number {
  return child < 0 ? splits - child - 1 : child < splits ? child : -1;
}

function categorySets(tree: Section): Float64Array[] {
  if (!tree.has('num_cat') || tree.integer('num_cat') === 0) return [];
  const count = tree.integer('num_cat');
  const bounds = tree.numbers('cat_boundaries', count + 1);
  const words = tree.numbers('cat_threshold', bounds[count]!);
  if (bounds.some((bound, i) => !Number.isInteger(bound) || bound < (bounds[i - 1] ?? 0))) {
    throw tree.wrong('cat_boundaries', 'they do not ascend');
  }
  return Array.from({ length: count }, (_, i) => words.slice(bounds[i]!, bounds[i + 1]!));
}
