import type { Config } from 'vega-lite';

/** The outer size of every plot. One size, so that text has one size in all of them. */
export const PLOT_WIDTH = 460;
export const PLOT_HEIGHT = 320;

/** Colours are CSS variables of the page, so that one drawing serves light, dark and print. */
export const COLOUR = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  paper: 'var(--paper)',
  accent: 'var(--accent)',
  second: 'var(--second)',
  third: 'var(--third)',
} as const;

export const THEME: Config = {
  background: null as unknown as string,
  // The SVG has a title and a description; labels on each of thousands of marks help nobody.
  aria: false,
  font: 'inherit',
  padding: 4,
  view: { stroke: null },
  axis: {
    domainColor: COLOUR.line,
    gridColor: COLOUR.line,
    tickColor: COLOUR.line,
    labelColor: COLOUR.muted,
    titleColor: COLOUR.muted,
    labelFont: 'inherit',
    titleFont: 'inherit',
    labelFontSize: 12,
    titleFontSize: 12.5,
    titleFontWeight: 'normal',
    titlePadding: 10,
    labelPadding: 5,
    ticks: false,
    domain: false,
    labelLimit: 200,
    labelFlush: false,
    tickCount: 5,
  },
  axisX: { grid: false, domain: true },
  legend: {
    orient: 'top',
    title: null,
    labelColor: COLOUR.ink,
    labelFont: 'inherit',
    labelFontSize: 12.5,
    symbolStrokeWidth: 2.5,
    symbolType: 'stroke',
    offset: 6,
  },
  mark: { color: COLOUR.accent },
  line: { color: COLOUR.accent, strokeWidth: 2.25, strokeCap: 'round', strokeJoin: 'round' },
  point: { color: COLOUR.accent, filled: true },
  bar: { color: COLOUR.accent },
  rule: { color: COLOUR.muted },
  text: { color: COLOUR.ink, font: 'inherit', fontSize: 12.5 },
};

/** A dashed line that a model without skill, or a perfect one, would follow. */
export const REFERENCE_MARK = { type: 'line', color: COLOUR.muted, strokeWidth: 1.25, strokeDash: [4, 4] } as const;

/** How an axis writes numbers of this size: plainly, or with a suffix (250k). */
export function numberFormat(size: number): string {
  return Math.abs(size) >= 1e5 ? '~s' : '~g';
}
