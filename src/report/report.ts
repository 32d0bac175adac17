import { headline } from './headline.ts';
import { html, type Markup, trusted } from './markup.ts';
import type { ReportData } from './report-data.ts';
import { cleaningSection } from './sections/cleaning.ts';
import { dataSection } from './sections/data.ts';
import { modelSection } from './sections/model.ts';
import { planSection } from './sections/plan.ts';
import { predictionsSection } from './sections/predictions.ts';
import { resultSection } from './sections/result.ts';
import { treesSection } from './sections/trees.ts';
import { STYLE } from './style.ts';

/**
 * The page of a run: one self-contained HTML document with inline styles and SVG plots. It holds no script, loads
 * nothing, and opens offline. Equal data gives equal text.
 */
export async function renderReport(data: ReportData): Promise<string> {
  const maker = ['Millrace', data.version].filter(Boolean).join(' ');
  const sections = [
    await resultSection(data),
    await predictionsSection(data),
    planSection(data),
    cleaningSection(data),
    await modelSection(data),
    await treesSection(data),
    await dataSection(data),
  ];
  return `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="${maker}">
<title>${data.title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<main>
<header>
${opening(data)}
<p class="about">${about(data)}</p>
${warnings(data.warnings)}
</header>
${sections}
<footer>Made by ${maker}. This page loads nothing from elsewhere.</footer>
</main>
</body>
</html>`}\n`;
}

/** The title, with the result in a sentence below it if there is one. */
function opening(data: ReportData): Markup {
  const sentence = headline(data);
  if (sentence === undefined) return html`<h1 class="headline">${data.title}</h1>`;
  return html`<h1>${data.title}</h1>
<p class="headline">${sentence}</p>`;
}

function about({ created, command }: ReportData): Markup {
  const time = html`<time datetime="${created}">${timeText(created)}</time>`;
  return command === undefined ? time : html`${time} · <code>${command}</code>`;
}

function warnings(texts: readonly string[] | undefined): Markup | undefined {
  if (texts === undefined || texts.length === 0) return undefined;
  return html`<aside class="warnings" aria-labelledby="warnings-heading">
<h2 id="warnings-heading">${texts.length === 1 ? 'A warning' : `${texts.length} warnings`}</h2>
<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>
</aside>`;
}

/** 21 November 2026, 03:20 UTC: the same on every machine. */
function timeText(created: string): string {
  const time = new Date(created);
  if (Number.isNaN(time.getTime())) return created;
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(time);
  return `${day}, ${time.toISOString().slice(11, 16)} UTC`;
}
