/**
 * One neuron learns how long a delivery takes: minutes = weight · distance + intercept, by gradient descent.
 *
 *     npx tsx examples/delivery-time.ts
 *
 * Every step is printed: what the neuron predicts, how wrong that is (mean squared error), which way the error grows
 * (the gradient), and the weight and intercept after a step against it.
 */
import { fileURLToPath } from 'node:url';
import { fromRows, linearRegression, pipeline } from '../src/index.ts';

/** Four deliveries: kilometres and the minutes they took. */
const deliveries = [
  { distance: 1, minutes: 7 },
  { distance: 2, minutes: 9 },
  { distance: 3, minutes: 13 },
  { distance: 4, minutes: 15 },
];

const learningRate = 0.05;

export interface Step {
  readonly step: number;
  readonly weight: number;
  readonly intercept: number;
  /** Minutes predicted for each delivery. */
  readonly predictions: readonly number[];
  readonly loss: number;
  /** Derivative of the loss by weight and by intercept. */
  readonly gradient: readonly [weight: number, intercept: number];
}

/** The state before each of `count` updates, and the one after the last. */
export async function walk(count: number): Promise<Step[]> {
  const source = await fromRows(deliveries);
  const parameters: (readonly [weight: number, intercept: number])[] = [[0, 0]];
  let history: readonly { readonly loss: number }[] = [];
  // The same descent stopped one update later each time: training has no chance in it.
  for (let updates = 1; updates <= count + 1; updates++) {
    const neuron = linearRegression({ solver: 'gradient-descent', learningRate, maxIter: updates, tol: 0 });
    const model = await pipeline(neuron).fit(source, { target: 'minutes' });
    const { weights, intercepts } = model.linear!;
    parameters.push([weights[0]!, intercepts[0]!]);
    history = model.history;
  }
  return parameters.slice(0, count + 1).map(([weight, intercept], step) => {
    const [nextWeight, nextIntercept] = parameters[step + 1]!;
    return {
      step,
      weight,
      intercept,
      predictions: deliveries.map(({ distance }) => weight * distance + intercept),
      loss: history[step]!.loss,
      gradient: [(weight - nextWeight) / learningRate, (intercept - nextIntercept) / learningRate],
    };
  });
}

function describe({ step, weight, intercept, predictions, loss, gradient }: Step): string {
  const number = (value: number) => value.toFixed(3);
  return [
    `step ${step}   minutes = ${number(weight)} · distance + ${number(intercept)}`,
    `  prediction  ${deliveries.map(({ minutes }, i) => `${number(predictions[i]!)} (took ${minutes})`).join('   ')}`,
    `  loss        ${number(loss)}   mean of (prediction − minutes)²`,
    `  gradient    weight ${number(gradient[0])}   intercept ${number(gradient[1])}`,
    `  update      weight ${number(weight)} − ${learningRate} · ${number(gradient[0])} = ${number(weight - learningRate * gradient[0])}` +
      `   intercept ${number(intercept)} − ${learningRate} · ${number(gradient[1])} = ${number(intercept - learningRate * gradient[1])}`,
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const step of await walk(5)) console.log(`${describe(step)}\n`);
}
