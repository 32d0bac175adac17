import { describe, expect, test } from 'vitest';
import {
  type ClassifierModel,
  type CustomMetric,
  type CustomObjective,
  histGradientBoostingClassifier,
  histGradientBoostingRegressor,
  type LabelledScores,
  pipeline,
} from '../../../src/index.ts';
import { faultOf } from '../../support/fault.ts';
import { sourceOf, type Table } from '../../support/golden-tables.ts';
import { uniforms } from '../../support/tables.ts';

const ROWS = 3000;

function table(classes: number): Table {
  const [x, y, noise] = ['x', 'y', 'noise'].map((name) => uniforms(ROWS, name));
  const signal = x!.map((value, i) => Math.sin(6 * value) + y![i]! + noise![i]!);
  return {
    x: x!,
    y: y!.map((value, i) => (i % 9 === 0 ? null : value)),
    w: noise!.map((value) => 0.5 + Math.round(8 * value) / 8), // the engine keeps weights as float32
    kind: signal.map((value) => `k${Math.min(classes - 1, Math.floor(((value + 1) / 4) * classes))}`),
    value: signal,
  };
}

const tree = { maxIter: 20, maxLeafNodes: 8, randomState: 5 } as const;
const sigmoid = (score: number) => 1 / (1 + Math.exp(-score));

const logistic = (initialScore: number): CustomObjective => ({
  initialScore,
  gradients({ scores, target, weight }) {
    const w = (row: number) => weight?.[row] ?? 1;
    return {
      gradients: scores.map((score, row) => w(row) * (sigmoid(score) - target[row]!)),
      hessians: scores.map((score, row) => w(row) * sigmoid(score) * sigmoid(-score)),
    };
  },
});

async function probabilities(model: ClassifierModel, classes: number): Promise<number[]> {
  const out: number[] = [];
  for await (const batch of model.predict(await sourceOf(table(classes)))) {
    for (let k = 0; k < classes; k++) out.push(...(batch.getChild(`probability_k${k}`)!.toArray() as Float64Array));
  }
  return out;
}

