import { expect, test } from 'vitest';
import type { KernelId } from '../../src/engine/kernels.ts';
import { runKernel } from '../../src/engine/native/kernels.ts';

// Two rows of three columns: [0, 5, 0], [7, 0, 9].
const csr = {
  offsets: new Uint32Array([0, 1, 3]),
  indices: new Uint32Array([1, 0, 2]),
  values: new Float32Array([5, 7, 9]),
  rowCount: 2,
  columnCount: 3,
};

const moments = (changes: object) => () =>
  runKernel('column_moments_csr', { ...csr, weights: null, ...changes }) as { sums: Float64Array };

test('a kernel by its id, inputs and results by name', () => {
  expect([...moments({})().sums]).toEqual([7, 5, 9]);
  expect([...moments({ weights: new Float64Array([2, 1]) })().sums]).toEqual([7, 10, 9]);
});

test.each([
  ['a column beyond the last', { indices: new Uint32Array([1, 0, 3]) }],
  ['offsets that do not ascend', { offsets: new Uint32Array([0, 4, 3]) }],
  ['offsets that do not start at 0', { offsets: new Uint32Array([1, 1, 3]) }],
  ['too few offsets', { offsets: new Uint32Array([0, 3]) }],
  ['too few values', { values: new Float32Array(2) }],
  ['too few weights', { weights: new Float64Array(1) }],
  ['a negative count', { rowCount: -1 }],
  ['half a row', { rowCount: 1.5 }],
  ['no number', { columnCount: Number.NaN }],
])('refuses %s', (_name, changes) => {
  expect(moments(changes)).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
});

test('refuses a class that is not there', () => {
  const call = () =>
    runKernel('softmax_gradient_csr', {
      ...csr,
      labels: new Float64Array([0, 2]),
      weights: null,
      coefficients: new Float64Array(6),
      intercepts: new Float64Array(2),
      outputs: 2,
    });
  expect(call).toThrow(expect.objectContaining({ code: 'INTERNAL', message: 'a label beyond the classes' }));
});

test('refuses buffers that may change, and kernels that do not exist', () => {
  const shared = new Float32Array(new SharedArrayBuffer(12));
  expect(moments({ values: shared })).toThrow(expect.objectContaining({ code: 'BUFFER_REFUSED' }));
  expect(() => runKernel('no_such_kernel' as KernelId, {})).toThrow(
    expect.objectContaining({ code: 'KERNEL_UNSUPPORTED' }),
  );
});
