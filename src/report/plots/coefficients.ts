import type { Coefficient } from '../report-data.ts';
import { labelExpression } from './label-expression.ts';
import type { Plot } from './plot.ts';
import { COLOUR } from './theme.ts';

const ROW_HEIGHT = 19;

/** One bar for each coefficient, the largest first. */
export function coefficientPlot(coefficients: readonly Coefficient[], of?: string): Plot {
  const sorted = [...coefficients].sort((a, b) => b.value - a.value);
  // Positions are numbers, so that features of equal (or equally cut) names keep bars of their own.
  const values = sorted.map(({ value }, row) => ({ row: `${row}`, value }));
  return {
    id: `coefficients${of === undefined ? '' : `-${[...of].map((c) => c.codePointAt(0)!.toString(36)).join('')}`}`,
    title: of === undefined ? 'Largest coefficients' : `Largest coefficients of ${of}`,
    description: 'Features that move the prediction most: up to the right, down to the left.',
    height: 60 + ROW_HEIGHT * values.length,
    spec: {
      data: { values },
      mark: { type: 'bar', height: { band: 0.68 } },
      encoding: {
        x: { field: 'value', type: 'quantitative', title: 'Coefficient', axis: { grid: true } },
        y: {
          field: 'row',
          type: 'nominal',
          sort: values.map(({ row }) => row),
          title: null,
          axis: { labelExpr: labelExpression(sorted.map(({ name }) => name)), labelColor: COLOUR.ink, labelLimit: 250 },
        },
        color: { condition: { test: 'datum.value < 0', value: COLOUR.second }, value: COLOUR.accent },
      },
    },
  };
}
