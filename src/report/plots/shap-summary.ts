import type { ReportShap, ShapLevel } from '../report-data.ts';
import { labelExpression } from './label-expression.ts';
import type { Plot } from './plot.ts';
import { COLOUR, numberFormat } from './theme.ts';

const ROW_HEIGHT = 26;
/** Points of a row are stacked in as many columns over the plot's width. */
const COLUMNS = 330;
const WIDTH = 980;
/** Height of a point in a stack, as a share of the row's. */
const POINT = 0.09;

const LEVELS: readonly ShapLevel[] = [0, 1, 2, 3, 4, 'category', 'missing'];
const NAMES = ['low', ' ', ' ', ' ', 'high', 'a category', 'missing'];
const MIXED = [0, 25, 50, 75, 100].map((share) => `color-mix(in srgb, ${COLOUR.second} ${share}%, ${COLOUR.accent})`);
const COLOURS = [...MIXED, COLOUR.third, COLOUR.muted];

/** One point for each row and feature: how far the feature moved the row's score, coloured by the feature's value. */
export function shapSummaryPlot({ features, rowCount, score }: ReportShap): Plot {
  const all = features.flatMap(({ rows }) => rows.map(({ value }) => value));
  const [least, greatest] = [Math.min(0, ...finite(all, Math.min)), Math.max(0, ...finite(all, Math.max))];
  const span = greatest - least || 1;
  // By colour, so that points of one colour are drawn together.
  const values = features.flatMap(({ rows }, row) => swarm(rows, row, least, span)).sort((a, b) => a.l - b.l);
  const present = LEVELS.flatMap((_, i) => (values.some((point) => point.l === i) ? [i] : []));
  return {
    id: 'shap-summary',
    title: 'What moves each prediction',
    description:
      `SHAP values of ${rowCount} rows: how far each feature moved ${score}, up to the right, down to the left. ` +
      'Blue are low values of the feature, orange high ones.',
    width: WIDTH,
    height: 90 + ROW_HEIGHT * features.length,
    spec: {
      layer: [
        {
          data: { values: [{}] },
          mark: { type: 'rule', color: COLOUR.line, strokeWidth: 1.25 },
          encoding: { x: { datum: 0 } },
        },
        {
          data: { values },
          mark: { type: 'point', size: 8, strokeWidth: 0, opacity: 0.85 },
          encoding: {
            x: {
              field: 'x',
              type: 'quantitative',
              title: sentence(score),
              axis: { format: numberFormat(span), grid: false, tickCount: 8 },
            },
            y: {
              field: 'y',
              type: 'quantitative',
              title: null,
              scale: { domain: [features.length - 0.5, -0.5], nice: false, zero: false },
              axis: {
                values: features.map((_, row) => row),
                labelExpr: labelExpression(features.map(({ name }) => name)),
                labelColor: COLOUR.ink,
                labelLimit: 240,
                labelOverlap: false,
                tickCount: features.length,
                grid: false,
              },
            },
            color: {
              field: 'l',
              type: 'nominal',
              scale: { domain: present, range: present.map((i) => COLOURS[i]!) },
              legend: {
                symbolType: 'circle',
                symbolSize: 60,
                symbolStrokeWidth: 0,
                columnPadding: 4,
                columns: present.length,
                labelExpr: labelExpression(NAMES).replace('datum.value', 'datum.label'),
              },
            },
          },
        },
      ],
    },
  };
}

/** Values of one feature as points: those that fall together are stacked around the row's middle. */
function swarm(rows: ReportShap['features'][number]['rows'], row: number, least: number, span: number) {
  const stacks = new Map<number, number>();
  const counts = new Map<number, number>();
  const columnOf = (value: number) => Math.round(((value - least) / span) * COLUMNS);
  for (const { value } of rows) counts.set(columnOf(value), (counts.get(columnOf(value)) ?? 0) + 1);
  return [...rows]
    .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))
    .map(({ value, level }) => {
      const column = columnOf(value);
      const at = stacks.get(column) ?? 0;
      stacks.set(column, at + 1);
      // A stack higher than the row is pressed together.
      const height = Math.min(POINT, 0.86 / counts.get(column)!);
      return {
        x: rounded(value, span),
        y: rounded(row + (at - (counts.get(column)! - 1) / 2) * height, 1),
        l: LEVELS.indexOf(level),
      };
    });
}

/** As many digits as the drawing shows. */
function rounded(value: number, span: number): number {
  const unit = 10 ** Math.floor(Math.log10(span / WIDTH / 4));
  return Number((Math.round(value / unit) * unit).toPrecision(6));
}

function finite(values: readonly number[], pick: (a: number, b: number) => number): number[] {
  return values.length === 0 ? [] : [values.reduce((a, b) => pick(a, b))];
}

function sentence(text: string): string {
  return `Change of ${text}`;
}
