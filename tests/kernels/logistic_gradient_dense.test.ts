import { describe, expect, test } from 'vitest';
import { MillraceError } from '../../src/core/errors.ts';
import { INSTRUCTION_SETS, type InstructionSet, logisticGradientDense } from '../../src/engine/native/kernels.ts';
import { logisticGradientDense as reference } from '../../src/engine/reference/logistic_gradient_dense.ts';
import type { Gpu } from '../../src/engine/webgpu/gpu.ts';
import {
  type LabelledRows,
  ROWS_PER_WORKGROUP,
  uploadLogisticRows,
} from '../../src/engine/webgpu/logistic_gradient_dense.ts';
import { gpuOrSkip } from '../gpu.ts';
import { drawRows } from './labelled-rows.ts';
import { type Arithmetic, float32, float64, logisticErrorBound } from './logistic-error-bound.ts';

type Drawn = ReturnType<typeof drawRows>;
type Result = { loss: number; gradient: Float64Array; interceptGradient: number };

const sizes = [0, 1, 15, 16, 17, 130];
const awkward: [string, Drawn][] = [
  ...sizes.flatMap((rowCount) =>
    sizes.map((columns): [string, Drawn] => [
      `${rowCount} × ${columns}`,
      drawRows(rowCount, columns, columns % 2 === 1),
    ]),
  ),
  ['5,000 × 40', drawRows(5000, 40, true)],
  ['5,000 × 40 without weights', drawRows(5000, 40, false)],
  ['values at an unaligned offset', unaligned(drawRows(33, 20, true))],
  ['all weights zero', withRows(drawRows(130, 17, true), (rows) => ({ ...rows, weights: new Float64Array(130) }))],
  ['scores of ±80', extreme()],
  ['one class', withRows(drawRows(130, 17, true), (rows) => ({ ...rows, labels: new Float64Array(130).fill(1) }))],
];

function withRows(drawn: Drawn, change: (rows: LabelledRows) => LabelledRows): Drawn {
  return { ...drawn, rows: change(drawn.rows) };
}

/** Floats that start four bytes into their buffer. */
function unaligned(drawn: Drawn): Drawn {
  const values = new Float32Array(drawn.rows.values.length + 1).subarray(1);
  values.set(drawn.rows.values);
  return withRows(drawn, (rows) => ({ ...rows, values }));
}

/** Rows that score 80, −80 and 0 in turn, rightly and wrongly labelled. */
function extreme(): Drawn {
  const drawn = drawRows(130, 16, true);
  const values = new Float32Array(130 * 16);
  for (let row = 0; row < 130; row++) values[row * 16 + 3] = ((row % 3) - 1) * 40;
  const coefficients = new Float64Array(16);
  coefficients[3] = 2;
  return { rows: { ...drawn.rows, values }, coefficients, intercept: 0 };
}

function expectWithin(actual: Result, { rows, coefficients, intercept }: Drawn, arithmetic: Arithmetic): void {
  const { values, rowCount, stride, labels, weights } = rows;
  const expected = reference(values, rowCount, stride, labels, weights, coefficients, intercept);
  const bound = logisticErrorBound(rows, coefficients, intercept, arithmetic);
  const rounding = logisticErrorBound(rows, coefficients, intercept, float64(rows)); // the reference's own
  expect(Math.abs(actual.loss - expected.loss)).toBeLessThanOrEqual(bound.loss + rounding.loss);
  expect(Math.abs(actual.interceptGradient - expected.interceptGradient)).toBeLessThanOrEqual(
    bound.interceptGradient + rounding.interceptGradient,
  );
  expect(actual.gradient.length).toBe(stride);
  for (let column = 0; column < stride; column++) {
    expect(Math.abs(actual.gradient[column]! - expected.gradient[column]!)).toBeLessThanOrEqual(
      bound.gradient[column]! + rounding.gradient[column]!,
    );
  }
}

function native({ rows, coefficients, intercept }: Drawn, isa?: InstructionSet) {
  const { values, rowCount, stride, labels, weights } = rows;
  return logisticGradientDense(values, rowCount, stride, labels, weights, coefficients, intercept, isa);
}

async function onGpu(gpu: Gpu, { rows, coefficients, intercept }: Drawn, tileRows?: number): Promise<Result> {
  using uploaded = await uploadLogisticRows(gpu, rows, tileRows);
  return await uploaded.evaluate(coefficients, intercept);
}

