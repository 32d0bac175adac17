import { describe, expect, it } from 'vitest';
import { renderReport } from '../../src/report/report.ts';
import type { ReportData } from '../../src/report/report-data.ts';
import { binaryReport, multiclassReport, regressionReport } from './fixtures.ts';

const EVIL = `<script>alert("x")</script>'&\u2028\u0007</svg>`;

/** Every string of the data, wherever it stands, made hostile; what programs read (dates, keys) is kept. */
function poisoned(value: unknown, key = ''): unknown {
  if (typeof value === 'string')
    return ['created', 'start', 'end', 'side', 'task', 'fittedOn', 'primary', 'metric'].includes(key)
      ? value
      : `${value}${EVIL}`;
  if (Array.isArray(value)) return value.map((item) => poisoned(item, key));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, poisoned(v, k)]));
  return value;
}

const VOID = new Set(['meta', 'link', 'br', 'hr', 'img', '!doctype']);

/** Fails at the first tag that is not closed by its own kind; returns the names of all elements. */
function elementsOf(html: string): Set<string> {
  const open: string[] = [];
  const names = new Set<string>();
  for (const [, closing, name, rest] of html
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .matchAll(/<(\/?)([a-zA-Z!][\w-]*)([^<>]*)>/g)) {
    names.add(name!.toLowerCase());
    if (closing === '/') expect(open.pop()).toBe(name);
    else if (!VOID.has(name!.toLowerCase()) && !rest!.endsWith('/')) open.push(name!);
  }
  expect(open).toEqual([]);
  return names;
}

const reports: [string, ReportData][] = [
  ['binary', binaryReport()],
  ['multiclass', multiclassReport()],
  ['regression', regressionReport()],
];

describe.each(reports)('the %s report', (_, data) => {
  it('is well-formed, holds no script and loads nothing', async () => {
    const page = await renderReport(data);
    const elements = elementsOf(page);
    for (const name of ['script', 'link', 'img', 'image', 'iframe', 'object', 'foreignobject', 'a', 'use']) {
      expect(elements).not.toContain(name);
    }
    expect(page).not.toMatch(/\bon\w+="|url\((?!#)|@import|javascript:/i);
    expect(page.replaceAll(/xmlns(:xlink)?="[^"]*"/g, '')).not.toMatch(/https?:/);
  });

  it('describes every plot in words, with ids of its own', async () => {
    const page = await renderReport(data);
    const svgs = page.match(/<svg /g)!.length;
    expect(svgs).toBeGreaterThan(1);
    expect(
      page.match(/<svg [^>]*role="img" aria-labelledby="[^"]+"><title [^>]+>[^<]+<\/title><desc [^>]+>[^<]+<\/desc>/g),
    ).toHaveLength(svgs);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('paints with the colours of the page alone, so that it can be read in the dark', async () => {
    const page = await renderReport(data);
    for (const [, colour] of page.matchAll(/ (?:fill|stroke)="([^"]*)"/g)) {
      expect(colour).toMatch(/^(none|transparent|var\(--[a-z-]+\))$/);
    }
  });

  it('escapes every string', async () => {
    const page = await renderReport(poisoned(data) as ReportData);
    expect(elementsOf(page)).not.toContain('script');
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script');
  });

  it('gives equal text for equal data', async () => {
    const again = await renderReport(structuredClone(data));
    expect(again === (await renderReport(data))).toBe(true);
  });
});

describe('sections', () => {
  const bare: ReportData = {
    title: 'bare',
    created: '2026-11-21T03:20:00Z',
    source: { name: 'x.csv', rowCount: 3, columns: [] },
    target: { name: 'y', task: 'regression' },
  };
  const headings = (page: string) => [...page.matchAll(/<h2[^>]*>([^<]*)</g)].map(([, text]) => text);

  it('appear only if their data is there', async () => {
    const page = await renderReport(bare);
    expect(headings(page)).toEqual(['Data']);
    expect(page).toContain('Made by Millrace. ');
    expect(headings(await renderReport(binaryReport()))).toEqual([
      '2 warnings',
      'Result',
      'Right and wrong',
      'What was decided, and why',
      'Model',
      'Data',
    ]);
  });

  it('survive empty lists, undefined metrics and a single row', async () => {
    const page = await renderReport({
      ...bare,
      target: { name: 'y', task: 'binary', positive: 'b', balance: [] },
      plan: [],
      warnings: [],
      history: [{ step: 0, loss: 0.5 }],
      coefficients: [],
      split: {
        kind: 'random',
        trainRowCount: 1,
        testRowCount: 1,
        excluded: [],
        timeline: [{ start: '2026-01-01', end: '2026-01-02', side: 'test', rowCount: 1 }],
      }, // prettier-ignore
      evaluation: {
        rowCount: 1,
        metrics: { f1: null, rocAuc: null, logLoss: 0.3 },
        confusion: {
          classes: ['a', 'b'],
          counts: [
            [0, 0],
            [0, 0],
          ],
        }, // prettier-ignore
        curves: { roc: [], precisionRecall: [], calibration: [] },
        residuals: { sample: [], histogram: [] },
      },
    });
    elementsOf(page);
    expect(page).toContain('Predicts b: Log loss 0.3000 on 1 held-out row.');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('fold away what is long, with every class still there', async () => {
    const classes = Array.from({ length: 40 }, (_, i) => `class <${i}>`);
    const page = await renderReport({
      ...bare,
      target: {
        name: 'y',
        task: 'multiclass',
        classes,
        balance: classes.map((name) => ({ class: name, rowCount: 2 })),
      },
      evaluation: {
        rowCount: 80,
        metrics: { f1: 0.9, accuracy: 0.8 },
        perClass: classes.map((name) => ({ class: name, metrics: { f1: 0.9, rows: 2 } })),
        confusion: { classes, counts: classes.map((_, i) => classes.map((_, j) => (i === j ? 2 : 0))) },
      },
      coefficients: classes.map((name) => ({ name: 'x', value: 1, class: name })),
    });
    elementsOf(page);
    expect(page.match(/<summary>/g)).toHaveLength(3);
    for (const name of ['class &lt;0&gt;', 'class &lt;39&gt;']) {
      expect(page.split(`<th scope="row" class="text">${name}</th>`)).toHaveLength(3);
      expect(page).toContain(`Largest coefficients of ${name}`);
    }
  });

  it('say which rows the saved model was fitted on', async () => {
    expect(await renderReport(binaryReport())).toContain('fitted on the 4,439 training rows alone');
    expect(await renderReport(multiclassReport())).toContain('fitted again on all 8,225 rows');
  });
});
