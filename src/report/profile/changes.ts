import type { ChangeProfile, ColumnChange, ProfileResult } from '../../profile/profile-result.ts';
import { formatCount, formatScore } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import type { Plot } from '../plots/plot.ts';
import { COLOUR } from '../plots/theme.ts';
import { figures, htmlTable } from '../sections/section.ts';
import { foldedTable, shortened } from './columns.ts';

const MOST_PLOTS = 8;
const MOST_VALUES = 3;

export async function changeSection({ changes, columns }: ProfileResult): Promise<Markup | undefined> {
  if (changes === undefined) return undefined;
  const calendar = columns.find(({ name }) => name === changes.time)?.calendar;
  const sorted = [...changes.columns].sort((a, b) => b.stability - a.stability);
  const table = htmlTable(
    'How far the later half is from the earlier',
    [{ header: 'Column' }, { header: 'Stability index', numeric: true }, { header: '' }],
    sorted.map(({ column, stability, drifts }) => [column, formatScore(stability, 3), drifts ? 'drifts' : '']),
  );
  const gaps = calendar?.gaps ?? [];
  const longest = gaps[0];
  return html`<p>By ${changes.time}, in ${changes.begins.length} ${changes.unit}s from ${changes.begins[0]}.${
    calendar?.dayCount === undefined ? undefined : ` ${formatCount(calendar.dayCount)} different days have rows.`
  }${longest === undefined ? undefined : ` The longest gap is ${formatCount(longest.days)} days, from ${longest.from} to ${longest.to}.`}</p>
${await figures([countPlot(changes), ...sorted.slice(0, MOST_PLOTS).map((column, i) => changePlot(changes, column, i))])}
<h3>How far the later half is from the earlier</h3>
<p class="note">The population stability index of the later half of the rows against the earlier: above 0.25 a large shift.</p>
${foldedTable(table, sorted.length, `All ${sorted.length} columns`)}`;
}

const time = (unit: string) => ({
  field: 'at',
  type: 'temporal',
  title: null,
  scale: { type: 'utc' },
  axis: { format: unit === 'day' ? '%d %b' : unit === 'month' ? '%b %Y' : '%Y', tickCount: 4 },
});

function countPlot({ begins, rowCounts, unit }: ChangeProfile): Plot {
  const values = begins.map((at, i) => ({ at, rows: rowCounts[i] }));
  return {
    id: 'change-rows',
    title: 'Rows',
    description: `Sampled rows of each ${unit}.`,
    height: 200,
    spec: {
      data: { values },
      mark: { type: 'area', color: COLOUR.accent, opacity: 0.35, line: true },
      encoding: {
        x: time(unit),
        y: { field: 'rows', type: 'quantitative', title: 'Rows', axis: { format: '.3~s', tickCount: 3 } },
      },
    },
  };
}

function changePlot({ begins, unit }: ChangeProfile, { column, means, shares }: ColumnChange, index: number): Plot {
  const lines =
    means !== undefined
      ? [{ name: 'mean', values: means }]
      : (shares ?? [])
          .slice(0, MOST_VALUES)
          .map(({ value, shares: of }) => ({ name: shortened(String(value)), values: of }));
  const values = lines.flatMap(({ name, values: of }) => begins.map((at, i) => ({ at, name, value: of[i] })));
  const isShare = means === undefined;
  return {
    id: `change-${index}`,
    title: column,
    description: isShare ? `Shares of the ${lines.length} most frequent values by ${unit}.` : `The mean by ${unit}.`,
    height: 200,
    spec: {
      data: { values },
      mark: { type: 'line', point: begins.length < 2 },
      encoding: {
        x: time(unit),
        y: {
          field: 'value',
          type: 'quantitative',
          title: isShare ? 'Share' : 'Mean',
          scale: { zero: isShare },
          axis: { format: isShare ? '~%' : '.3~s', tickCount: 3 },
        },
        ...(isShare
          ? {
              color: {
                field: 'name',
                type: 'nominal',
                scale: { domain: lines.map(({ name }) => name), range: [COLOUR.accent, COLOUR.second, COLOUR.third] },
                legend: { labelLimit: 130 },
              },
            }
          : {}),
      },
    },
  };
}
