// Parity with scikit-learn: tests/golden/make_scaling.py wrote the expectations.
import { describe, expect, test } from 'vitest';
import { type PowerTransformerOptions, powerTransformer } from '../../src/index.ts';
import { expectClose } from '../support/close.ts';
import { fitVariants } from '../support/fit-variants.ts';
import { fitted } from '../support/fitted.ts';
import { outputsOf, rowsOf } from '../support/float64-outputs.ts';
import { golden, type Table } from '../support/golden-tables.ts';

type Rows = (number | null)[][];
interface Case {
  options: PowerTransformerOptions;
  fit: Table;
  apply: Table;
  lambdas: number[];
  fitRows: Rows;
  applyRows: Rows;
}
const cases = golden<{ power: Case[] }>('scaling.json').power;

function expectRows(actual: Rows, wanted: Rows, what: string): void {
  const flat = (rows: Rows) => rows.flat().map((value) => value ?? -12345.5);
  expectClose(flat(actual), flat(wanted), { relative: 3e-5, absolute: 1e-6 }, what);
}

describe.each(cases)('$options', ({ options, fit, apply, lambdas, fitRows, applyRows }) => {
  test('lambdas and rows', async () => {
    const model = await fitted(powerTransformer(options), fit);
    expectClose(model.save().arrays!.lambdas as Float64Array, lambdas, { absolute: 1e-6, relative: 1e-6 }, 'lambdas');
    expectRows(await rowsOf(model, fit), fitRows, 'the rows fitted on');
    expectRows(await rowsOf(model, apply), applyRows, 'other rows');
  });

  test('any batches, their order and parts give the same state', async () => {
    const { whole, sameOrder, shuffled } = await fitVariants(() => powerTransformer(options), fit);
    for (const [how, saved] of Object.entries({ ...sameOrder, ...shuffled })) expect(saved, how).toEqual(whole);
  });
});

test('one row and constant columns keep lambda 1', async () => {
  const model = await fitted(powerTransformer(), { x: [3], y: [-2] });
  expect(await rowsOf(model, { x: [3, 4], y: [-2, -2] })).toEqual([
    [0, 0],
    [1, 0],
  ]);
});

test('an empty column, and numbers that Box-Cox does not take', async () => {
  await expect(fitted(powerTransformer(), { x: [null, null] })).rejects.toMatchObject({ code: 'COLUMN_EMPTY' });
  const boxCox = () => powerTransformer({ method: 'box-cox' });
  await expect(fitted(boxCox(), { x: [1, 0] })).rejects.toMatchObject({
    code: 'VALUE_INVALID',
    message: expect.stringContaining("column 'x' holds 0"),
  });
  const { problems, values } = await outputsOf(await fitted(boxCox(), { x: [1, 2] }), { x: [1, -1, null] });
  expect(problems).toEqual([{ row: 1, message: expect.stringContaining("column 'x' holds -1") }]);
  expect(values[0]![1]).toBeNaN();
});
