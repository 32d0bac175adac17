import { expect, test } from 'vitest';
import { openGpu } from '../../../src/engine/webgpu/gpu.ts';
import { uploadLogisticRows } from '../../../src/engine/webgpu/logistic_gradient_dense.ts';
import { readShader } from '../../../src/engine/webgpu/shader.ts';
import { gpuOrSkip } from '../../gpu.ts';
import { drawRows } from '../../kernels/labelled-rows.ts';

test('a shader has its includes in place', () => {
  const text = readShader('logistic_gradient_dense');
  expect(text).not.toContain('@include');
  expect(text.indexOf('fn fold_threads')).toBeLessThan(text.indexOf('fn logistic_gradient_dense'));
  expect(text).toContain('fn logistic_row');
});

test('one device for the process, with the limits of its adapter', async (context) => {
  const gpu = await gpuOrSkip(context);
  const [again, andAgain] = await Promise.all([openGpu(), openGpu()]);
  expect(again).toBe(gpu);
  expect(andAgain).toBe(gpu);
  expect(gpu.device.limits.maxStorageBufferBindingSize).toBeGreaterThanOrEqual(gpu.info.maxBindingBytes);
  expect(gpu.info.maxBindingBytes).toBeLessThan(2 ** 31);
});

test('a refused command is an error that says what the device said', async (context) => {
  const gpu = await gpuOrSkip(context);
  const createWrongly = () => gpu.device.createBuffer({ size: 16, usage: gpu.usage.MAP_READ | gpu.usage.STORAGE });
  await expect(gpu.issue(createWrongly)).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.stringContaining('MapRead'),
  });
});

test('a lost device is DEVICE_LOST, and the next opening gives a new one', async (context) => {
  const gpu = await gpuOrSkip(context);
  const { rows, coefficients, intercept } = drawRows(3000, 40, true);
  using uploaded = await uploadLogisticRows(gpu, rows);
  const underWay = uploaded.evaluate(coefficients, intercept);
  gpu.close();
  await expect(underWay).rejects.toMatchObject({ code: 'DEVICE_LOST' });
  await expect(uploaded.evaluate(coefficients, intercept)).rejects.toMatchObject({ code: 'DEVICE_LOST' });
  const next = await openGpu();
  expect(next).not.toBe(gpu);
  using afresh = await uploadLogisticRows(next, rows);
  expect((await afresh.evaluate(coefficients, intercept)).loss).toBeGreaterThan(0);
});
