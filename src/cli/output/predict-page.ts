import { formatBytes, formatCount, formatSeconds } from '../../report/format.ts';
import type { PredictedFile } from '../../runs/predict.ts';
import { printable, styled, type Terminal } from './terminal.ts';
import { warningList } from './train-page.ts';

export function predictPage(found: PredictedFile, terminal: Terminal): string {
  const { rows, errorRows, errors, out, seconds, peakRssBytes } = found;
  const size = `${formatCount(rows)} rows predicted; ${formatSeconds(seconds)}, at most ${formatBytes(peakRssBytes)} of memory`;
  const where = `${styled('predictions', 'grey', terminal)}  ${printable(out)}`;
  if (errorRows === 0) return `${size}\n${where}`;
  const count = `${formatCount(errorRows)} ${errorRows === 1 ? 'row' : 'rows'} could not be scored`;
  const more =
    errorRows > errors.length ? [`and ${formatCount(errorRows - errors.length)} more; see the column 'error'`] : [];
  return [
    size,
    warningList([count], terminal),
    ...[...errors, ...more].map((text) => `  ${printable(text)}`),
    where,
  ].join('\n');
}
