import { labelExpression } from './label-expression.ts';
import type { Plot } from './plot.ts';
import { COLOUR } from './theme.ts';

const ROW_HEIGHT = 19;

/** One bar for each feature: its share of the gain of all splits. */
export function importancePlot(importance: readonly { readonly name: string; readonly value: number }[]): Plot {
  // Positions are numbers, so that features of equal (or equally cut) names keep bars of their own.
  const values = importance.map(({ value }, row) => ({ row: `${row}`, value }));
  return {
    id: 'importance',
    title: 'Feature importance',
    description:
      'How much of what the splits improved the training objective by is due to each feature, all trees together.',
    height: 60 + ROW_HEIGHT * values.length,
    spec: {
      data: { values },
      mark: { type: 'bar', height: { band: 0.68 } },
      encoding: {
        x: {
          field: 'value',
          type: 'quantitative',
          title: 'Share of the gain',
          axis: { grid: true, format: '~%', tickCount: 4 },
        },
        y: {
          field: 'row',
          type: 'nominal',
          sort: values.map(({ row }) => row),
          title: null,
          axis: {
            labelExpr: labelExpression(importance.map(({ name }) => name)),
            labelColor: COLOUR.ink,
            labelLimit: 170,
          },
        },
      },
    },
  };
}
