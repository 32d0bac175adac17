import type { ColumnProfile, NumberProfile, ProfileResult } from '../../profile/profile-result.ts';
import { formatCount, formatNumber } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import type { Plot } from '../plots/plot.ts';
import { COLOUR } from '../plots/theme.ts';
import { figures, htmlTable } from '../sections/section.ts';
import { foldedTable } from './columns.ts';

const MOST_PLOTS = 12;
const MOST_FOLDED_PLOTS = 60;
const HEIGHT = 210;

type Numbered = ColumnProfile & { readonly numbers: NumberProfile };

export async function numberSection({ columns }: ProfileResult): Promise<Markup | undefined> {
  const shown = columns.filter((column): column is Numbered => column.numbers !== undefined);
  if (shown.length === 0) return undefined;
  const plots = shown.filter(({ numbers }) => numbers.min < numbers.max).map(histogramPlot);
  const rest = plots.slice(MOST_PLOTS, MOST_PLOTS + MOST_FOLDED_PLOTS);
  return html`${foldedTable(factTable(shown), shown.length, `All ${shown.length} columns of numbers`)}
<h3>Distributions</h3>
<p class="note">The box holds the middle half of the values, its line is the median; whiskers reach to the last value within 1.5 interquartile ranges.</p>
${await figures(plots.slice(0, MOST_PLOTS))}
${rest.length === 0 ? undefined : html`<details><summary>${rest.length} more columns</summary>${await figures(rest)}</details>`}`;
}

function factTable(columns: readonly Numbered[]): Markup {
  const headers = ['Mean', 'Std', 'Skew', 'Kurtosis', 'p5', 'Median', 'p95', 'Zeros', 'Outliers'];
  return htmlTable(
    'Columns of numbers',
    [{ header: 'Column' }, ...headers.map((header) => ({ header, numeric: true }))],
    columns.map(({ name, numbers }) => [
      name,
      formatNumber(numbers.mean),
      formatNumber(numbers.standardDeviation),
      formatNumber(numbers.skewness, 3),
      formatNumber(numbers.kurtosis, 3),
      formatNumber(numbers.quantiles.p5),
      formatNumber(numbers.quantiles.p50),
      formatNumber(numbers.quantiles.p95),
      formatCount(numbers.zeroCount),
      outliersText(numbers),
    ]),
  );
}

function outliersText({ outliers }: NumberProfile): string {
  if (outliers === undefined) return '';
  return `${outliers.exact ? '' : '≈ '}${formatCount(outliers.lowCount + outliers.highCount)}`;
}

/** A histogram with a box plot above it, on one axis. */
function histogramPlot({ name, numbers }: Numbered, index: number): Plot {
  const { quantiles, outliers } = numbers;
  const { edges, counts } = numbers.histogram!;
  const bars = counts.map((count, i) => ({ from: edges[i], to: edges[i + 1], count }));
  const box = {
    low: outliers!.lowWhisker,
    first: quantiles.p25,
    median: quantiles.p50,
    third: quantiles.p75,
    high: outliers!.highWhisker,
  };
  const far = outliers!.examples.map((value) => ({ value }));
  const across = (field: string, to: string) => ({
    x: { field, type: 'quantitative' },
    x2: { field: to },
    y: { value: 12 },
  });
  const away = outliers!.lowCount + outliers!.highCount;
  const about =
    away === 0
      ? 'No outliers.'
      : `${outliersText(numbers)} outliers${away > far.length ? ', the farthest drawn' : ''}.`;
  return {
    id: `histogram-${index}`,
    title: name,
    description: `Median ${formatNumber(quantiles.p50)}, mean ${formatNumber(numbers.mean)}. ${about}`,
    height: HEIGHT,
    spec: {
      layer: [
        {
          data: { values: bars },
          mark: { type: 'bar', binSpacing: 1 },
          encoding: {
            x: {
              field: 'from',
              type: 'quantitative',
              bin: { binned: true },
              title: null,
              axis: { format: formatOf(numbers), tickCount: 5 },
              scale: { nice: false },
            },
            x2: { field: 'to' },
            y: {
              field: 'count',
              type: 'quantitative',
              title: 'Rows',
              axis: { format: '.3~s', tickCount: 3 },
              scale: { range: [{ expr: 'height' }, 30] },
            },
          },
        },
        {
          data: { values: [box] },
          mark: { type: 'rule', color: COLOUR.muted, strokeWidth: 1.25 },
          encoding: across('low', 'high'),
        },
        {
          data: { values: [box] },
          mark: { type: 'bar', color: COLOUR.line, size: 13, stroke: COLOUR.muted, strokeWidth: 1 },
          encoding: across('first', 'third'),
        },
        {
          data: { values: [box] },
          mark: { type: 'tick', color: COLOUR.ink, thickness: 2, size: 13 },
          encoding: { x: { field: 'median', type: 'quantitative' }, y: { value: 12 } },
        },
        {
          data: { values: far },
          mark: { type: 'point', color: COLOUR.second, size: 14 },
          encoding: { x: { field: 'value', type: 'quantitative' }, y: { value: 12 } },
        },
      ],
    },
  };
}

/** Years and the like are written in full. */
function formatOf({ min, max }: NumberProfile): string {
  return Math.max(Math.abs(min), Math.abs(max)) >= 1e4 ? '.3~s' : ',~f';
}
