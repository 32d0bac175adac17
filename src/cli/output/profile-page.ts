import type { ColumnProfile, Count, ProfileResult, TargetProfile } from '../../profile/profile-result.ts';
import { formatCount, formatNumber, formatPercent } from '../../report/format.ts';
import { wrapWords } from './plan-list.ts';
import { profileFacts } from './profile-facts.ts';
import { type TableCell, table } from './table.ts';
import { PLAIN, printable, styled, type Terminal } from './terminal.ts';

const BAR_WIDTH = 30;
const SHOWN_CLASSES = 20;
const SHOWN_VALUES = 4;
const NARROW = 100;
const NARROW_VALUES = 2;
const LONGEST_VALUE = 24;

/** A profile for a person: size, a line for each column, the target's balance, and what is wrong. */
export function profilePage(result: ProfileResult, terminal: Terminal = PLAIN, name?: string): string {
  const { rowCount, columns, target, duplicateRows, warnings } = result;
  const size = `${formatCount(rowCount)} rows × ${formatCount(columns.length)} columns`;
  const repeats = (duplicateRows?.count ?? 0) > 0 ? `, ${countText(duplicateRows!)} rows repeat an earlier one` : '';
  const title = name === undefined ? '' : `${styled(printable(name), 'bold', terminal)}  `;
  return [
    `${title}${size}${repeats}`,
    columnTable(columns, rowCount, terminal),
    ...(target === undefined ? [] : [targetText(target, terminal)]),
    ...[profileFacts(result, terminal)].filter((facts) => facts !== ''),
    warnings.length === 0
      ? styled('Nothing wrong was found.', 'green', terminal)
      : warnings.map(({ message }) => warningText(message, terminal)).join('\n'),
  ].join('\n\n');
}

function columnTable(columns: readonly ColumnProfile[], rowCount: number, terminal: Terminal): string {
  // On a narrow line types and rarer values give way: the values there are keep a line or two.
  const isNarrow = terminal.width < NARROW;
  const shown = isNarrow ? NARROW_VALUES : SHOWN_VALUES;
  return table(
    columns.map((column): TableCell[] => [
      column.name,
      ...(isNarrow ? [] : [{ text: column.type, style: 'grey' as const }]),
      column.role,
      column.missingCount === 0
        ? null
        : { text: formatPercent(column.missingShare), style: column.missingShare > 0.5 ? 'red' : 'yellow' },
      countText(column.distinct),
      valuesText(column, rowCount, shown),
    ]),
    [
      { header: 'column' },
      ...(isNarrow ? [] : [{ header: 'type' }]),
      { header: 'role' },
      { header: 'missing', align: 'right' },
      { header: 'distinct', align: 'right' },
      { header: 'values', narrow: 'wrap' },
    ],
    terminal,
  );
}

/** What a column holds, in a line: its range, its most frequent values, or the lengths of its texts. */
function valuesText(
  { numbers, times, lengths, top, role, missingCount }: ColumnProfile,
  rowCount: number,
  most: number,
): string {
  if (times !== undefined) return times.first === times.last ? times.first : `${times.first} to ${times.last}`;
  if (numbers !== undefined && role !== 'categorical' && role !== 'boolean') {
    const { min, max, mean, standardDeviation, quantiles } = numbers;
    if (min === max) return formatNumber(min);
    const range = `${formatNumber(min)} to ${formatNumber(max)}, median ${formatNumber(quantiles.p50)}`;
    return role === 'identifier' ? range : `${range}, mean ${formatNumber(mean)} ± ${formatNumber(standardDeviation)}`;
  }
  const present = rowCount - missingCount;
  if (top !== undefined && top.length > 0 && role !== 'text' && role !== 'identifier') {
    const shown = top.slice(0, most);
    return shown.map(({ value, count }) => `${shortened(String(value))} ${formatPercent(count / present)}`).join(', ');
  }
  if (lengths === undefined) return '';
  return `${formatCount(lengths.min)} to ${formatCount(lengths.max)} characters, mean ${formatNumber(lengths.mean, 3)}`;
}

function targetText({ name, classes }: TargetProfile, terminal: Terminal): string {
  const title = `Target ${styled(printable(name), 'bold', terminal)}`;
  if (classes === undefined) return `${title}, a quantity`;
  const most = classes[0]?.share ?? 1;
  const rows = classes.slice(0, SHOWN_CLASSES).map(({ class: label, rowCount, share }): TableCell[] => {
    const bar = '█'.repeat(Math.max(1, Math.round((share / most) * BAR_WIDTH)));
    return [label, formatCount(rowCount), formatPercent(share), { text: bar, style: share < 0.1 ? 'yellow' : 'cyan' }];
  });
  const columns = [
    { header: 'class' },
    { header: 'rows', align: 'right' },
    { header: 'share', align: 'right' },
    { header: '' },
  ] as const;
  const more = classes.length > SHOWN_CLASSES ? `\nand ${classes.length - SHOWN_CLASSES} more classes` : '';
  return `${title}\n${table(rows, columns, terminal)}${more}`;
}

function warningText(message: string, terminal: Terminal): string {
  const lines = wrapWords(printable(message), Math.max(20, terminal.width - 2));
  return lines.map((line, i) => (i === 0 ? `${styled('!', 'yellow', terminal)} ${line}` : `  ${line}`)).join('\n');
}

function countText({ count, exact }: Count): string {
  return `${exact ? '' : '≈ '}${formatCount(count)}`;
}

function shortened(text: string): string {
  const points = [...text];
  return points.length > LONGEST_VALUE ? `${points.slice(0, LONGEST_VALUE - 1).join('')}…` : text;
}
