import { z } from 'zod';
import { type ForestLink, SPLIT } from '../matrix/forest.ts';
import { thresholdBelow } from './float32.ts';
import { type BuiltNode, ForestBuilder } from './forest-builder.ts';
import type { ImportedForest } from './imported-forest.ts';
import { damaged, notThisKind, unsupported } from './model-text.ts';

const numbers = z.array(z.number());
// 1.x writes NaN where a number has no meaning: thresholds of categorical splits.
const numbersOrNaN = z.array(
  z
    .number()
    .nullable()
    .transform((value) => value ?? Number.NaN),
);
const countText = z.string().regex(/^\d+$/);

const treeSchema = z.object({
  left_children: numbers,
  right_children: numbers,
  split_indices: numbers,
  split_conditions: numbersOrNaN,
  // Booleans in 1.x.
  default_left: z.array(z.union([z.number(), z.boolean()])),
  split_type: numbers.optional(),
  categories: numbers.optional(),
  categories_nodes: numbers.optional(),
  categories_segments: numbers.optional(),
  categories_sizes: numbers.optional(),
  loss_changes: numbers,
  sum_hessian: numbers,
  tree_param: z.object({ num_nodes: countText, size_leaf_vector: countText.optional() }),
});
type XGBoostTree = z.output<typeof treeSchema>;

const treesSchema = z.object({
  gbtree_model_param: z.object({ num_parallel_tree: countText.default('1') }),
  tree_info: numbers,
  trees: z.array(treeSchema),
});

const modelSchema = z.object({
  learner: z.object({
    attributes: z.record(z.string(), z.string()).default({}),
    feature_names: z.array(z.string()).default([]),
    gradient_booster: z.object({ name: z.string() }).loose(),
    learner_model_param: z.object({
      base_score: z.string(),
      num_class: countText,
      num_feature: countText,
      num_target: countText.default('1'),
    }),
    objective: z.object({ name: z.string() }),
  }),
});

/**
 * Reads XGBoost's JSON model (1.3 to 3.x). XGBoost rounds values and thresholds to float32 and compares `x < t`;
 * thresholds here are the float64 that decide alike for every float64 value.
 *
 * @param iterations `best` those up to the best one where training stopped early, as XGBoost's scikit-learn classes
 *   predict; `all` of them, as its Booster does
 * @throws MillraceError MODEL_INVALID, MODEL_CORRUPT (naming the key), MODEL_UNSUPPORTED (linear boosters, leaves of
 *   vectors, several targets, hinge loss)
 */
export function parseXGBoost(text: string, path: string, iterations: 'best' | 'all'): ImportedForest {
  const { learner } = checked(modelSchema, jsonOf(text, path), path, '');
  const { gradient_booster: booster, learner_model_param: shape } = learner;
  const treesAt = 'learner.gradient_booster';
  if (booster.name !== 'gbtree' && booster.name !== 'dart') {
    throw unsupported(path, `has a booster '${booster.name}', and not trees`, 'train with the booster gbtree or dart');
  }
  const isDart = booster.name === 'dart';
  const dart = isDart ? checked(dartSchema, booster, path, treesAt) : undefined;
  const model = dart?.gbtree.model ?? checked(z.object({ model: treesSchema }), booster, path, treesAt).model;
  if (Number(shape.num_target) > 1 || model.trees.some((tree) => Number(tree.tree_param.size_leaf_vector ?? 1) > 1)) {
    throw unsupported(
      path,
      'predicts several targets, or has vectors in its leaves',
      'train one model for each target',
    );
  }
  const outputCount = Math.max(1, Number(shape.num_class));
  const { link, baseLink } = objectiveOf(learner.objective.name, outputCount, path);
  if (model.tree_info.length !== model.trees.length) {
    throw damaged(
      path,
      `${treesAt}.model.tree_info`,
      `it names ${model.tree_info.length} of ${model.trees.length} trees`,
    );
  }
  if (dart !== undefined && dart.weight_drop.length !== model.trees.length) {
    throw damaged(path, `${treesAt}.weight_drop`, `it holds ${dart.weight_drop.length} weights`);
  }
  const treesEach = outputCount * Number(model.gbtree_model_param.num_parallel_tree);
  const best = learner.attributes.best_iteration;
  const used = iterations === 'best' && best !== undefined ? (Number(best) + 1) * treesEach : model.trees.length;

  const featureCount = Number(shape.num_feature);
  const isCategorical = new Array<boolean>(featureCount).fill(false);
  const builder = new ForestBuilder();
  model.trees.slice(0, used).forEach((tree, t) => {
    const output = model.tree_info[t]!;
    if (!(output >= 0 && output < outputCount))
      throw damaged(path, `${treesAt}.model.tree_info.${t}`, `no class ${output}`);
    const where = `${treesAt}.model.trees.${t}`;
    addTree(builder, output, tree, { path, where, featureCount, isCategorical, weight: dart?.weight_drop[t] ?? 1 });
  });
  const trees = builder.finish({
    featureCount,
    outputCount,
    scale: 1,
    float32Sums: true,
    link,
    baseScores: baseScores(shape.base_score, outputCount, baseLink, path).map(Math.fround),
  });
  const { feature_names: names } = learner;
  if (names.length !== 0 && names.length !== featureCount) {
    throw damaged(path, 'learner.feature_names', `it holds ${names.length} names, not ${featureCount}`);
  }
  return {
    trees,
    featureNames: names.length === 0 ? Array.from({ length: featureCount }, (_, i) => `f${i}`) : names,
    isCategorical,
    task: link === 'sigmoid' || link === 'softmax' ? 'classification' : 'regression',
    objective: learner.objective.name,
    trainingRows: 0,
  };
}

