// Single trees against scikit-learn's, node by node, and forests by how well they do: tests/golden/make_forests.py
// wrote the expectations.
import { describe, expect, test } from 'vitest';
import {
  type Classifier,
  type ClassifierModel,
  decisionTreeClassifier,
  decisionTreeRegressor,
  extraTreesClassifier,
  extraTreesRegressor,
  fromRows,
  pipeline,
  type Regressor,
  type RegressorModel,
  randomForestClassifier,
  randomForestRegressor,
  type Source,
} from '../../../src/index.ts';
import type { ForestArrays } from '../../../src/matrix/forest.ts';
import { golden } from '../../support/golden-tables.ts';

type Target = 'binary' | 'classes' | 'value' | 'counts';
interface Case {
  readonly table: 'plain' | 'missing';
  readonly target: Target;
  readonly options: Readonly<Record<string, unknown>>;
}
interface TreeCase extends Case {
  readonly weighted: boolean;
  /** In preorder: feature (−1 for leaves) and rows. */
  readonly nodes: readonly [number, number][];
  readonly predictions: readonly number[];
}
interface ForestCase extends Case {
  readonly name: keyof typeof forests;
  readonly mean: number;
  readonly deviation: number;
  readonly oob: number;
  readonly leaves: number;
}
const expected = golden<{
  train: number;
  every: number;
  columns: number[][];
  missing: Record<string, number[]>;
  targets: Record<Target, number[]>;
  weight: number[];
  trees: TreeCase[];
  forests: ForestCase[];
}>('forests.json');

const forests = { randomForestClassifier, randomForestRegressor, extraTreesClassifier, extraTreesRegressor };
const isClasses = (target: Target) => target === 'binary' || target === 'classes';
const features = expected.columns.map((_, c) => `x${c}`);
const hidden = new Set(Object.entries(expected.missing).flatMap(([c, rows]) => rows.map((r) => `${c} ${r}`)));

function rowsOf({ table, target }: Case, begin: number, end: number) {
  return Array.from({ length: end - begin }, (_, i) => {
    const r = begin + i;
    const values = features.map((name, c) => {
      const isMissing = table === 'missing' && hidden.has(`${c} ${r}`);
      return [name, isMissing ? null : expected.columns[c]![r]!];
    });
    const y = expected.targets[target][r]!;
    return {
      ...Object.fromEntries(values),
      y: isClasses(target) ? String(y) : y,
      w: expected.weight[r]!,
    };
  });
}
const sourceOf = (one: Case, begin: number, end: number): Promise<Source> => fromRows(rowsOf(one, begin, end));

/** scikit-learn's options as ours. */
function camel(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const name = (text: string) => text.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [name(key), value]));
}

function preorder(trees: ForestArrays, node = 0): [number, number][] {
  const here: [number, number] = [trees.feature[node]!, trees.cover[node]!];
  if (here[0] < 0) return [here];
  return [here, ...preorder(trees, trees.left[node]!), ...preorder(trees, trees.right[node]!)];
}

async function outputsOf(model: ClassifierModel | RegressorModel, source: Source): Promise<number[]> {
  const outputs: number[] = [];
  for await (const batch of model.predict(source)) {
    const names = model.classes.length > 0 ? model.classes.map((name) => `probability_${name}`) : ['prediction'];
    const columns = names.map((name) => batch.getChild(name)!);
    for (let r = 0; r < batch.numRows; r++) for (const column of columns) outputs.push(Number(column.get(r)));
  }
  return outputs;
}

describe('a single tree is scikit-learn’s', () => {
  test.each(expected.trees)('$target of $table, $options, weighted $weighted', async (one) => {
    const source = await sourceOf(one, 0, expected.train);
    const options = camel(one.options);
    const tree = isClasses(one.target) ? decisionTreeClassifier(options) : decisionTreeRegressor(options);
    const model = await pipeline(tree as Classifier & Regressor).fit(source, {
      target: 'y',
      features,
      ...(one.weighted ? { weight: 'w' } : {}),
    });
    expect(preorder(model.parts.predictor.forest!.trees)).toEqual(one.nodes);
    const outputs = await outputsOf(model, source);
    const width = outputs.length / expected.train;
    const scale = Math.max(...one.predictions.map(Math.abs));
    expect(one.predictions.length).toBe((expected.train / expected.every) * width);
    one.predictions.forEach((value, i) => {
      const at = Math.floor(i / width) * expected.every * width + (i % width);
      expect(Math.abs(value - outputs[at]!), `output ${at}`).toBeLessThan(1e-11 * scale);
    });
  });
});

describe('a forest does as well as scikit-learn’s', () => {
  test.each(expected.forests)('$name: $target of $table, $options', { timeout: 120_000 }, async (one) => {
    const [train, held] = await Promise.all([
      sourceOf(one, 0, expected.train),
      sourceOf(one, expected.train, expected.columns[0]!.length),
    ]);
    const scores: number[] = [];
    const outOfBag: number[] = [];
    const leaves: number[] = [];
    for (let randomState = 0; randomState < 10; randomState++) {
      const learner = forests[one.name]({ ...camel(one.options), randomState } as never);
      const model = await pipeline(learner as Classifier & Regressor).fit(train, { target: 'y', features });
      const { metrics } = await (model as ClassifierModel).evaluate(held);
      const found = metrics as unknown as { accuracy: number; r2: number };
      scores.push(isClasses(one.target) ? found.accuracy : found.r2);
      const { outOfBag: bag, forest } = model.parts.predictor;
      if (bag !== undefined) outOfBag.push(bag.score);
      leaves.push(forest!.trees.feature.filter((feature) => feature < 0).length / 100);
    }
    // Five standard errors of the difference of two means of ten.
    const bound = 5 * one.deviation * Math.sqrt(2 / 10);
    expect(Math.abs(mean(scores) - one.mean), `${mean(scores)} against ${one.mean}`).toBeLessThan(bound);
    expect(Math.abs(mean(leaves) / one.leaves - 1), `${mean(leaves)} leaves against ${one.leaves}`).toBeLessThan(0.02);
    expect(outOfBag.length).toBe(one.options.oob_score ? 10 : 0);
    if (outOfBag.length > 0) {
      expect(Math.abs(mean(outOfBag) - one.oob), `${mean(outOfBag)} against ${one.oob}`).toBeLessThan(0.01);
    }
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
