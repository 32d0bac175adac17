import { formatNumber } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import { calibrationPlot } from '../plots/calibration.ts';
import { confusionPlot } from '../plots/confusion-matrix.ts';
import { precisionRecallPlot } from '../plots/precision-recall.ts';
import { predictedActualPlot } from '../plots/predicted-actual.ts';
import { residualPlot } from '../plots/residual-histogram.ts';
import { rocPlot } from '../plots/roc.ts';
import type { ConfusionMatrix, ReportData } from '../report-data.ts';
import { figures, htmlTable, section } from './section.ts';

/** Above this many classes the matrix is drawn, but not repeated as a table. */
const MOST_TABULATED = 12;

/** Where the predictions are right and where they are not: confusion matrix and curves, or residuals. */
export async function predictionsSection({ evaluation, target }: ReportData): Promise<Markup | undefined> {
  if (evaluation === undefined) return undefined;
  const { confusion, curves, residuals, metrics } = evaluation;
  const drawn = await figures([
    confusion === undefined ? undefined : confusionPlot(confusion),
    isPresent(curves?.precisionRecall)
      ? precisionRecallPlot(curves.precisionRecall, metrics.prAuc, positiveShare(confusion, target.positive))
      : undefined,
    isPresent(curves?.roc) ? rocPlot(curves.roc, metrics.rocAuc) : undefined,
    isPresent(curves?.calibration) ? calibrationPlot(curves.calibration) : undefined,
    isPresent(residuals?.sample) ? predictedActualPlot(residuals.sample, target.name) : undefined,
    isPresent(residuals?.histogram) ? residualPlot(residuals.histogram) : undefined,
  ]);
  if (drawn === undefined) return undefined;
  const matrix = confusion !== undefined && confusion.classes.length <= MOST_TABULATED ? confusion : undefined;
  return section('predictions', 'Right and wrong', drawn, matrix === undefined ? undefined : confusionTable(matrix));
}

function confusionTable({ classes, counts }: ConfusionMatrix): Markup {
  return html`<details><summary>The confusion matrix as a table</summary>
${htmlTable(
  'Rows by actual class (down) and predicted class (across)',
  [{ header: 'Actual' }, ...classes.map((name) => ({ header: `Predicted ${name}`, numeric: true }))],
  classes.map((name, actual) => [name, ...classes.map((_, c) => formatNumber(counts[actual]?.[c] ?? 0))]),
)}</details>`;
}

function positiveShare(confusion: ConfusionMatrix | undefined, positive: string | undefined): number | undefined {
  const index = confusion === undefined || positive === undefined ? -1 : confusion.classes.indexOf(positive);
  if (confusion === undefined || index < 0) return undefined;
  const sums = confusion.counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const total = sums.reduce((sum, count) => sum + count, 0);
  return total === 0 ? undefined : sums[index]! / total;
}

function isPresent<T>(items: readonly T[] | undefined): items is readonly T[] {
  return items !== undefined && items.length > 0;
}
