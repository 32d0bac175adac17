import type { TopLevelSpec } from 'vega-lite';
import { escapeText, type Markup, trusted } from '../markup.ts';
import { mergePoints } from './merge-points.ts';
import { PLOT_HEIGHT, PLOT_WIDTH, THEME } from './theme.ts';

/** A plot as data: what to draw, and the same in words for those who do not see it. */
export interface Plot {
  /** A name that stands once on the page. */
  readonly id: string;
  readonly title: string;
  /** What can be read off it, in a sentence or two. */
  readonly description: string;
  /** A vega-lite unit, layer or concat specification without size, theme and `$schema`. */
  readonly spec: object;
  readonly height?: number | undefined;
  /** Of a plot that takes the page's whole width. */
  readonly width?: number | undefined;
}

/** Draws to SVG text, without a browser or a canvas. It scales with its container and loads nothing. */
export async function drawPlot(plot: Plot): Promise<Markup> {
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width: plot.width ?? PLOT_WIDTH,
    height: plot.height ?? PLOT_HEIGHT,
    autosize: { type: 'fit', contains: 'padding' },
    config: THEME,
    ...plot.spec,
  } as TopLevelSpec;
  // Loaded when something is drawn: a service that only predicts must not wait for it.
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  try {
    return trusted(withDescription(mergePoints(await view.toSVG()), plot));
  } finally {
    view.finalize();
  }
}

/** Puts title and description first in the SVG, and hides its many marks from screen readers. */
function withDescription(svg: string, { id, title, description }: Plot): string {
  // Vega counts its clip paths through the life of the process: equal data shall give equal text.
  const names = new Map<string, string>();
  const inner = svg
    .slice(svg.indexOf('>') + 1)
    .replace(/(id="|url\(#)(clip\d+)(?=["')])/g, (_, before: string, name: string) => {
      if (!names.has(name)) names.set(name, `${id}-clip-${names.size}`);
      return before + names.get(name);
    });
  const viewBox = /viewBox="([-\d. ]+)"/.exec(svg)?.[1] ?? `0 0 ${PLOT_WIDTH} ${PLOT_HEIGHT}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" role="img" ` +
    `aria-labelledby="${id}-title ${id}-description">` +
    `<title id="${id}-title">${escapeText(title)}</title>` +
    `<desc id="${id}-description">${escapeText(description)}</desc>${inner.replace('<g ', '<g aria-hidden="true" ')}`
  );
}
