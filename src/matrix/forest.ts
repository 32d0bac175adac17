/** Bits of `ForestArrays.flags`. */
export const SPLIT = {
  /** Left when the category's code is in the node's set. */
  categorical: 1,
  /** Where missing values (and unseen categories) go. */
  missingLeft: 2,
  /** |x| ≤ 1e-35 counts as missing (LightGBM's zero_as_missing). */
  zeroIsMissing: 4,
  /** NaN counts as 0 (LightGBM's models trained without missing values). */
  nanIsZero: 8,
} as const;

/** What turns raw scores into predictions. */
export type ForestLink = 'identity' | 'sigmoid' | 'softmax' | 'exp';

/**
 * Trained trees in real units, as native/trees/model/forest.h has them. Nodes of all trees one after the other: those
 * of tree t from `treeBegins[t]` up to `treeBegins[t + 1]`, the root first, children after parents and counted from
 * the tree's first node.
 *
 * The score of output k is `baseScores[k]` plus `scale` times the sum of the leaf values a row reaches: of the trees
 * whose `treeOutputs` is k when `valueWidth` is 1, else of every tree's value k. With `float32Sums` the sum begins with
 * the base score and is rounded to float32 after each tree, as XGBoost's is.
 */
export interface ForestArrays {
  readonly featureCount: number;
  readonly outputCount: number;
  /** 1, or `outputCount`. */
  readonly valueWidth: number;
  /** 1, or 1 / trees where they are averaged. */
  readonly scale: number;
  /** Of imported models alone, with `valueWidth` and `scale` 1. Default: false. */
  readonly float32Sums?: boolean | undefined;
  readonly link: ForestLink;
  /** [outputCount] */
  readonly baseScores: Float64Array;
  /** [trees + 1] */
  readonly treeBegins: Uint32Array;
  /** [trees] */
  readonly treeOutputs: Int32Array;
  /** [nodes]; −1 for leaves. */
  readonly feature: Int32Array;
  /** [nodes]; bits of `SPLIT`. */
  readonly flags: Uint8Array;
  /** [nodes]; left when x ≤ threshold. */
  readonly threshold: Float64Array;
  /** [nodes] */
  readonly left: Int32Array;
  /** [nodes] */
  readonly right: Int32Array;
  /** [nodes + 1]: words of the node's category set in `categoryWords`. */
  readonly categoryBegins: Uint32Array;
  /** [nodes]: training rows that reached it. */
  readonly cover: Float64Array;
  /** [nodes]: the sum of their hessians, or of their weights in forests that average. */
  readonly weight: Float64Array;
  /** [nodes]: gain of the split; 0 for leaves. */
  readonly gain: Float64Array;
  /** [nodes][valueWidth]; of inner nodes what they would say as leaves. */
  readonly values: Float64Array;
  /** Bitsets of category codes, 32 codes a word, least significant first. */
  readonly categoryWords: Uint32Array;
}
