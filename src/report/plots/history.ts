import type { HistoryStep } from '../report-data.ts';
import type { Plot } from './plot.ts';
import { COLOUR } from './theme.ts';

const SERIES = [
  { key: 'loss', label: 'loss', colour: COLOUR.accent },
  { key: 'validation', label: 'validation', colour: COLOUR.third },
  { key: 'gradientNorm', label: 'gradient norm', colour: COLOUR.second },
  { key: 'dualityGap', label: 'duality gap', colour: COLOUR.third },
] as const;

/** Loss and gradient norm by step, on a logarithmic axis. Values that have no logarithm are left out. */
export function historyPlot(history: readonly HistoryStep[]): Plot {
  const present = SERIES.filter(({ key }) => history.some((step) => isDrawn(step[key])));
  const listed = new Intl.ListFormat('en-GB').format(present.map(({ label }) => label));
  const values = present.flatMap(({ key, label }) =>
    history.filter((step) => isDrawn(step[key])).map((step) => ({ step: step.step, value: step[key], series: label })),
  );
  return {
    id: 'history',
    title: 'Training history',
    description: `${sentenceCase(listed)} at each step of the solver, on a logarithmic axis.`,
    spec: {
      data: { values },
      mark: { type: 'line' },
      encoding: {
        x: { field: 'step', type: 'quantitative', title: 'Step', scale: { zero: false }, axis: { tickMinStep: 1 } },
        y: {
          field: 'value',
          type: 'quantitative',
          title: null,
          scale: { type: 'log' },
          axis: { format: '~g', tickCount: 5 },
        },
        color: {
          field: 'series',
          type: 'nominal',
          scale: { domain: present.map(({ label }) => label), range: present.map(({ colour }) => colour) },
        },
      },
    },
  };
}

function isDrawn(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value > 0;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
