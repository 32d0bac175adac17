// No row step depends on how rows come: batches of any size, batches in another order, parts that are merged.
import { describe, expect, test } from 'vitest';
import type { RowOperation } from '../../src/clean/row-operation.ts';
import { fromRows, type Row, type RowStep, type Source } from '../../src/index.ts';
import { shuffledBatches } from '../support/shuffled-batches.ts';
import { expectCloseJson } from '../support/states.ts';
import { exportedSteps, ROW_STEPS, STEP_ROLES, STEP_TYPES, stepRows } from '../support/steps.ts';

// No whole number of batches of seven, or of quarters. Every ninth row repeats one before, and some miss their target.
const rows = stepRows(2_003).map((row, i, all) => {
  const own = i % 9 === 8 ? all[i - 5]! : row;
  return i % 50 === 3 ? { ...own, label: null } : own;
});

interface Behind {
  /** What later rows go through: plain data. */
  readonly operation: Pick<RowOperation, 'columns' | 'rule'>;
  readonly rows: readonly Row[];
}

async function behind(step: RowStep, source: Source, parts?: number): Promise<Behind> {
  const features = source.schema.names.filter((name) => name !== 'label');
  const context = { task: 'classification', target: 'label', weight: undefined, group: undefined, features } as const;
  const fitted = await step.fit(source, { ...context, run: { parts } });
  const trained = await fitted.train(source).rows(10 * rows.length);
  const { columns, rule } = fitted;
  return { operation: { columns, rule }, rows: trained };
}

/** In an order of the rows' own, where that of the source was another. */
const sorted = (all: readonly Row[]): unknown[] =>
  all
    .map((row) => JSON.stringify(row))
    .sort()
    .map((text) => JSON.parse(text));

test('every step that is exported is looked at', () => {
  expect(Object.keys(ROW_STEPS).sort()).toEqual(exportedSteps('clean'));
});

describe.each(Object.entries(ROW_STEPS))('%s', (_, cases) => {
  test.each(cases)('$how', async ({ build, relative = 0 }) => {
    const open = (batchRows: number) => fromRows(rows, { batchRows, roles: STEP_ROLES, types: STEP_TYPES });
    const whole = await behind(build(), await open(100_000));
    expect(whole.rows.length).toBeGreaterThan(0);
    for (const batchRows of [1, 7]) {
      expect(await behind(build(), await open(batchRows)), `${batchRows} rows`).toEqual(whole);
    }
    const tolerance = { relative, absolute: 0 };
    const parts = await behind(build(), await open(7), 4);
    expectCloseJson(parts.operation, whole.operation, tolerance, 'four parts');
    expectCloseJson(sorted(parts.rows), sorted(whole.rows), tolerance, 'four parts');
    const shuffled = await behind(build(), shuffledBatches(await open(7)));
    expectCloseJson(shuffled.operation, whole.operation, tolerance, 'shuffled batches');
    expectCloseJson(sorted(shuffled.rows), sorted(whole.rows), tolerance, 'shuffled batches');
  });
});
