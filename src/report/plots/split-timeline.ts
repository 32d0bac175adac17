import type { SplitPeriod } from '../report-data.ts';
import type { Plot } from './plot.ts';
import { COLOUR } from './theme.ts';

const SIDES = [
  { side: 'train', label: 'Training', colour: COLOUR.accent },
  { side: 'valid', label: 'Validation', colour: COLOUR.third },
  { side: 'test', label: 'Test', colour: COLOUR.second },
] as const;

/** Rows by period of time, coloured by the side of the split they are on. */
export function splitTimelinePlot(timeline: readonly SplitPeriod[]): Plot {
  const present = SIDES.filter(({ side }) => timeline.some((period) => period.side === side));
  const values = timeline.map(({ start, end, side, rowCount }) => ({
    start: Date.parse(start),
    end: Date.parse(end),
    rowCount,
    side: SIDES.find((known) => known.side === side)?.label,
  }));
  return {
    id: 'timeline',
    title: 'Rows over time',
    description:
      'Rows by period, coloured by the side of the split: the model is tested on what came after its training.',
    height: 240,
    spec: {
      data: { values },
      mark: { type: 'rect', opacity: 0.85 },
      encoding: {
        x: { field: 'start', type: 'temporal', scale: { type: 'utc' }, title: null },
        x2: { field: 'end' },
        y: { field: 'rowCount', type: 'quantitative', title: 'Rows', scale: { zero: true }, axis: { format: '~s' } },
        y2: { datum: 0 },
        color: {
          field: 'side',
          type: 'nominal',
          scale: { domain: present.map(({ label }) => label), range: present.map(({ colour }) => colour) },
          legend: { symbolType: 'square' },
        },
      },
    },
  };
}
