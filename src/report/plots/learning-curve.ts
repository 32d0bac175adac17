import type { HistoryStep } from '../report-data.ts';
import type { Plot } from './plot.ts';
import { COLOUR, numberFormat } from './theme.ts';

interface Point {
  readonly step: number;
  readonly value: number;
  readonly series: string;
}

/** Most points of a curve: enough for its shape. */
const MOST_POINTS = 400;

/**
 * Training loss by iteration, and beside it what early stopping watched on rows held back. Both share an axis where
 * they are of one size; a metric of another size (an area under a curve, for one) has an axis of its own.
 */
export function learningCurvePlot(history: readonly HistoryStep[], bestStep: number | undefined): Plot {
  const loss = pointsOf(history, 'loss', 'training loss');
  const held = pointsOf(history, 'validation', 'validation');
  const shared = held.length === 0 || areOfOneSize(loss, held);
  const atBest = history.find(({ step, validation }) => step === bestStep && validation !== undefined);
  const best = atBest && { step: atBest.step, value: atBest.validation!, series: 'validation' };
  const colours = { domain: ['training loss', 'validation'], range: [COLOUR.accent, COLOUR.second] };
  const x = {
    field: 'step',
    type: 'quantitative',
    title: 'Iteration',
    scale: { zero: false, nice: false },
    axis: { tickMinStep: 1 },
  };
  const y = (size: number, orient: 'left' | 'right') => ({
    field: 'value',
    type: 'quantitative',
    title: shared ? null : orient === 'left' ? 'Training loss' : 'Validation',
    scale: { zero: false },
    axis: { format: numberFormat(size), tickCount: 5, orient, grid: orient === 'left' },
  });
  const heldAxis = shared ? 'left' : 'right';
  const line = (values: readonly Point[], orient: 'left' | 'right') => ({
    data: { values },
    mark: { type: 'line' },
    encoding: {
      x,
      y: y(values[0]?.value ?? 0, orient),
      color: {
        field: 'series',
        type: 'nominal',
        scale: held.length === 0 ? { domain: ['training loss'], range: [COLOUR.accent] } : colours,
        legend: held.length === 0 ? null : {},
      },
    },
  });
  const mark = best && {
    data: { values: [best] },
    mark: { type: 'point', size: 70, color: COLOUR.second, opacity: 1 },
    encoding: { x, y: y(held[0]?.value ?? 0, heldAxis) },
  };
  const rule = best && {
    data: { values: [best] },
    mark: { type: 'rule', color: COLOUR.muted, strokeDash: [4, 4], strokeWidth: 1.25 },
    encoding: { x },
  };
  const validation = held.length === 0 ? [] : [line(held, heldAxis)];
  const withBest = best === undefined || validation.length === 0 ? validation : [{ layer: [...validation, mark] }];
  return {
    id: 'learning-curve',
    title: 'Learning curve',
    description: describe(held.length > 0, best),
    spec: {
      layer: [line(loss, 'left'), ...withBest, ...(rule === undefined ? [] : [rule])],
      ...(shared ? {} : { resolve: { scale: { y: 'independent' } } }),
    },
  };
}

function describe(isHeld: boolean, best: Point | undefined): string {
  if (!isHeld) return 'The objective on the training rows after each iteration.';
  const curve = 'The objective on the training rows after each iteration, and the measure on the rows held back.';
  if (best === undefined) return curve;
  return `${curve} Iteration ${best.step} was the best on those rows, and the model has as many.`;
}

function pointsOf(history: readonly HistoryStep[], key: 'loss' | 'validation', series: string): Point[] {
  const points = history.flatMap((step) => {
    const value = step[key];
    return value !== undefined && Number.isFinite(value) ? [{ step: step.step, value, series }] : [];
  });
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, i) => i % every === 0 || i === points.length - 1);
}

/** Whether both fall or rise together, and one is at most twice the other where they begin. */
function areOfOneSize(loss: readonly Point[], held: readonly Point[]): boolean {
  const [a, b] = [loss[0]?.value ?? 0, held[0]?.value ?? 0];
  const rise = (points: readonly Point[]) => (points.at(-1)?.value ?? 0) - (points[0]?.value ?? 0);
  const ratio = a === 0 ? Number.NaN : b / a;
  return ratio > 0.5 && ratio < 2 && Math.sign(rise(loss)) === Math.sign(rise(held));
}
