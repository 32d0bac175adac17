import { type ForestArrays, SPLIT } from '../../src/matrix/forest.ts';

/** Whether a value goes left at a node: `ForestArrays` read as plainly as can be. */
export function goesLeft(forest: ForestArrays, node: number, value: number): boolean {
  const flags = forest.flags[node]!;
  const missingLeft = (flags & SPLIT.missingLeft) !== 0;
  if (flags & SPLIT.categorical) {
    if (Number.isNaN(value) || value <= -1) return missingLeft;
    const code = Math.trunc(value);
    const word = forest.categoryBegins[node]! + Math.floor(code / 32);
    return word < forest.categoryBegins[node + 1]! && ((forest.categoryWords[word]! >>> (code & 31)) & 1) === 1;
  }
  const x = flags & SPLIT.nanIsZero && Number.isNaN(value) ? 0 : value;
  if (Number.isNaN(x) || (flags & SPLIT.zeroIsMissing && Math.abs(x) <= Math.fround(1e-35))) return missingLeft;
  return x <= forest.threshold[node]!;
}

/** The leaf of a tree that a row reaches, among the forest's nodes. */
export function leafOf(forest: ForestArrays, tree: number, row: ArrayLike<number>): number {
  const root = forest.treeBegins[tree]!;
  let node = root;
  while (forest.feature[node]! >= 0) {
    const left = goesLeft(forest, node, row[forest.feature[node]!]!);
    node = root + (left ? forest.left[node]! : forest.right[node]!);
  }
  return node;
}

/** Raw scores of one row, one an output. */
export function scoresOf(forest: ForestArrays, row: ArrayLike<number>): number[] {
  const { outputCount, valueWidth, float32Sums } = forest;
  const rounded = float32Sums ? Math.fround : (value: number) => value;
  const sums = float32Sums ? [...forest.baseScores] : new Array<number>(outputCount).fill(0);
  forest.treeOutputs.forEach((output, tree) => {
    const leaf = leafOf(forest, tree, row);
    for (let k = 0; k < valueWidth; k++) {
      const at = valueWidth === 1 ? output : k;
      sums[at] = rounded(sums[at]! + forest.values[leaf * valueWidth + k]!);
    }
  });
  return float32Sums ? sums : sums.map((sum, k) => forest.baseScores[k]! + forest.scale * sum);
}

/** What the library that made the model predicts: one probability where there are two classes. */
export function predictionsOf(forest: ForestArrays, row: ArrayLike<number>): number[] {
  const scores = scoresOf(forest, row);
  if (forest.link === 'sigmoid') return scores.map((score) => 1 / (1 + Math.exp(-score)));
  if (forest.link === 'exp') return scores.map(Math.exp);
  if (forest.link === 'identity') return scores;
  const most = Math.max(...scores);
  const shares = scores.map((score) => Math.exp(score - most));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}