const dartSchema = z.object({ gbtree: z.object({ model: treesSchema }), weight_drop: numbers });

function jsonOf(text: string, path: string): unknown {
  const remedy = "write one with `booster.save_model('model.json')`";
  if (!/^\s*\{/.test(text)) throw notThisKind(path, 'XGBoost JSON model', remedy);
  let json: unknown;
  try {
    // NaN is no JSON; strings are matched so that none of theirs is touched.
    json = JSON.parse(
      !text.includes('NaN')
        ? text
        : text.replace(/"(?:[^"\\]|\\.)*"|\bNaN\b/g, (token) => (token === 'NaN' ? 'null' : token)),
    );
  } catch (error) {
    throw damaged(path, 'the JSON', (error as Error).message);
  }
  if (!Object.hasOwn(json as object, 'learner')) throw notThisKind(path, 'XGBoost JSON model', remedy);
  return json;
}

function checked<S extends z.ZodType>(schema: S, value: unknown, path: string, at: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const where = [at, ...issue.path.map(String)].filter(Boolean).join('.');
  throw damaged(path, where, issue.message);
}

type BaseLink = 'identity' | 'logit' | 'log';
const OBJECTIVES: Readonly<Record<string, { readonly link: ForestLink; readonly baseLink: BaseLink }>> = {
  'binary:logistic': { link: 'sigmoid', baseLink: 'logit' },
  'reg:logistic': { link: 'sigmoid', baseLink: 'logit' },
  'binary:logitraw': { link: 'identity', baseLink: 'identity' },
  'multi:softprob': { link: 'softmax', baseLink: 'identity' },
  'multi:softmax': { link: 'softmax', baseLink: 'identity' },
  'count:poisson': { link: 'exp', baseLink: 'log' },
  'reg:gamma': { link: 'exp', baseLink: 'log' },
  'reg:tweedie': { link: 'exp', baseLink: 'log' },
  'survival:cox': { link: 'exp', baseLink: 'log' },
  'survival:aft': { link: 'exp', baseLink: 'log' },
  'reg:squarederror': { link: 'identity', baseLink: 'identity' },
  'reg:linear': { link: 'identity', baseLink: 'identity' },
  'reg:squaredlogerror': { link: 'identity', baseLink: 'identity' },
  'reg:absoluteerror': { link: 'identity', baseLink: 'identity' },
  'reg:pseudohubererror': { link: 'identity', baseLink: 'identity' },
  'reg:quantileerror': { link: 'identity', baseLink: 'identity' },
  'rank:pairwise': { link: 'identity', baseLink: 'identity' },
  'rank:ndcg': { link: 'identity', baseLink: 'identity' },
  'rank:map': { link: 'identity', baseLink: 'identity' },
};

function objectiveOf(name: string, outputCount: number, path: string) {
  const objective = OBJECTIVES[name];
  if (objective === undefined || (objective.link === 'softmax') !== outputCount > 1) {
    throw unsupported(
      path,
      `has the objective '${name}' with ${outputCount} outputs, which has no counterpart`,
      `train with one of: ${Object.keys(OBJECTIVES).join(', ')}`,
    );
  }
  return objective;
}

/** One number, or since 3.0 a list of them in brackets; in units of predictions, as float32. */
function baseScores(text: string, outputCount: number, link: BaseLink, path: string): Float64Array {
  const given = text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map(Number);
  if (given.some((value) => !Number.isFinite(value)) || (given.length !== 1 && given.length !== outputCount)) {
    throw damaged(path, 'learner.learner_model_param.base_score', `'${text}'`);
  }
  return Float64Array.from({ length: outputCount }, (_, k) => {
    const value = Math.fround(given[k] ?? given[0]!);
    if (link === 'logit') return -Math.log(1 / value - 1);
    return link === 'log' ? Math.log(value) : value;
  });
}

