import { expect, test } from 'vitest';
import type { ReportData } from '../../src/report/report-data.ts';
import { cleaningSection } from '../../src/report/sections/cleaning.ts';

const data: ReportData = {
  title: 'deliveries',
  created: '2026-11-21T03:20:00Z',
  source: { name: 'deliveries.csv', rowCount: 4, columns: [] },
  target: { name: 'minutes', task: 'regression' },
  cleaning: {
    steps: [
      {
        step: 'parseUnits',
        kind: 'repair',
        rows: 1200,
        columns: [
          {
            column: 'time <b>',
            from: 'utf8',
            to: 'float64',
            changed: 1100,
            becameMissing: [{ reason: 'unparsable', values: 2 }],
            examples: [
              { row: 0, before: '22 minutes', after: 22 },
              { row: 7, before: '<later>', after: null },
            ],
          },
        ],
        dropped: [],
      },
      {
        step: 'keepRows',
        kind: 'filter',
        rows: 1200,
        columns: [],
        dropped: [{ reason: 'not so: speed <= 120', rows: 3, examples: [{ row: 10, values: { speed: 321.5 } }] }],
      },
    ],
  },
};

test('the report shows what was repaired and left out, with examples, and escapes them', () => {
  const text = String(cleaningSection(data));
  expect(text).toContain('time &lt;b&gt;');
  expect(text).toContain('parseUnits: utf8 to float64');
  expect(text).toContain('1,100');
  expect(text).toContain('2 unparsable');
  expect(text).toContain('<code>22 minutes</code> → <code>22</code>');
  expect(text).toContain('<code>&lt;later&gt;</code> → <code>missing</code>');
  expect(text).toContain('not so: speed &lt;= 120');
  expect(text).toContain('row 10: speed 321.5');
});

test('there is no such section where nothing was done', () => {
  expect(cleaningSection({ ...data, cleaning: { steps: [] } })).toBeUndefined();
  expect(cleaningSection({ ...data, cleaning: undefined })).toBeUndefined();
});
