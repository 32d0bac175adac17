import { formatCount, formatPercent } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import { splitTimelinePlot } from '../plots/split-timeline.ts';
import type { ReportData, ReportSplit, ReportTarget } from '../report-data.ts';
import { facts, figures, folded, htmlTable, section } from './section.ts';

/** Above this many columns or classes the list is folded away. */
const MOST_SHOWN = 25;

/** What was read, how each column was used, and how rows were dealt to training and test. */
export async function dataSection({ source, target, split }: ReportData): Promise<Markup> {
  const columns = htmlTable(
    'Columns',
    [{ header: 'Column' }, { header: 'Type' }, { header: 'Role' }, { header: 'Use' }],
    source.columns.map(({ name, type, role, use }) => [name, html`<code>${type}</code>`, role, use]),
  );
  const timeline = split?.timeline;
  return section(
    'data',
    'Data',
    facts([
      ['Source', source.name],
      ['Rows', formatCount(source.rowCount)],
      ['Columns', formatCount(source.columns.length)],
      ['Target', target.name],
      ['Positive class', target.task === 'binary' ? target.positive : undefined],
      ...splitFacts(split),
    ]),
    exclusions(split),
    timeline === undefined || timeline.length === 0 ? undefined : await figures([splitTimelinePlot(timeline)]),
    balance(target),
    folded('Columns', `All ${formatCount(source.columns.length)} columns`, columns, source.columns.length > MOST_SHOWN),
  );
}

function splitFacts(split: ReportSplit | undefined): [string, string | undefined][] {
  if (split === undefined) return [];
  return [
    ['Split', split.kind],
    ['Training rows', formatCount(split.trainRowCount)],
    ['Validation rows', split.validRowCount === undefined ? undefined : formatCount(split.validRowCount)],
    ['Test rows', formatCount(split.testRowCount)],
  ];
}

function exclusions(split: ReportSplit | undefined): Markup | undefined {
  if (split?.excluded === undefined || split.excluded.length === 0) return undefined;
  return html`<p>Left out:</p>
<ul>${split.excluded.map(({ rowCount, reason }) => html`<li>${formatCount(rowCount)} ${rowCount === 1 ? 'row' : 'rows'}: ${reason}</li>`)}</ul>`;
}

function balance({ balance: classes, positive }: ReportTarget): Markup | undefined {
  if (classes === undefined || classes.length === 0) return undefined;
  const total = classes.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const rows = htmlTable(
    'Rows of each class',
    [{ header: 'Class' }, { header: 'Rows', numeric: true }, { header: 'Share', numeric: true }, { header: '' }],
    classes.map(({ class: name, rowCount }) => {
      const share = total === 0 ? 0 : rowCount / total;
      const width = (100 * share).toFixed(2);
      return [
        name === positive ? html`${name} <small>positive</small>` : name,
        formatCount(rowCount),
        formatPercent(share),
        html`<span class="bar" style="width:${width}%"></span>`,
      ];
    }),
  );
  return folded('Classes', `All ${formatCount(classes.length)} classes`, rows, classes.length > MOST_SHOWN);
}
