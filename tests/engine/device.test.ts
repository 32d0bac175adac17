import { expect, test } from 'vitest';
import { describeGpu, parseDevice, resolveDevice } from '../../src/engine/device.ts';
import { gpuOrSkip } from '../gpu.ts';

test('parses the known devices and refuses others by naming them', () => {
  expect(['auto', 'cpu', 'gpu'].map(parseDevice)).toEqual(['auto', 'cpu', 'gpu']);
  for (const unknown of ['GPU', 'cuda', '', 'constructor']) {
    expect(() => parseDevice(unknown)).toThrow(
      expect.objectContaining({ code: 'DEVICE_UNKNOWN', value: unknown, remedy: 'use one of auto, cpu, gpu' }),
    );
  }
});

test('auto and cpu are the CPU, with the reason', async () => {
  expect(await resolveDevice('cpu')).toEqual({ device: 'cpu', reason: 'the CPU was asked for' });
  expect(await resolveDevice('auto')).toEqual({ device: 'cpu', reason: 'no estimator trains on the GPU yet' });
});

test('gpu with a GPU is an error while nothing trains on it', async (context) => {
  const { info } = await gpuOrSkip(context);
  expect(info.maxBindingBytes).toBeGreaterThanOrEqual(128 * 2 ** 20);
  expect(await describeGpu()).toEqual({ gpu: info });
  await expect(resolveDevice('gpu')).rejects.toMatchObject({
    code: 'KERNEL_UNSUPPORTED',
    message: expect.stringContaining(info.name),
  });
});
