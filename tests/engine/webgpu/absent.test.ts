import { expect, test } from 'vitest';
import { describeGpu, resolveDevice } from '../../../src/engine/device.ts';

// Vulkan is Dawn's only way to a GPU on Linux; this process is told of no driver at all.
test.runIf(process.platform === 'linux')('a machine without a GPU: a typed error with a remedy', async () => {
  process.env.VK_DRIVER_FILES = '/nonexistent/icd.json';
  process.env.XDG_RUNTIME_DIR ??= '/tmp';
  await expect(resolveDevice('gpu')).rejects.toMatchObject({
    code: 'DEVICE_UNAVAILABLE',
    remedy: expect.stringContaining('VK_DRIVER_FILES'),
  });
  expect(await describeGpu()).toMatchObject({ unavailable: { code: 'DEVICE_UNAVAILABLE' } });
  expect(await resolveDevice('auto')).toMatchObject({ device: 'cpu' });
});
