import { html, type Markup, type MarkupValue } from '../markup.ts';
import { drawPlot, type Plot } from '../plots/plot.ts';

export function section(id: string, title: string, ...content: readonly MarkupValue[]): Markup {
  return html`<section aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${title}</h2>
${content}
</section>`;
}

/** A plot with its title above and its description below it. */
export async function figure(plot: Plot): Promise<Markup> {
  const drawing = await drawPlot(plot);
  if (plot.width !== undefined) {
    return html`<figure class="wide">
<h3>${plot.title}</h3>
<div class="scroll" tabindex="0" role="group" aria-label="${plot.title}">${drawing}</div>
<figcaption>${plot.description}</figcaption>
</figure>`;
  }
  return html`<figure>
<h3>${plot.title}</h3>
${drawing}
<figcaption>${plot.description}</figcaption>
</figure>`;
}

export async function figures(plots: readonly (Plot | undefined)[]): Promise<Markup | undefined> {
  const drawn = await Promise.all(plots.filter((plot) => plot !== undefined).map(figure));
  return drawn.length === 0 ? undefined : html`<div class="figures">${drawn}</div>`;
}

export interface HtmlColumn {
  readonly header: string;
  readonly numeric?: boolean | undefined;
}

/** A table that scrolls by itself when the page is too narrow. The first cell of a row names it. */
export function htmlTable(
  caption: string,
  columns: readonly HtmlColumn[],
  rows: readonly (readonly MarkupValue[])[],
): Markup {
  const kind = (c: number) => (columns[c]?.numeric ? 'number' : 'text');
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table>
<caption class="unseen">${caption}</caption>
<thead><tr>${columns.map(({ header }, c) => html`<th scope="col" class="${kind(c)}">${header}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`
<tr>${row.map((cell, c) =>
      c === 0 ? html`<th scope="row" class="${kind(c)}">${cell}</th>` : html`<td class="${kind(c)}">${cell}</td>`,
    )}</tr>`,
  )}
</tbody></table></div>`;
}

/** Names and values, side by side; undefined values are left out. */
export function facts(pairs: readonly (readonly [string, MarkupValue])[]): Markup | undefined {
  const present = pairs.filter(([, value]) => value !== undefined && value !== '');
  if (present.length === 0) return undefined;
  return html`<dl>${present.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** A part under a heading; a long one is folded away behind `summary`. */
export function folded(heading: string, summary: string, content: Markup, isLong: boolean): Markup {
  return html`<h3>${heading}</h3>
${isLong ? html`<details><summary>${summary}</summary>${content}</details>` : content}`;
}
