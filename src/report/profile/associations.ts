import type { AssociationProfile, ProfileResult } from '../../profile/profile-result.ts';
import { formatCount, formatScore } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import { labelExpression } from '../plots/label-expression.ts';
import type { Plot } from '../plots/plot.ts';
import { COLOUR } from '../plots/theme.ts';
import { figures, htmlTable } from '../sections/section.ts';

const MOST_DRAWN = 30;
const MOST_LABELLED = 16;
const MOST_PAIRS = 15;
const STRONG = 0.3;

export async function associationSection({ associations }: ProfileResult): Promise<Markup | undefined> {
  if (associations === undefined) return undefined;
  const { leftOut, rowCount } = associations;
  const pairs = strongest(associations);
  return html`<p>Two numbers: Pearson's correlation. Two categories: Cramér's V. A number and a category: the correlation ratio η. From ${formatCount(rowCount)} rows.</p>
${await figures([heatMap(associations)])}
${
  pairs.length === 0
    ? undefined
    : html`<h3>The strongest</h3>${htmlTable(
        'The strongest associations',
        [
          { header: 'Column' },
          { header: 'with' },
          { header: 'measure' },
          { header: 'Strength', numeric: true },
          { header: 'Spearman', numeric: true },
        ],
        pairs.map(({ a, b, measure, strength, rank }) => [
          a,
          b,
          measure,
          formatScore(strength, 3),
          formatScore(rank, 3),
        ]),
      )}`
}
${leftOut.length === 0 ? undefined : html`<p class="note">Left out: ${leftOut.slice(0, 12).join(', ')}${leftOut.length > 12 ? ` and ${leftOut.length - 12} more` : ''}.</p>`}`;
}

function strongest({ columns, kinds, strength, rank }: AssociationProfile) {
  const pairs = columns.flatMap((a, i) =>
    columns.slice(0, i).flatMap((b, j) => {
      const value = strength[i]![j];
      if (value === null || value === undefined || Math.abs(value) < STRONG) return [];
      const measure = kinds[i] !== kinds[j] ? 'η' : kinds[i] === 'number' ? 'Pearson' : "Cramér's V";
      return [{ a: b, b: a, measure, strength: value, rank: rank[i]![j] }];
    }),
  );
  return pairs.sort((x, y) => Math.abs(y.strength) - Math.abs(x.strength)).slice(0, MOST_PAIRS);
}

function heatMap({ columns, strength }: AssociationProfile): Plot {
  const drawn = columns.slice(0, MOST_DRAWN);
  const values = drawn.flatMap((_, i) =>
    drawn.flatMap((_, j) => {
      const value = strength[i]![j];
      if (value === null || value === undefined || i === j) return [];
      return [
        {
          x: String(j),
          y: String(i),
          size: Math.abs(value),
          sign: value < 0 ? 'falling' : 'rising',
          text: shortNumber(value),
        },
      ];
    }),
  );
  const order = drawn.map((_, i) => String(i));
  const axis = (orient: string, angle: number) => ({
    orient,
    title: null,
    domain: false,
    labelAngle: angle,
    labelLimit: 220,
    labelExpr: labelExpression(drawn),
    labelColor: COLOUR.ink,
  });
  const encoding = {
    x: { field: 'x', type: 'nominal', sort: order, scale: { domain: order }, axis: axis('top', -40) },
    y: { field: 'y', type: 'nominal', sort: order, scale: { domain: order }, axis: axis('left', 0) },
  };
  const cell = {
    mark: { type: 'rect', stroke: COLOUR.paper, strokeWidth: 1.5 },
    encoding: {
      fill: {
        field: 'sign',
        type: 'nominal',
        scale: { domain: ['rising', 'falling'], range: [COLOUR.accent, COLOUR.second] },
        legend: null,
      },
      fillOpacity: { field: 'size', type: 'quantitative', scale: { domain: [0, 1], range: [0.03, 0.6] }, legend: null },
    },
  };
  const label = { mark: { type: 'text', fontSize: 11.5 }, encoding: { text: { field: 'text' } } };
  const more = columns.length > MOST_DRAWN ? ` The first ${MOST_DRAWN} columns.` : '';
  return {
    id: 'associations',
    title: 'Strength by pair',
    description: `The darker, the more two columns go together; the other colour where one falls as the other rises.${more}`,
    width: 900,
    height: Math.min(900, 150 + 30 * drawn.length),
    spec: { data: { values }, encoding, layer: drawn.length > MOST_LABELLED ? [cell] : [cell, label] },
  };
}

/** .42, −.07: two digits without the zero before them. */
function shortNumber(value: number): string {
  const text = Math.abs(value).toFixed(2).replace(/^0/, '');
  return Number(text) === 0 ? '0' : `${value < 0 ? '−' : ''}${text}`;
}
