import { type ForestArrays, type ForestLink, SPLIT } from '../../src/matrix/forest.ts';
import type { GatheredFeatures, Learner, TrainingData } from '../../src/models/learner.ts';
import { forestPredictor } from '../../src/models/trees/forest-predictor.ts';
import type { TreeInput } from '../../src/models/trees/tree-input.ts';

export interface MadeForest {
  /** Of each feature: how many categories it has; 0 for numbers, drawn from the unit interval. */
  readonly features: readonly number[];
  readonly trees: number;
  readonly leaves: number;
  readonly outputCount?: number;
  readonly valueWidth?: number;
  readonly link?: ForestLink;
}

/** Random trees, the same for the same seed: splits of random leaves, as best-first growth makes them. */
export function makeForest(made: MadeForest, seed = 1): ForestArrays {
  const { features, outputCount = 1, valueWidth = 1, link = 'sigmoid' } = made;
  let state = seed >>> 0;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const draw = (below: number) => Math.floor(random() * below);
  const [feature, flags, threshold, left, right, values]: number[][] = [[], [], [], [], [], []] as number[][];
  const treeBegins = [0];
  const categoryBegins = [0];
  const categoryWords: number[] = [];
  for (let tree = 0; tree < made.trees; tree++) {
    const lefts = [-1];
    const rights = [-1];
    const leaves = [0];
    while (leaves.length < made.leaves) {
      const pick = draw(leaves.length);
      const node = leaves[pick]!;
      const child = lefts.length;
      lefts[node] = child;
      rights[node] = child + 1;
      leaves[pick] = child;
      leaves.push(child + 1);
      lefts.push(-1, -1);
      rights.push(-1, -1);
    }
    lefts.forEach((child, node) => {
      const split = child >= 0;
      const at = split ? draw(features.length) : -1;
      const categories = split ? features[at]! : 0;
      feature!.push(at);
      flags!.push(split ? (random() < 0.5 ? SPLIT.missingLeft : 0) | (categories > 0 ? SPLIT.categorical : 0) : 0);
      threshold!.push(split && categories === 0 ? random() : 0);
      left!.push(child);
      right!.push(rights[node]!);
      if (categories > 0) {
        for (let word = 0; word * 32 < categories; word++) categoryWords.push(draw(2 ** 32));
      }
      categoryBegins.push(categoryWords.length);
      for (let k = 0; k < valueWidth; k++) values!.push(valueWidth > 1 ? random() : (random() - 0.5) * 0.2);
    });
    treeBegins.push(feature!.length);
  }
  const nodes = feature!.length;
  return {
    featureCount: features.length,
    outputCount,
    valueWidth,
    scale: valueWidth > 1 ? 1 / made.trees : 1,
    link,
    baseScores: new Float64Array(outputCount).fill(0.125),
    treeBegins: Uint32Array.from(treeBegins),
    treeOutputs: Int32Array.from({ length: made.trees }, (_, tree) => (valueWidth > 1 ? 0 : tree % outputCount)),
    feature: Int32Array.from(feature!),
    flags: Uint8Array.from(flags!),
    threshold: Float64Array.from(threshold!),
    left: Int32Array.from(left!),
    right: Int32Array.from(right!),
    categoryBegins: Uint32Array.from(categoryBegins),
    cover: new Float64Array(nodes).fill(1),
    weight: new Float64Array(nodes).fill(1),
    gain: new Float64Array(nodes).fill(0),
    values: Float64Array.from(values!),
    categoryWords: Uint32Array.from(categoryWords),
  };
}

/** A learner that learns nothing: its model has these trees, so that pipelines can be tested apart from training. */
export function learnerOf<Task extends 'classification' | 'regression'>(
  task: Task,
  trees: ForestArrays,
  inputs: readonly TreeInput[],
): Learner<Task> {
  const name = task === 'classification' ? 'histGradientBoostingClassifier' : 'histGradientBoostingRegressor';
  const predictor = () =>
    Promise.resolve(
      forestPredictor({ name, trees, inputs, history: [{ step: 1, loss: 0.5 }], converged: true, solver: 'made' }),
    );
  return {
    kind: 'learner',
    task,
    name,
    train: (_: TrainingData) => predictor(),
    gather: (stage): Promise<GatheredFeatures> =>
      stage
        .pass(() => {})
        .then(() => ({
          columnCount: trees.featureCount,
          valueCount: 0,
          sparse: false,
          train: predictor,
          release: () => {},
        })),
  };
}
