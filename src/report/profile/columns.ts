import type { ColumnProfile, ProfileResult } from '../../profile/profile-result.ts';
import { formatCount, formatNumber, formatPercent, NO_VALUE } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import { htmlTable } from '../sections/section.ts';

const MOST_SHOWN = 25;
const MOST_CARDS = 12;
const SHOWN_VALUES = 8;
const LONGEST = 48;

/** Every column in a line: type, role, missing, different values, range. */
export function columnSection({ columns }: ProfileResult): Markup | undefined {
  if (columns.length === 0) return undefined;
  const rows = columns.map((column) => [
    column.name,
    html`${column.role} <small>${column.type}</small>`,
    column.missingCount === 0 ? NO_VALUE : formatPercent(column.missingShare),
    `${column.distinct.exact ? '' : '≈ '}${formatCount(column.distinct.count)}`,
    rangeOf(column),
  ]);
  const table = htmlTable(
    'Columns',
    [
      { header: 'Column' },
      { header: 'Role and type' },
      { header: 'Missing', numeric: true },
      { header: 'Distinct', numeric: true },
      { header: 'Range' },
    ],
    rows,
  );
  return foldedTable(table, rows.length, `All ${formatCount(rows.length)} columns`);
}

function rangeOf({ numbers, times, lengths, top }: ColumnProfile): string {
  if (times !== undefined) return `${dayOf(times.first)} to ${dayOf(times.last)}`;
  if (numbers !== undefined) return `${formatNumber(numbers.min)} to ${formatNumber(numbers.max)}`;
  if (lengths !== undefined) return lengthsText(lengths);
  return top === undefined ? '' : top.map(({ value }) => String(value)).join(', ');
}

function lengthsText({ min, max }: { readonly min: number; readonly max: number }): string {
  const range = min === max ? formatCount(min) : `${formatCount(min)} to ${formatCount(max)}`;
  return `${range} ${max === 1 ? 'character' : 'characters'}`;
}

function dayOf(time: string): string {
  return time.slice(0, 10);
}

/** The frequent values of what is no measured number, and the lengths of texts. */
export function valueSection({ columns, rowCount }: ProfileResult): Markup | undefined {
  const shown = columns.filter(
    ({ role, top, lengths }) =>
      role !== 'numeric' && role !== 'datetime' && (top !== undefined || lengths !== undefined),
  );
  if (shown.length === 0) return undefined;
  const cards = shown.map((column) => card(column, rowCount));
  const rest = cards.slice(MOST_CARDS);
  return html`<div class="cards">${cards.slice(0, MOST_CARDS)}</div>
${rest.length === 0 ? undefined : html`<details><summary>${rest.length} more columns</summary><div class="cards">${rest}</div></details>`}`;
}

function card(column: ColumnProfile, rowCount: number): Markup {
  const { name, top = [], topError, lengths, texts, missingCount } = column;
  const present = Math.max(1, rowCount - missingCount);
  const most = top[0]?.count ?? 1;
  const isVaried = most / present < 0.005;
  const rows = (isVaried ? [] : top.slice(0, SHOWN_VALUES)).map(({ value, count }) => [
    shortened(String(value)),
    formatPercent(count / present),
    html`<span class="bar" style="width:${((100 * count) / most).toFixed(1)}%"></span>`,
  ]);
  const error =
    topError === undefined
      ? undefined
      : html`<p class="note">Each count may be up to ${formatCount(topError)} too low.</p>`;
  const words =
    lengths === undefined || texts === undefined
      ? undefined
      : html`<p class="note">${lengthsText(lengths)}${lengths.min < lengths.max ? `, mean ${formatNumber(lengths.mean, 3)}` : ''}${texts.words.max > 1 ? `; ${formatNumber(texts.words.mean, 3)} words on average` : ''}.</p>`;
  return html`<div><h3>${name}</h3>
${rows.length === 0 ? html`<p class="note">No value is frequent.</p>` : htmlTable(`Frequent values of ${name}`, [{ header: 'Value' }, { header: 'Share', numeric: true }, { header: '' }], rows)}
${error}${words}</div>`;
}

export function foldedTable(table: Markup, length: number, summary: string): Markup {
  return length <= MOST_SHOWN ? table : html`<details><summary>${summary}</summary>${table}</details>`;
}

export function shortened(text: string): string {
  const points = [...text];
  if (points.length === 0) return '(empty)';
  return points.length > LONGEST ? `${points.slice(0, LONGEST - 1).join('')}…` : text;
}
