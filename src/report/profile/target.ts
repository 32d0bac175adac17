import type { FeatureTarget, ProfileResult, TargetProfile } from '../../profile/profile-result.ts';
import { formatCount, formatPercent, formatScore } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import { labelExpression } from '../plots/label-expression.ts';
import type { Plot } from '../plots/plot.ts';
import { COLOUR } from '../plots/theme.ts';
import { figures, htmlTable } from '../sections/section.ts';
import { foldedTable, shortened } from './columns.ts';

const MOST_PLOTS = 12;
const MOST_CLASSES = 3;
const ROW_HEIGHT = 24;

export async function targetSection({ target, targetByFeature }: ProfileResult): Promise<Markup | undefined> {
  if (target === undefined || targetByFeature === undefined || targetByFeature.length === 0) return undefined;
  const measure = targetByFeature[0]!.measure === 'rocAuc' ? 'ROC AUC' : 'R²';
  const scores = htmlTable(
    'What each feature alone tells',
    [{ header: 'Feature' }, { header: measure, numeric: true }],
    targetByFeature.map(({ column, score }) => [column, formatScore(score, 3)]),
  );
  const plots = targetByFeature.slice(0, MOST_PLOTS).map((feature, i) => featurePlot(feature, target.name, i));
  return html`${balance(target)}
<p>What each feature alone tells of <b>${target.name}</b>: a rule from its values, or from 50 groups of them, learned on two thirds of the rows and scored on the rest.</p>
${foldedTable(scores, targetByFeature.length, `All ${targetByFeature.length} features`)}
<h3>${target.name} by feature</h3>
${await figures(plots)}`;
}

function balance({ classes }: TargetProfile): Markup | undefined {
  if (classes === undefined) return undefined;
  const table = htmlTable(
    'Rows of each class',
    [{ header: 'Class' }, { header: 'Rows', numeric: true }, { header: 'Share', numeric: true }, { header: '' }],
    classes.map(({ class: name, rowCount, share }) => [
      shortened(name),
      formatCount(rowCount),
      formatPercent(share),
      html`<span class="bar" style="width:${(100 * share).toFixed(2)}%"></span>`,
    ]),
  );
  return foldedTable(table, classes.length, `All ${classes.length} classes`);
}

function featurePlot(feature: FeatureTarget, target: string, index: number): Plot {
  const { column, groups, classes } = feature;
  const order = groups.map((_, i) => String(i));
  const y = {
    field: 'group',
    type: 'nominal',
    sort: order,
    title: null,
    axis: {
      labelExpr: labelExpression(groups.map(({ label }) => shortened(label))),
      labelLimit: 240,
      labelColor: COLOUR.ink,
    },
  };
  const height = 70 + ROW_HEIGHT * groups.length;
  const base = { id: `target-${index}`, title: column, height };
  if (classes === undefined) {
    const values = groups.map(({ mean }, i) => ({ group: String(i), mean }));
    const x = {
      field: 'mean',
      type: 'quantitative',
      title: `Mean of ${target}`,
      axis: { format: '.3~s', tickCount: 4, grid: true },
    };
    return {
      ...base,
      description: `The mean of ${target} by ${column}.`,
      spec: { data: { values }, mark: 'bar', encoding: { x, y } },
    };
  }
  // Of two classes one says all: the rarer.
  const one = classes.length === 2 ? classes[1]! : undefined;
  const shown = one === undefined ? classes.slice(0, MOST_CLASSES) : [one];
  const values = groups.flatMap(({ classCounts, rowCount }, i) =>
    shown.map((name) => ({ group: String(i), class: name, share: classCounts![classes.indexOf(name)]! / rowCount })),
  );
  const what = one === undefined ? 'each class' : `${target} = ${one}`;
  const x = {
    field: 'share',
    type: 'quantitative',
    title: `Share of ${what}`,
    axis: { format: '~%', tickCount: 4, grid: true },
    ...(one === undefined ? { stack: 'zero' } : {}),
  };
  const colour = {
    field: 'class',
    type: 'nominal',
    scale: { domain: shown, range: [COLOUR.accent, COLOUR.second, COLOUR.third] },
    legend: { symbolType: 'square' },
  };
  const more =
    one === undefined && classes.length > MOST_CLASSES ? ` The ${MOST_CLASSES} commonest of ${classes.length}.` : '';
  return {
    ...base,
    description: `The share of ${what} by ${column}.${more}`,
    spec: { data: { values }, mark: 'bar', encoding: one === undefined ? { x, y, color: colour } : { x, y } },
  };
}
