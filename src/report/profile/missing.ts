import type { MissingProfile, ProfileResult } from '../../profile/profile-result.ts';
import { formatCount, formatPercent } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import { labelExpression } from '../plots/label-expression.ts';
import type { Plot } from '../plots/plot.ts';
import { COLOUR } from '../plots/theme.ts';
import { figures, htmlTable } from '../sections/section.ts';
import { foldedTable, shortened } from './columns.ts';

const MOST_COLUMNS = 40;

export async function missingSection({ missing, rowCount, columns }: ProfileResult): Promise<Markup | undefined> {
  if (missing === undefined || rowCount === 0) return undefined;
  if (missing.places.columns.length === 0) return html`<p>No value is missing.</p>`;
  const rows = missing.patterns.map(({ columns: together, rowCount: rows }) => [
    together.length > 6
      ? `${together.slice(0, 6).map(shortened).join(', ')} and ${together.length - 6} more`
      : together.map(shortened).join(', '),
    formatCount(rows),
    formatPercent(rows / rowCount),
  ]);
  const table = htmlTable(
    'Columns that are missing together',
    [{ header: 'Missing together' }, { header: 'Rows', numeric: true }, { header: 'Share', numeric: true }],
    rows,
  );
  return html`<p>${formatCount(missing.completeRowCount)} rows (${formatPercent(missing.completeRowCount / rowCount)}) are complete; ${formatCount(missing.places.columns.length)} of ${formatCount(columns.length)} columns have gaps.</p>
${await figures([matrixPlot(missing)])}
<h3>Patterns</h3>
${foldedTable(table, rows.length, `All ${rows.length} patterns`)}`;
}

/** Columns across, rows downwards in their order: the darker, the more is missing there. */
function matrixPlot({ places }: MissingProfile): Plot {
  const columns = places.columns.slice(0, MOST_COLUMNS);
  const names = columns.map(({ name }) => name);
  const values = columns.flatMap(({ counts }, c) =>
    counts.flatMap((count, place) => {
      const rows = places.rowCounts[place] ?? 0;
      return rows === 0 ? [] : [{ column: String(c), from: place * places.rowsPerPlace, share: count / rows }];
    }),
  );
  const drawn = values.map((value) => ({ ...value, to: value.from + places.rowsPerPlace }));
  const most = Math.max(...values.map(({ share }) => share));
  const more = places.columns.length > MOST_COLUMNS ? ` The first ${MOST_COLUMNS} columns with gaps.` : '';
  return {
    id: 'missing-matrix',
    title: 'Where values are missing',
    description: `Columns with gaps across, rows downwards in the order of the data. The darker, the more is missing there; ${formatPercent(most)} at most.${more}`,
    width: 960,
    height: 360,
    spec: {
      data: { values: drawn },
      mark: { type: 'rect', color: COLOUR.accent },
      encoding: {
        x: {
          field: 'column',
          type: 'nominal',
          sort: names.map((_, c) => String(c)),
          title: null,
          axis: {
            orient: 'top',
            domain: false,
            labelAngle: names.length > 6 ? -40 : 0,
            labelLimit: 240,
            labelExpr: labelExpression(names),
            labelColor: COLOUR.ink,
          },
        },
        y: {
          field: 'from',
          type: 'quantitative',
          title: 'Row',
          scale: { reverse: true, nice: false, zero: false },
          axis: { format: '~s', grid: false },
        },
        y2: { field: 'to' },
        fillOpacity: {
          field: 'share',
          type: 'quantitative',
          scale: { type: 'sqrt', domain: [0, most], range: [0.03, 0.85] },
          legend: null,
        },
      },
    },
  };
}
