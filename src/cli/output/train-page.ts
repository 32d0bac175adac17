import { formatBytes, formatCount, formatSeconds } from '../../report/format.ts';
import type { TrainedRun } from '../../runs/train.ts';
import { measurementPage } from './measurement-page.ts';
import { planList, wrapWords } from './plan-list.ts';
import { printable, styled, type Terminal } from './terminal.ts';

/** A finished run for a person: what was decided, how good it is, and where to look. */
export function trainPage(run: TrainedRun, terminal: Terminal): string {
  const { plan, measurement } = run;
  const title = `${styled(printable(plan.target), 'bold', terminal)} in ${printable(plan.source.name)}`;
  const size = `${formatCount(plan.rows)} rows × ${formatCount(plan.columns.length)} columns`;
  const held = run.validRows > 0 ? `, ${formatCount(run.validRows)} told when to stop` : '';
  const rows = `${formatCount(run.trainRows)} rows trained${held}, ${formatCount(measurement?.rows ?? 0)} tested`;
  const left = run.excludedRows > 0 ? `, ${formatCount(run.excludedRows)} left out` : '';
  return [
    `${title}  ${size}`,
    planList(
      plan.reasons.map(({ step, reason }) => ({ step, reason })),
      terminal,
    ),
    ...(run.warnings.length > 0 ? [warningList(run.warnings, terminal)] : []),
    ...(measurement === undefined
      ? ['No rows were held out: nothing was measured.']
      : [measurementPage(measurement, 'rows the model has not seen', terminal)]),
    [
      `${rows}${left}; ${formatSeconds(run.seconds)}, at most ${formatBytes(run.peakRssBytes)} of memory`,
      `${styled('model ', 'grey', terminal)}  ${fittedOn(run)}${printable(run.modelFile)}`,
      `${styled('report', 'grey', terminal)}  ${printable(run.reportFile)}`,
    ].join('\n'),
  ].join('\n\n');
}

function fittedOn(run: TrainedRun): string {
  return run.fittedOn === 'all' ? 'fitted again on all rows: ' : '';
}

export function warningList(texts: readonly string[], terminal: Terminal): string {
  return texts
    .map((text) => {
      const lines = wrapWords(printable(text), Math.max(20, terminal.width - 2));
      return lines.map((line, i) => (i === 0 ? `${styled('!', 'yellow', terminal)} ${line}` : `  ${line}`)).join('\n');
    })
    .join('\n');
}
