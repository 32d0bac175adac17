/** Values of a sample of rows; null where missing. */
export type SampleValues = readonly (string | number | null)[];

/** So few errors, as a share of the rows, that the column tells the answer. */
const MOST_ERRORS = 0.001;
/** And as a share of the rows outside the largest class: else guessing that one would do. */
const MOST_MINORITY_ERRORS = 0.01;
/** A value stands for that many rows at least on average, or it tells rows apart, not answers. */
const FEWEST_ROWS_EACH = 10;
const FEWEST_ROWS = 50;
const MOST_CORRELATION = 0.9999;

/** Whether this column alone decides the class in nearly every row of the sample. */
export function decidesClass(column: SampleValues, target: SampleValues): boolean {
  const rows = target.length;
  const classes = countOf(target);
  const minority = rows - Math.max(...classes.values());
  if (rows < FEWEST_ROWS || classes.size < 2) return false;
  const mostErrors = Math.min(MOST_ERRORS * rows, MOST_MINORITY_ERRORS * minority);
  const values = new Map<string | number | null, Map<string | number | null, number>>();
  column.forEach((value, row) => {
    const counts = values.get(value) ?? new Map();
    values.set(value, counts.set(target[row]!, (counts.get(target[row]!) ?? 0) + 1));
  });
  if (values.size * FEWEST_ROWS_EACH <= rows) {
    let correct = 0;
    for (const counts of values.values()) correct += Math.max(...counts.values());
    if (rows - correct <= mostErrors) return true;
  }
  return classes.size === 2 && errorsOfBestThreshold(column, target) <= mostErrors;
}

/** Whether the target is this number but for a scale and an offset. */
export function decidesNumber(column: SampleValues, target: SampleValues): boolean {
  const pairs = column.flatMap((x, row) => {
    const y = target[row];
    return typeof x === 'number' && typeof y === 'number' ? [[x, y] as const] : [];
  });
  if (pairs.length < FEWEST_ROWS) return false;
  const meanX = pairs.reduce((sum, [x]) => sum + x, 0) / pairs.length;
  const meanY = pairs.reduce((sum, [, y]) => sum + y, 0) / pairs.length;
  let [xx, yy, xy] = [0, 0, 0];
  for (const [x, y] of pairs) {
    xx += (x - meanX) ** 2;
    yy += (y - meanY) ** 2;
    xy += (x - meanX) * (y - meanY);
  }
  return Math.abs(xy) >= MOST_CORRELATION * Math.sqrt(xx * yy) && xx > 0 && yy > 0;
}

/** Rows on the wrong side of the number that parts two classes best. Infinity for columns that are no numbers. */
function errorsOfBestThreshold(column: SampleValues, target: SampleValues): number {
  const rows = [...column.keys()].filter((row) => typeof column[row] === 'number');
  if (rows.length < column.length) return Number.POSITIVE_INFINITY;
  rows.sort((a, b) => (column[a] as number) - (column[b] as number));
  const first = target[0];
  const total = target.filter((value) => value === first).length;
  let best = Number.POSITIVE_INFINITY;
  let below = 0; // rows of the first class at or below the threshold
  rows.forEach((row, i) => {
    if (target[row] === first) below += 1;
    const next = rows[i + 1];
    if (next === undefined || column[next] === column[row]) return;
    const wrong = i + 1 - below + (total - below); // if the first class is below
    best = Math.min(best, wrong, rows.length - wrong);
  });
  return best;
}

function countOf(values: SampleValues): Map<string | number | null, number> {
  const counts = new Map<string | number | null, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
