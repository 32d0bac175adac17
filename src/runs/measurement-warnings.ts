import { formatCount } from '../report/format.ts';
import type { Measurement } from './measure.ts';

/** Below this share of the positive rows the model is said to answer the positive class hardly ever. */
const RARELY = 0.05;

/** Whether the positive class is so rarely the likelier one that precision, recall and F1 say little of the model. */
export function rarelyAnswersPositive({ evaluation }: Measurement, positive: string | undefined): boolean {
  const counts = positiveCounts(evaluation, positive);
  return counts !== undefined && counts.answered < RARELY * counts.actual;
}

/** Results that ask for a second look. */
export function measurementWarnings(measurement: Measurement, positive: string | undefined): string[] {
  const warnings: string[] = [];
  if (isTooGood(measurement)) {
    warnings.push('hardly an error is left: check that no columns tell the answer, alone or together');
  }
  const counts = positiveCounts(measurement.evaluation, positive);
  if (counts !== undefined && rarelyAnswersPositive(measurement, positive)) {
    const [answered, actual] = [counts.answered, counts.actual].map((count) => formatCount(count));
    warnings.push(
      `the model answers '${positive}' for ${answered} rows where ${actual} are: rank rows by its probability, or choose ` +
        'a threshold below 0.5',
    );
  }
  return warnings;
}

/** Says so when rows were measured that the model was fitted on. */
export function trainedRowsWarnings({ trainedRows, rows }: Measurement): string[] {
  if (trainedRows === 0) return [];
  const [some, all] = [trainedRows, rows].map((count) => formatCount(count));
  return [`the model was fitted on ${some} of these ${all} rows: the figures flatter it`];
}

const FEWEST_ROWS = 100;

function isTooGood({ metrics, rows }: Measurement): boolean {
  const { r2, accuracy } = metrics;
  if (rows < FEWEST_ROWS) return false;
  return (typeof r2 === 'number' && r2 > 0.9999) || accuracy === 1;
}

function positiveCounts(evaluation: Measurement['evaluation'], positive: string | undefined) {
  if (positive === undefined || !('confusion' in evaluation)) return undefined;
  const { classes, counts } = evaluation.confusion;
  const at = classes.indexOf(positive);
  const actual = counts[at]!.reduce((sum, count) => sum + count, 0);
  const answered = counts.reduce((sum, row) => sum + row[at]!, 0);
  return { actual, answered };
}