test('the reference on a row worked by hand', () => {
  const values = new Float32Array(16);
  values[0] = 2;
  const coefficients = new Float64Array(16);
  coefficients[0] = Math.log(3) / 2; // score ln 3: p = 3/4
  const result = reference(values, 1, 16, new Float64Array([0]), new Float64Array([2]), coefficients, 0);
  expect(result.loss).toBeCloseTo(2 * Math.log(4), 14);
  expect(result.interceptGradient).toBeCloseTo(1.5, 14);
  expect(result.gradient[0]).toBeCloseTo(3, 14);
  expect(result.curvatures[0]).toBeCloseTo(2 * (3 / 16), 14);
});

describe('native', () => {
  test.each(awkward)('%s', (_name, drawn) => {
    expectWithin(native(drawn), drawn, float64(drawn.rows));
  });

  test('every instruction set gives the same bits', (context) => {
    const drawn = drawRows(1000, 37, true);
    const baseline = native(drawn, 'baseline');
    let compared = 0;
    for (const isa of INSTRUCTION_SETS.slice(1)) {
      try {
        expect(native(drawn, isa)).toEqual(baseline);
        compared++;
      } catch (error) {
        if (!(error instanceof MillraceError) || error.code !== 'KERNEL_UNSUPPORTED') throw error;
      }
    }
    if (compared === 0) context.skip('this processor or build has the baseline only');
  });

  test('refuses wrong lengths and buffers that may change', () => {
    const { rows, coefficients } = drawRows(16, 16, false);
    const call =
      (values: Float32Array, labels = rows.labels, stride = 16) =>
      () =>
        logisticGradientDense(values, 16, stride, labels, null, coefficients, 0);
    expect(call(rows.values.subarray(1))).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
    expect(call(rows.values, rows.labels.subarray(1))).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
    expect(call(rows.values, rows.labels, 15)).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
    const shared = new Float32Array(new SharedArrayBuffer(rows.values.byteLength));
    expect(call(shared)).toThrow(expect.objectContaining({ code: 'BUFFER_REFUSED' }));
  });
});

describe('webgpu', () => {
  test.for(awkward)('%s', async ([, drawn], context) => {
    expectWithin(await onGpu(await gpuOrSkip(context), drawn), drawn, float32(drawn.rows));
  });

  test('tiles and repetition change no bit', async (context) => {
    const gpu = await gpuOrSkip(context);
    const drawn = drawRows(2 * ROWS_PER_WORKGROUP + 5, 40, true);
    const whole = await onGpu(gpu, drawn);
    expectWithin(whole, drawn, float32(drawn.rows));
    expect(await onGpu(gpu, drawn)).toEqual(whole);
    expect(await onGpu(gpu, drawn, ROWS_PER_WORKGROUP)).toEqual(whole);
    expect(await onGpu(gpu, drawn, 2 * ROWS_PER_WORKGROUP)).toEqual(whole);
  });

  test('rows uploaded once answer overlapping evaluations', async (context) => {
    const gpu = await gpuOrSkip(context);
    const drawn = drawRows(1500, 20, true);
    const uploaded = await uploadLogisticRows(gpu, drawn.rows);
    const scales = [1, -1, 0.5];
    const results = await Promise.all(
      scales.map((scale) =>
        uploaded.evaluate(
          drawn.coefficients.map((c) => c * scale),
          drawn.intercept,
        ),
      ),
    );
    results.forEach((result, i) => {
      const coefficients = drawn.coefficients.map((c) => c * scales[i]!);
      expectWithin(result, { ...drawn, coefficients }, float32(drawn.rows));
    });
    uploaded[Symbol.dispose]();
    await expect(uploaded.evaluate(drawn.coefficients, 0)).rejects.toMatchObject({ code: 'CLOSED' });
  });

  test('refuses what it cannot take', async (context) => {
    const gpu = await gpuOrSkip(context);
    const { rows, coefficients } = drawRows(16, 16, false);
    await expect(uploadLogisticRows(gpu, rows, 100)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    const shared = new Float32Array(new SharedArrayBuffer(rows.values.byteLength));
    await expect(uploadLogisticRows(gpu, { ...rows, values: shared })).rejects.toMatchObject({
      code: 'BUFFER_REFUSED',
    });
    const wide = 2 ** 24; // a workgroup's rows would fill 64 GiB
    const none = { ...rows, values: new Float32Array(0), labels: new Float64Array(0), rowCount: 0, stride: wide };
    await expect(uploadLogisticRows(gpu, none)).rejects.toMatchObject({ code: 'KERNEL_UNSUPPORTED' });
    using uploaded = await uploadLogisticRows(gpu, rows);
    await expect(uploaded.evaluate(coefficients.subarray(1), 0)).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
