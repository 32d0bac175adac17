// No step's fit depends on how rows come: batches of any size, batches in another order, parts that are merged.
import { describe, expect, test } from 'vitest';
import { columns, oneHotEncoder, pipeline, simpleImputer, standardScaler, type Transformer } from '../../src/index.ts';
import { expectSameState } from '../support/states.ts';
import { exportedSteps, STEP_ROLES, STEP_TYPES, stepRows, TRANSFORMERS } from '../support/steps.ts';

// 5,003 rows: no whole number of blocks of 4,096, of batches of seven, or of quarters.
const rows = stepRows(5_003);
const schema = { roles: STEP_ROLES, types: STEP_TYPES };

test('every step that is exported is looked at', () => {
  expect(Object.keys(TRANSFORMERS).sort()).toEqual(exportedSteps('features'));
});

describe.each(Object.entries(TRANSFORMERS))('%s', (_, cases) => {
  test.each(cases)('$how', ({ build, rows: count, relative = 0, ...options }) =>
    expectSameState(build, rows.slice(0, count), { ...schema, ...options, relative }),
  );
});

test.each([
  ['one behind the other', () => pipeline(simpleImputer('amount', { strategy: 'median' }), standardScaler('amount'))],
  ['side by side', () => columns([['amount'], simpleImputer(), standardScaler()], [['city'], oneHotEncoder()])],
] as [string, () => Transformer][])('steps %s', (_, build) => expectSameState(build, rows, schema));
