import type { ProfileResult } from '../../profile/profile-result.ts';
import { formatCount, formatPercent } from '../format.ts';
import { html, type Markup, trusted } from '../markup.ts';
import { STYLE } from '../style.ts';
import { associationSection } from './associations.ts';
import { changeSection } from './changes.ts';
import { columnSection, valueSection } from './columns.ts';
import { missingSection } from './missing.ts';
import { numberSection } from './numbers.ts';
import { targetSection } from './target.ts';

export interface ProfilePageOptions {
  /** What the rows come from. */
  readonly name: string;
  readonly version: string;
}

/** A part of the page: its anchor, its heading, and what it says; undefined when there is nothing to say. */
export interface Part {
  readonly id: string;
  readonly title: string;
  readonly content: Markup | undefined;
}

const OWN_STYLE = `
nav { margin: 1.75rem 0 0; } nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .35rem 1.4rem; padding: 0; margin: 0; }
nav a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 3px; }
section:target { scroll-margin-top: 1rem; }
.warnings details { margin: .4rem 0 0; } .warnings summary { margin: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1.75rem 3rem; align-items: start; }
.cards > * { min-width: 0; } .cards h3 { margin: 0 0 .4rem; overflow-wrap: anywhere; } .cards td:has(> .bar) { width: 32%; min-width: 4rem; }
.cards tbody th { overflow-wrap: anywhere; } .cards table { font-size: .875rem; }
`;

/**
 * The page of a profile: one self-contained HTML document with inline styles and SVG plots. It holds no script, loads
 * nothing, and opens offline. Equal data gives equal text.
 */
export async function renderProfile(result: ProfileResult, { name, version }: ProfilePageOptions): Promise<string> {
  const parts: Part[] = [
    { id: 'columns', title: 'Columns', content: columnSection(result) },
    { id: 'missing', title: 'Missing values', content: await missingSection(result) },
    { id: 'numbers', title: 'Numbers', content: await numberSection(result) },
    { id: 'values', title: 'Categories and texts', content: valueSection(result) },
    { id: 'associations', title: 'What goes together', content: await associationSection(result) },
    { id: 'target', title: `Target by feature`, content: await targetSection(result) },
    { id: 'changes', title: 'Change over time', content: await changeSection(result) },
  ];
  const shown = parts.filter(({ content }) => content !== undefined);
  const maker = `Millrace ${version}`;
  return `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="${maker}">
<title>Profile of ${name}</title>
<style>${trusted(STYLE + OWN_STYLE)}</style>
</head>
<body>
<main>
<header>
<h1>Profile of ${name}</h1>
<p class="headline">${headline(result)}</p>
<nav aria-label="Contents"><ul>${shown.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
${warnings(result)}
</header>
${shown.map(
  ({ id, title, content }) => html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${title}</h2>
${content}
</section>`,
)}
<footer>Made by ${maker}. This page loads nothing from elsewhere.</footer>
</main>
</body>
</html>`}\n`;
}

function headline({ rowCount, columns, duplicateRows, missing }: ProfileResult): string {
  const said = [`${formatCount(rowCount)} rows of ${formatCount(columns.length)} columns`];
  if (duplicateRows !== undefined) {
    const { count, exact } = duplicateRows;
    said.push(count === 0 ? 'none repeated' : `${exact ? '' : 'about '}${formatCount(count)} repeated`);
  }
  if (rowCount > 0 && missing !== undefined) {
    said.push(`${formatPercent(missing.completeRowCount / rowCount)} complete`);
  }
  return `${said.join(', ')}.`;
}

const MOST_WARNINGS = 8;

function warnings({ warnings: found }: ProfileResult): Markup | undefined {
  if (found.length === 0) return undefined;
  const item = ({ message }: (typeof found)[number]) => html`<li>${message}</li>`;
  const rest = found.slice(MOST_WARNINGS);
  return html`<aside class="warnings" aria-labelledby="warnings-heading">
<h2 id="warnings-heading">${found.length === 1 ? 'One thing to look at' : `${found.length} things to look at`}</h2>
<ul>${found.slice(0, MOST_WARNINGS).map(item)}</ul>
${rest.length === 0 ? undefined : html`<details><summary>and ${rest.length} more</summary><ul>${rest.map(item)}</ul></details>`}
</aside>`;
}