interface TreeContext {
  readonly path: string;
  readonly where: string;
  readonly featureCount: number;
  readonly isCategorical: boolean[];
  /** What dart multiplies the tree by. */
  readonly weight: number;
}

function addTree(builder: ForestBuilder, output: number, tree: XGBoostTree, context: TreeContext): void {
  const { path, where, featureCount, isCategorical, weight } = context;
  const count = Number(tree.tree_param.num_nodes);
  const lists = [
    'left_children',
    'right_children',
    'split_indices',
    'split_conditions',
    'default_left',
    'loss_changes',
    'sum_hessian',
  ] as const;
  const short = lists.find((key) => tree[key].length !== count);
  if (short !== undefined) throw damaged(path, `${where}.${short}`, `it holds ${tree[short].length} of ${count} nodes`);
  const sets = categorySets(tree, path, where);
  const values = nodeValues(tree, count);
  const nodeOf = (id: number): BuiltNode => {
    // XGBoost keeps no counts; its SHAP values go by the hessians.
    const isLeaf = tree.left_children[id] === -1;
    if (Number.isNaN(tree.split_conditions[id]!) && (isLeaf || !sets.has(id))) {
      throw damaged(path, `${where}.split_conditions.${id}`, 'it is no number');
    }
    const both = { cover: tree.sum_hessian[id]!, weight: tree.sum_hessian[id]!, value: values[id]! * weight };
    const [left, right] = [tree.left_children[id]!, tree.right_children[id]!];
    if (isLeaf) return { ...both, feature: -1, flags: 0, threshold: 0, left: -1, right: -1, gain: 0 };
    const feature = tree.split_indices[id]!;
    if (!(feature >= 0 && feature < featureCount))
      throw damaged(path, `${where}.split_indices.${id}`, `no feature ${feature}`);
    const defaultLeft = Boolean(tree.default_left[id]);
    const gain = tree.loss_changes[id]!;
    const set = sets.get(id);
    if (set !== undefined) {
      // XGBoost's sets go right, ours left.
      isCategorical[feature] = true;
      const flags = SPLIT.categorical | (defaultLeft ? 0 : SPLIT.missingLeft);
      return { ...both, feature, gain, flags, threshold: 0, left: right, right: left, categories: set };
    }
    const threshold = thresholdBelow(Math.fround(tree.split_conditions[id]!));
    return { ...both, feature, gain, flags: defaultLeft ? SPLIT.missingLeft : 0, threshold, left, right };
  };
  try {
    builder.add(output, 0, count, nodeOf);
  } catch (error) {
    if (error instanceof RangeError) throw damaged(path, `${where}.left_children and right_children`, error.message);
    throw error;
  }
}

/** Leaves hold their value; of inner nodes it is the mean of the leaves below, by cover. */
function nodeValues(tree: XGBoostTree, count: number): Float64Array {
  const values = new Float64Array(count);
  // Children have higher numbers than their parents; where a damaged file says otherwise, the builder finds out.
  for (let id = count - 1; id >= 0; id--) {
    const [left, right] = [tree.left_children[id]!, tree.right_children[id]!];
    if (left === -1) {
      values[id] = tree.split_conditions[id]!;
    } else {
      const [a, b] = [tree.sum_hessian[left] ?? 0, tree.sum_hessian[right] ?? 0];
      values[id] = a + b > 0 ? (a * (values[left] ?? 0) + b * (values[right] ?? 0)) / (a + b) : 0;
    }
  }
  return values;
}

/** Bitsets of the categories that go right, by node. */
function categorySets(tree: XGBoostTree, path: string, where: string): Map<number, Uint32Array> {
  const { categories = [], categories_nodes: nodes = [], categories_segments: begins = [] } = tree;
  const sizes = tree.categories_sizes ?? [];
  if (begins.length !== nodes.length || sizes.length !== nodes.length) {
    throw damaged(path, `${where}.categories_segments`, `it holds ${begins.length} of ${nodes.length} sets`);
  }
  const sets = new Map<number, Uint32Array>();
  nodes.forEach((node, i) => {
    const codes = categories.slice(begins[i]!, begins[i]! + sizes[i]!);
    if (codes.length !== sizes[i] || codes.some((code) => !(Number.isInteger(code) && code >= 0 && code < 2 ** 24))) {
      throw damaged(path, `${where}.categories`, `the set of node ${node} is not whole`);
    }
    const words = new Uint32Array(codes.length === 0 ? 0 : (Math.max(...codes) >> 5) + 1);
    for (const code of codes) words[code >> 5]! |= 1 << (code & 31);
    sets.set(node, words);
  });
  return sets;
}
