import type { ColumnRecord, DropRecord, ExampleValue, StepRecord } from '../../clean/cleaning-record.ts';
import { formatCount } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import type { ReportData } from '../report-data.ts';
import { htmlTable, section } from './section.ts';

/** What repairs and filters did to the training rows: counts, and a few values before and after. */
export function cleaningSection({ cleaning }: ReportData): Markup | undefined {
  const steps = cleaning?.steps ?? [];
  if (steps.length === 0) return undefined;
  const repairs = steps.flatMap((step) => step.columns.map((column) => repairRow(step, column)));
  const drops = steps.flatMap((step) => (step.kind === 'filter' ? dropRows(step) : []));
  return section(
    'cleaning',
    'What was repaired and left out',
    html`<p>Of the training rows. Later rows are repaired alike; none is left out of a prediction.</p>`,
    repairs.length === 0
      ? undefined
      : htmlTable(
          'Repaired columns',
          [
            { header: 'Column' },
            { header: 'Repair' },
            { header: 'Changed', numeric: true },
            { header: 'Became missing' },
            { header: 'For example' },
          ],
          repairs,
        ),
    drops.length === 0
      ? undefined
      : htmlTable(
          'Rows left out of the training',
          [{ header: 'Reason' }, { header: 'Step' }, { header: 'Rows', numeric: true }, { header: 'For example' }],
          drops,
        ),
  );
}

function repairRow({ step }: StepRecord, column: ColumnRecord) {
  const { from, to, changed, becameMissing, examples } = column;
  const change = from === to ? step : `${step}: ${from} to ${to}`;
  return [
    column.column,
    change,
    formatCount(changed),
    becameMissing.map(({ reason, values }) => `${formatCount(values)} ${reason}`).join(', '),
    html`${examples.map(({ before, after }) => html`<div><code>${shown(before)}</code> → <code>${shown(after)}</code></div>`)}`,
  ];
}

function dropRows({ step, dropped }: StepRecord) {
  return dropped.map(({ reason, rows, examples }: DropRecord) => [
    reason,
    step,
    formatCount(rows),
    html`${examples.map(({ row, values }) => html`<div>row ${formatCount(row)}: ${listed(values)}</div>`)}`,
  ]);
}

const MOST_VALUES = 4;

function listed(values: Readonly<Record<string, ExampleValue>>): string {
  const all = Object.entries(values).map(([name, value]) => `${name} ${shown(value)}`);
  return all.length > MOST_VALUES ? `${all.slice(0, MOST_VALUES).join(', ')}, …` : all.join(', ');
}

function shown(value: ExampleValue): string {
  if (value === null) return 'missing';
  return value === '' ? '(nothing)' : String(value);
}
