import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { confusionTable } from '../../../src/cli/output/confusion-table.ts';
import { metricsTable } from '../../../src/cli/output/metrics-table.ts';
import { planList } from '../../../src/cli/output/plan-list.ts';
import { schemaTable } from '../../../src/cli/output/schema-table.ts';
import { table } from '../../../src/cli/output/table.ts';
import { PLAIN, printable, terminalOf } from '../../../src/cli/output/terminal.ts';

const lines = (text: string) => text.split('\n');
const ESCAPE = '\u001b';

describe('table', () => {
  it('draws aligned columns', () => {
    const text = table(
      [
        ['ham', 961],
        ['spam', null],
      ],
      [{ header: 'class' }, { header: 'rows', align: 'right' }],
    );
    expect(text).toBe(
      [
        '┌───────┬──────┐',
        '│ class │ rows │',
        '├───────┼──────┤',
        '│ ham   │  961 │',
        '│ spam  │    – │',
        '└───────┴──────┘',
      ].join('\n'),
    );
  });

  it('counts wide characters as two columns', () => {
    const text = table(
      [
        ['日本語', 'x'],
        ['abc', 'y'],
      ],
      [{ header: 'a' }, { header: 'b' }],
    ); // prettier-ignore
    expect(new Set(lines(text).map((line) => stringWidth(line))).size).toBe(1);
  });

  it.each([40, 60, 80])('fits a line of %i columns, cutting or wrapping', (width) => {
    const long = 'a reason that takes more room than any terminal gives to one column of a table';
    const text = table(
      [[long, long, '日本語'.repeat(20)]],
      [{ header: 'cut' }, { header: 'wrapped', narrow: 'wrap' }, { header: 'wide' }],
      { width, colour: false },
    );
    for (const line of lines(text)) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    expect(text).toContain('…');
    expect(text.replace(/[^a-z]/g, '')).toContain('column');
  });

  it('shows control characters of the data instead of sending them', () => {
    const text = table([[`a${ESCAPE}[31mred\u0007\n`]], [{ header: `h${ESCAPE}[2J` }], { width: 80, colour: true });
    expect(text).not.toContain(`${ESCAPE}[31m`);
    expect(text).not.toContain(`${ESCAPE}[2J`);
    expect(text).toContain('a\\u001b[31mred\\u0007\\n');
    expect(printable('a\u202eb')).toBe('a\\u202eb');
  });

  it('colours only where it is asked to', () => {
    const cell = { text: 'x', style: 'red' } as const;
    expect(table([[cell]], [{ header: 'h' }])).not.toContain(ESCAPE);
    expect(table([[cell]], [{ header: 'h' }], { width: 80, colour: true })).toContain(`${ESCAPE}[31mx${ESCAPE}[39m`);
  });
});

describe('terminalOf', () => {
  const tty = { isTTY: true, columns: 72 } as NodeJS.WriteStream;
  it('colours a terminal, but not a pipe, a dumb terminal or one with NO_COLOR', () => {
    expect(terminalOf(tty, {})).toEqual({ width: 72, colour: true });
    expect(terminalOf(tty, { NO_COLOR: '1' }).colour).toBe(false);
    expect(terminalOf(tty, { NO_COLOR: '' }).colour).toBe(true);
    expect(terminalOf(tty, { TERM: 'dumb' }).colour).toBe(false);
    expect(terminalOf({} as NodeJS.WriteStream, {})).toEqual(PLAIN);
  });
});

describe('the tables of a run', () => {
  it('shows metrics in their usual order, with intervals and baseline', () => {
    const text = metricsTable({ accuracy: 0.98, f1: 0.9256, rocAuc: null }, { f1: [0.897, 0.9501] }, { f1: 0 });
    expect(lines(text)[3]).toBe('│ F1       │ 0.9256 │ 0.8970 – 0.9501 │   0.0000 │');
    expect(lines(text)[4]).toContain('Accuracy');
    expect(lines(text)[5]).toContain('ROC AUC');
    expect(metricsTable({ f1: 0.5 })).not.toContain('baseline');
  });

  it('marks what is worse than the baseline', () => {
    const coloured = metricsTable({ rmse: 12, r2: 0.5 }, undefined, { rmse: 10, r2: 0 }, { width: 80, colour: true });
    expect(coloured).toContain(`${ESCAPE}[31m12${ESCAPE}[39m`);
    expect(coloured).not.toContain(`${ESCAPE}[31m0.5`);
  });

  it('shows the schema', () => {
    const text = schemaTable([{ name: 'label', type: 'utf8', role: 'categorical', use: 'target' }]);
    expect(lines(text)[3]).toBe('│ label  │ utf8 │ categorical │ target │');
  });

  it('lists the plan with wrapped reasons', () => {
    const steps = [{ step: 'Hold out 20 %', reason: 'rows are not dated, so they are drawn at random' }];
    expect(planList(steps, { width: 32, colour: false })).toBe(
      ' 1.  Hold out 20 %\n     rows are not dated, so they\n     are drawn at random',
    );
  });

  it('shows a small confusion matrix, and the largest confusions of a large one', () => {
    const small = confusionTable({
      classes: ['ham', 'spam'],
      counts: [
        [961, 4],
        [17, 128],
      ],
    }); // prettier-ignore
    expect(lines(small)[4]).toBe('│ spam                  │  17 │  128 │');
    const classes = Array.from({ length: 20 }, (_, i) => `class ${i}`);
    const counts = classes.map((_, i) => classes.map((_, j) => (i === j ? 90 : i === 3 && j === 7 ? 1234 : 0)));
    const large = confusionTable({ classes, counts });
    expect(lines(large)).toHaveLength(5);
    expect(lines(large)[3]).toMatch(/class 3 +│ class 7 +│ 1,234/);
  });
});