describe('an objective of the caller', () => {
  test.each([false, true])('for log loss predicts what the built-in one does, weighted %s', async (weighted) => {
    const source = await sourceOf(table(2));
    const run = { target: 'kind', features: ['x', 'y'], weight: weighted ? 'w' : undefined };
    const builtIn = await pipeline(histGradientBoostingClassifier(tree)).fit(source, run);
    const [initial] = builtIn.parts.predictor.forest!.trees.baseScores;
    const own = await pipeline(histGradientBoostingClassifier({ ...tree, objective: logistic(initial!) })).fit(
      source,
      run,
    );
    const [expected, found] = [await probabilities(builtIn, 2), await probabilities(own, 2)];
    expect(Math.max(...found.map((p, i) => Math.abs(p - expected[i]!)))).toBeLessThan(1e-9);
  });

  test('for three classes has one score each', async () => {
    const seen: LabelledScores[] = [];
    const softmax: CustomObjective = {
      gradients(at) {
        seen.push(at);
        const { scores, target, outputCount } = at;
        const rows = target.length;
        const gradients = new Float64Array(scores.length);
        const hessians = new Float64Array(scores.length);
        for (let row = 0; row < rows; row++) {
          const terms = Array.from({ length: outputCount }, (_, k) => Math.exp(scores[k * rows + row]!));
          const sum = terms.reduce((a, b) => a + b);
          terms.forEach((term, k) => {
            gradients[k * rows + row] = term / sum - (target[row] === k ? 1 : 0);
            hessians[k * rows + row] = (1.5 * term * (1 - term / sum)) / sum;
          });
        }
        return { gradients, hessians };
      },
    };
    const source = await sourceOf(table(3));
    const run = { target: 'kind', features: ['x', 'y'] };
    const builtIn = await pipeline(histGradientBoostingClassifier(tree)).fit(source, run);
    const initialScore = [...builtIn.parts.predictor.forest!.trees.baseScores];
    const learner = histGradientBoostingClassifier({ ...tree, objective: { ...softmax, initialScore } });
    const own = await pipeline(learner).fit(source, run);
    expect(seen).toHaveLength(20);
    expect(seen[0]!.outputCount).toBe(3);
    expect(seen[0]!.scores).toHaveLength(3 * ROWS);
    const [expected, found] = [await probabilities(builtIn, 3), await probabilities(own, 3)];
    expect(Math.max(...found.map((p, i) => Math.abs(p - expected[i]!)))).toBeLessThan(1e-9);
  });

  test('sees no row that is held back', async () => {
    let rows = 0;
    const objective: CustomObjective = {
      gradients: (at) => {
        rows = at.target.length;
        return logistic(0).gradients(at);
      },
    };
    const learner = histGradientBoostingClassifier({ ...tree, objective, earlyStopping: { validationFraction: 0.25 } });
    await pipeline(learner).fit(await sourceOf(table(2)), { target: 'kind', features: ['x', 'y'] });
    expect(rows).toBeGreaterThan(0.7 * ROWS);
    expect(rows).toBeLessThan(0.8 * ROWS);
  });

  const trainWith = async (objective: CustomObjective) =>
    pipeline(histGradientBoostingRegressor({ ...tree, objective })).fit(await sourceOf(table(2)), {
      target: 'value',
      features: ['x', 'y'],
    });

  test('with the link exp predicts exp of the score', async () => {
    const model = await trainWith({
      link: 'exp',
      gradients: ({ scores, target }) => ({
        gradients: scores.map((score, row) => Math.exp(score) - Math.max(0, target[row]!)),
        hessians: scores.map((score) => Math.exp(score)),
      }),
    });
    expect(model.predictOne({ x: 0.2, y: 0.9 }).prediction).toBeGreaterThan(1);
    expect(model.predictOne({ x: 0.8, y: null }).prediction).toBeGreaterThan(0);
  });

  test('that throws ends the fit with what it threw', async () => {
    let calls = 0;
    const objective: CustomObjective = {
      gradients(at) {
        if (++calls === 3) throw new RangeError('not today');
        return logistic(0).gradients(at);
      },
    };
    await expect(trainWith(objective)).rejects.toThrow(new RangeError('not today'));
    expect(calls).toBe(3);
    // Nothing is left running: the next fit works.
    expect((await trainWith(logistic(0))).parts.predictor.history).toHaveLength(20);
  });

  const ones = () => new Float64Array(ROWS).fill(1);
  test.each([
    ['too few', () => ({ gradients: new Float64Array(5), hessians: new Float64Array(5) })],
    ['of two lengths', () => ({ gradients: ones(), hessians: new Float64Array(5) })],
    ['not numbers', () => ({ gradients: ones().fill(Number.NaN), hessians: ones() })],
    ['negative hessians', () => ({ gradients: ones(), hessians: ones().fill(-1) })],
    ['nothing', () => undefined as never],
    ['lists', () => ({ gradients: [1, 2], hessians: [1, 2] }) as never],
  ])('that gives %s is refused', async (_, gradients) => {
    const fault = await faultOf(() => trainWith({ gradients }));
    expect(fault.code).toBe('VALUE_INVALID');
    expect(fault.remedy).toBeTruthy();
  });
});

describe('a metric of the caller', () => {
  test('decides when to stop, and its best round is the model', async () => {
    const values = [5, 4, 3.5, 3, 3.2, 3.1, 3.4, 9, 9];
    const metric: CustomMetric = {
      name: 'mine',
      higherIsBetter: false,
      evaluate({ predictions, target, scores }) {
        expect(predictions).toHaveLength(target.length);
        expect(predictions[0]).toBeCloseTo(sigmoid(scores[0]!), 12);
        return values.shift()!;
      },
    };
    const model = await pipeline(
      histGradientBoostingClassifier({ ...tree, metric, earlyStopping: { patience: 3 } }),
    ).fit(await sourceOf(table(2)), { target: 'kind', features: ['x', 'y'] });
    const { history, forest } = model.parts.predictor;
    expect(history.map((step) => step.validation)).toEqual([5, 4, 3.5, 3, 3.2, 3.1, 3.4]);
    expect(forest!.trees.treeOutputs).toHaveLength(4);
  });

  test('stands aside where another one is named', async () => {
    const metric: CustomMetric = { name: 'mine', higherIsBetter: true, evaluate: () => expect.fail('was called') };
    const learner = histGradientBoostingClassifier({ ...tree, metric, earlyStopping: { metric: 'rocAuc' } });
    const model = await pipeline(learner).fit(await sourceOf(table(2)), { target: 'kind', features: ['x', 'y'] });
    expect(model.parts.predictor.history[0]!.validation).toBeGreaterThan(0.5);
  });

  test('that gives no number is refused', async () => {
    const metric = { name: 'mine', higherIsBetter: true, evaluate: () => Number.NaN };
    const learner = histGradientBoostingClassifier({ ...tree, metric, earlyStopping: true });
    const source = await sourceOf(table(2));
    const fault = await faultOf(() => pipeline(learner).fit(source, { target: 'kind', features: ['x', 'y'] }));
    expect(fault.code).toBe('VALUE_INVALID');
  });
});
