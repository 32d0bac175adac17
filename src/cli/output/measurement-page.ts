import { formatCount } from '../../report/format.ts';
import type { Measurement } from '../../runs/measure.ts';
import { confusionTable } from './confusion-table.ts';
import { metricsTable } from './metrics-table.ts';
import { printable, type Terminal } from './terminal.ts';

/**
 * The metrics beside their intervals and the baseline, and for a classifier the confusion matrix.
 *
 * @param rowsAre what was measured on: 'rows the model has not seen'
 */
export function measurementPage(measurement: Measurement, rowsAre: string, terminal: Terminal): string {
  const { evaluation, metrics, intervals, baseline, baselineDescription, rows } = measurement;
  const parts = [
    metricsTable(metrics, intervals, baseline, terminal),
    `On ${formatCount(rows)} ${rowsAre}. The baseline is ${printable(baselineDescription)}.`,
  ];
  if ('confusion' in evaluation) parts.push(confusionTable(evaluation.confusion, terminal));
  return parts.join('\n');
}
