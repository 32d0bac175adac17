import { type TableColumn, table } from '../../src/cli/output/table.ts';
import { terminalOf } from '../../src/cli/output/terminal.ts';
import { formatBytes, formatCount, formatNumber } from '../../src/report/format.ts';
import type { BenchResult, Result } from './result.ts';

const terminal = terminalOf(process.stdout);

/** A result as text for people. */
export function describe(result: BenchResult): string {
  const { task, rows, threads, machine, data, missing, oneThread, growth } = result;
  const lines = [
    `${task}: ${formatCount(rows)} rows (${data}), ${threads} thread${threads === 1 ? '' : 's'}`,
    `${machine.cpu}, ${machine.cores} cores (${machine.isa}), ${machine.os}, Node ${machine.node}, load ${machine.load.toFixed(1)}`,
    timesTable(result),
    qualityTable(result.results),
  ];
  if (oneThread !== undefined) {
    lines.push(`${threads} threads against 1: ${times(oneThread.speedUp)} as fast.`);
    for (const [name, ratio] of Object.entries(oneThread.ratios)) {
      lines.push(`One thread against ${name}: ${times(ratio)} as fast.`);
    }
  }
  if (growth !== undefined) lines.push(`Time grows as rows to the power of ${growth.toFixed(3)}.`);
  for (const [name, reason] of Object.entries(missing)) lines.push(`Left out: ${name} (${reason})`);
  if (machine.load > machine.cores / 2) {
    lines.push(
      `The machine was busy with other things (load ${machine.load.toFixed(1)}): run it again when it is quiet.`,
    );
  }
  return lines.join('\n');
}

function timesTable({ results, ratios }: BenchResult): string {
  const columns: TableColumn[] = [
    { header: 'name', narrow: 'wrap' },
    { header: 'version' },
    { header: 'median', align: 'right' },
    { header: 'fastest – slowest', align: 'right' },
    { header: 'peak memory', align: 'right' },
    { header: 'ours is', align: 'right' },
  ];
  const rows = results.map(({ name, version, seconds, median, peakRssBytes }) => {
    const range = `${duration(Math.min(...seconds))} – ${duration(Math.max(...seconds))} (${seconds.length})`;
    const ratio = ratios[name];
    return [
      name,
      version,
      { text: duration(median), style: 'bold' as const },
      range,
      formatBytes(peakRssBytes),
      ratio === undefined ? '' : `${times(ratio)} as fast`,
    ];
  });
  return table(rows, columns, terminal);
}

function qualityTable(all: readonly Result[]): string {
  // Runs that are shown twice, by other clocks, have their answers once.
  const results = all.filter(({ quality }) => Object.keys(quality).length > 0);
  const keys = [...new Set(results.flatMap(({ quality }) => Object.keys(quality)))];
  const columns: TableColumn[] = [
    { header: 'answer', narrow: 'wrap' },
    ...keys.map((header) => ({ header, align: 'right' as const })),
  ];
  const rows = results.map(({ name, quality }) => [
    name,
    ...keys.map((key) => (quality[key] === undefined ? null : formatNumber(quality[key], 7))),
  ]);
  return table(rows, columns, terminal);
}

function times(ratio: number): string {
  return `${ratio.toPrecision(ratio >= 100 ? 3 : 2)} ×`;
}

/** Three significant digits in a unit that suits. */
function duration(seconds: number): string {
  if (seconds < 1e-3) return `${(seconds * 1e6).toPrecision(3)} µs`;
  if (seconds < 1) return `${(seconds * 1e3).toPrecision(3)} ms`;
  return `${seconds.toPrecision(3)} s`;
}
