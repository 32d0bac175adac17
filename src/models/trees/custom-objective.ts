import { MillraceError } from '../../core/errors.ts';
import type { Booster } from '../../engine/booster.ts';
import type { ForestLink } from '../../matrix/forest.ts';

/** What a function of yours is given: of the rows, in their order. Copies; rows that are held back are left out. */
export interface LabelledScores {
  /** float64 [outputs][rows]: what the trees have added up to, before the link. */
  readonly scores: Float64Array;
  /** The class's index, or the value. */
  readonly target: Float64Array;
  /** undefined: 1 each. Class weights are not in them. */
  readonly weight: Float64Array | undefined;
  /** The index of each row's group, in rankings. */
  readonly group: Float64Array | undefined;
  /** Scores of a row: 1, or the number of classes when there are more than two. */
  readonly outputCount: number;
}

/** A loss by its derivatives, called once an iteration on the main thread. */
export interface CustomObjective {
  /**
   * First and second derivatives of the loss by each score, float64 [outputs][rows] as `scores`, weights multiplied in.
   * Hessians are 0 or more.
   */
  gradients(at: LabelledScores): { readonly gradients: Float64Array; readonly hessians: Float64Array };
  /** The score before the first tree; one a class where there are more than two. Default 0. */
  readonly initialScore?: number | readonly number[] | undefined;
  /** From scores to predictions, of regressors alone: classifiers' are probabilities. Default identity. */
  readonly link?: 'identity' | 'exp' | undefined;
}

/** A metric of the rows held back, called once an iteration on the main thread. */
export interface CustomMetric {
  readonly name: string;
  readonly higherIsBetter: boolean;
  /** `predictions` are float64 [outputs][rows]: the probability of the second class, or of each, or the value. */
  evaluate(at: LabelledScores & { readonly predictions: Float64Array }): number;
}

/** What the booster's rows are, for functions of the caller's. Labels are copied once. */
export class CallersRows {
  readonly #booster: Booster;
  readonly #rows: 'training' | 'validation';
  readonly #outputCount: number;
  #labels: ReturnType<Booster['labels']> | undefined;

  constructor(booster: Booster, rows: 'training' | 'validation') {
    this.#booster = booster;
    this.#rows = rows;
    this.#outputCount = booster.state.outputCount;
  }

  now(): LabelledScores {
    this.#labels ??= this.#booster.labels(this.#rows);
    const { target, weight, group } = this.#labels;
    return { scores: this.#booster.scores(this.#rows), target, weight, group, outputCount: this.#outputCount };
  }
}

/** Asks the objective for the gradients of the next iteration. @throws MillraceError VALUE_INVALID, and what it throws */
export function giveGradients(booster: Booster, objective: CustomObjective, rows: CallersRows): void {
  const given = objective.gradients(rows.now());
  booster.setGradients(numbers(given?.gradients, 'gradients'), numbers(given?.hessians, 'hessians'));
}

/** @throws MillraceError VALUE_INVALID when it is no number, and what it throws */
export function measure(metric: CustomMetric, rows: CallersRows, link: ForestLink): number {
  const at = rows.now();
  const value = metric.evaluate({ ...at, predictions: predictionsOf(at, link) });
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw new MillraceError('VALUE_INVALID', `the metric '${metric.name}' gave ${String(value)}`, {
    value,
    remedy: 'return a number from evaluate',
  });
}

function numbers(values: unknown, name: string): Float64Array {
  if (values instanceof Float64Array) return values;
  if (values instanceof Float32Array) return Float64Array.from(values);
  throw new MillraceError('VALUE_INVALID', `the objective gave no Float64Array '${name}'`, {
    value: values,
    remedy: 'return { gradients, hessians }, one number for each score',
  });
}

function predictionsOf({ scores, target, outputCount }: LabelledScores, link: ForestLink): Float64Array {
  if (link === 'exp') return scores.map(Math.exp);
  if (link === 'sigmoid') return scores.map((score) => 1 / (1 + Math.exp(-score)));
  if (link === 'identity') return scores.slice();
  const rows = target.length;
  const out = new Float64Array(scores.length);
  for (let row = 0; row < rows; row++) {
    let most = -Infinity;
    for (let k = 0; k < outputCount; k++) most = Math.max(most, scores[k * rows + row]!);
    let sum = 0;
    for (let k = 0; k < outputCount; k++) {
      const term = Math.exp(scores[k * rows + row]! - most);
      out[k * rows + row] = term;
      sum += term;
    }
    for (let k = 0; k < outputCount; k++) out[k * rows + row]! /= sum;
  }
  return out;
}
