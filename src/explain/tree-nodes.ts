import { type ForestArrays, SPLIT } from '../matrix/forest.ts';
import type { Model } from '../pipeline/model.ts';
import { usedFeatures } from './importance.ts';
import { forestOf, type TreeFeature, treeFeatures } from './tree-features.ts';

/** A node of a tree, as data. */
export type TreeNode = TreeLeaf | TreeSplit;

interface TreeNodeFacts {
  /** Training rows that reached it (for XGBoost's models the sum of their hessians). */
  readonly cover: number;
  /** What it adds to the score, or to that of each output; of splits what they would add as leaves. */
  readonly value: number | readonly number[];
}

export interface TreeLeaf extends TreeNodeFacts {
  readonly kind: 'leaf';
}

export interface TreeSplit extends TreeNodeFacts {
  readonly kind: 'split';
  readonly feature: string;
  readonly gain: number;
  /** Of a numeric feature: `left` is where x ≤ threshold. */
  readonly threshold?: number | undefined;
  /** Of a categorical feature: the categories that go left, by name where names are known, else by code. */
  readonly categories?: readonly (string | number)[] | undefined;
  /** Where missing values go; undefined where they count as 0. */
  readonly missing?: 'left' | 'right' | undefined;
  /** Whether 0 counts as missing. */
  readonly zeroIsMissing: boolean;
  readonly left: TreeNode;
  readonly right: TreeNode;
}

/** One tree of a model. */
export interface Tree {
  readonly index: number;
  /** The class it speaks for, where each class has trees of its own. */
  readonly output?: string | undefined;
  readonly root: TreeNode;
}

/** Reads trees of a model one by one: a model may have thousands. */
export class TreeNodes {
  readonly trees: ForestArrays;
  readonly #features: ReadonlyMap<number, TreeFeature>;
  readonly #classes: readonly string[];

  /** @throws MillraceError MODEL_UNSUPPORTED for a model without trees */
  constructor(model: Model, call: string) {
    const forest = forestOf(model, call);
    const used = usedFeatures(forest.trees);
    const features = treeFeatures(model, forest, used);
    this.trees = forest.trees;
    this.#features = new Map(used.map((index, i) => [index, features[i]!]));
    this.#classes = model.classes;
  }

  get count(): number {
    return this.trees.treeOutputs.length;
  }

  tree(index: number): Tree {
    const { treeBegins, treeOutputs, outputCount, valueWidth } = this.trees;
    const [begin, end] = [treeBegins[index]!, treeBegins[index + 1]!];
    // Children come after their parents: from the last node on, they are there when a parent asks for them.
    const nodes: TreeNode[] = [];
    for (let node = end - 1; node >= begin; node--) nodes[node - begin] = this.#node(node, nodes);
    const output = outputCount > 1 && valueWidth === 1 ? this.#classes[treeOutputs[index]!] : undefined;
    return { index, output, root: nodes[0]! };
  }

  #node(node: number, nodes: readonly TreeNode[]): TreeNode {
    const { feature, flags, threshold, left, right, cover, gain, values, valueWidth } = this.trees;
    const own = values.subarray(node * valueWidth, (node + 1) * valueWidth);
    const facts = { cover: cover[node]!, value: valueWidth === 1 ? own[0]! : [...own] };
    if (feature[node]! < 0) return { kind: 'leaf', ...facts };
    const bits = flags[node]!;
    const { name, categories } = this.#features.get(feature[node]!)!;
    const split = {
      kind: 'split' as const,
      feature: name,
      ...facts,
      gain: gain[node]!,
      missing: bits & SPLIT.nanIsZero ? undefined : bits & SPLIT.missingLeft ? ('left' as const) : ('right' as const),
      zeroIsMissing: (bits & SPLIT.zeroIsMissing) !== 0,
      left: nodes[left[node]!]!,
      right: nodes[right[node]!]!,
    };
    if (bits & SPLIT.categorical) return { ...split, categories: this.#codes(node).map((c) => categories?.[c] ?? c) };
    return { ...split, threshold: threshold[node]! };
  }

  /** The codes of a split's set. */
  #codes(node: number): number[] {
    const { categoryBegins, categoryWords } = this.trees;
    const codes: number[] = [];
    for (let word = categoryBegins[node]!; word < categoryBegins[node + 1]!; word++) {
      const first = 32 * (word - categoryBegins[node]!);
      for (let bit = 0; bit < 32; bit++) if ((categoryWords[word]! >>> bit) & 1) codes.push(first + bit);
    }
    return codes;
  }
}
