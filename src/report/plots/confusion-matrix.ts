import { formatNumber } from '../format.ts';
import type { ConfusionMatrix } from '../report-data.ts';
import { labelExpression } from './label-expression.ts';
import type { Plot } from './plot.ts';
import { COLOUR, PLOT_HEIGHT, PLOT_WIDTH } from './theme.ts';

/** Above this many classes the counts no longer fit into their cells, nor do the names beside them. */
const MOST_COUNTED = 8;
const MOST_NAMED = 20;

/** A heat map: rows are actual classes, and the shade is the share of the row, so rare classes show too. */
export function confusionPlot({ classes, counts }: ConfusionMatrix): Plot {
  const values = counts.flatMap((row, actual) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, predicted) => ({
      actual: `${actual}`,
      predicted: `${predicted}`,
      share: total === 0 ? 0 : count / total,
      text: formatNumber(count),
    }));
  });
  // Positions are class numbers: two classes may be cut to the same label.
  const order = classes.map((_, c) => `${c}`);
  const axis = (orient: string, angle: number) => ({
    orient,
    domain: false,
    labelAngle: angle,
    labels: classes.length <= MOST_NAMED,
    labelLimit: 110,
    labelExpr: labelExpression(classes),
    labelColor: COLOUR.ink,
  });
  const encoding = {
    x: {
      field: 'predicted',
      type: 'nominal',
      sort: order,
      title: 'Predicted',
      axis: axis('top', classes.length > 4 ? -40 : 0),
    },
    y: { field: 'actual', type: 'nominal', sort: order, title: 'Actual', axis: axis('left', 0) },
  };
  const cell = {
    mark: { type: 'rect', stroke: COLOUR.paper, strokeWidth: classes.length > MOST_NAMED ? 0 : 2 },
    encoding: {
      fill: { value: COLOUR.accent },
      // One colour, more or less of it, and never so much that the ink on it is hard to read, on light or dark paper.
      fillOpacity: {
        field: 'share',
        type: 'quantitative',
        scale: { domain: [0, 1], range: [0.05, 0.5] },
        legend: null,
      },
    },
  };
  const label = { mark: { type: 'text' }, encoding: { text: { field: 'text' } } };
  return {
    id: 'confusion',
    title: 'Confusion matrix',
    description: 'What rows of each actual class were predicted to be. The shade is the share of the actual class.',
    height: Math.min(PLOT_WIDTH, Math.max(PLOT_HEIGHT, 120 + 34 * classes.length)),
    spec: { data: { values }, encoding, layer: classes.length > MOST_COUNTED ? [cell] : [cell, label] },
  };
}
