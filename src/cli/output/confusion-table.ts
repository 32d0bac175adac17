import { formatNumber } from '../../report/format.ts';
import type { ConfusionMatrix } from '../../report/report-data.ts';
import { type TableCell, table } from './table.ts';
import { PLAIN, type Terminal } from './terminal.ts';

/** Above this many classes a matrix helps nobody on a terminal: the largest confusions are listed instead. */
const MOST_CLASSES = 12;
const LISTED_CONFUSIONS = 20;

/** Rows are actual classes, columns predicted ones; what is right stands on the diagonal. */
export function confusionTable(confusion: ConfusionMatrix, terminal: Terminal = PLAIN): string {
  const { classes, counts } = confusion;
  if (classes.length > MOST_CLASSES) return largestConfusions(confusion, terminal);
  const rows = classes.map((name, actual): TableCell[] => [
    name,
    ...classes.map((_, predicted): TableCell => {
      const count = counts[actual]?.[predicted] ?? 0;
      const style = count === 0 ? 'grey' : actual === predicted ? 'green' : 'yellow';
      return { text: formatNumber(count), style };
    }),
  ]);
  const columns = classes.map((name) => ({ header: name, align: 'right' }) as const);
  return table(rows, [{ header: 'actual ↓  predicted →' }, ...columns], terminal);
}

function largestConfusions({ classes, counts }: ConfusionMatrix, terminal: Terminal): string {
  const pairs = counts
    .flatMap((row, actual) => row.map((count, predicted) => ({ actual, predicted, count })))
    .filter(({ actual, predicted, count }) => actual !== predicted && count > 0)
    .sort((a, b) => b.count - a.count || a.actual - b.actual || a.predicted - b.predicted)
    .slice(0, LISTED_CONFUSIONS);
  return table(
    pairs.map(({ actual, predicted, count }) => [classes[actual]!, classes[predicted]!, formatNumber(count)]),
    [{ header: 'actual' }, { header: 'predicted instead' }, { header: 'rows', align: 'right' }],
    terminal,
  );
}
