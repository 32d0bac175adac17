import { existsSync } from 'node:fs';
import type { TestContext } from 'vitest';
import { MillraceError } from '../src/core/errors.ts';
import { type Gpu, openGpu } from '../src/engine/webgpu/gpu.ts';

const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * The GPU to test on: the driver that VK_DRIVER_FILES names, else Chromium's software renderer, else
 * what this machine has.
 * Without either the test is skipped, and fails when MILLRACE_REQUIRE_GPU=1.
 */
export async function gpuOrSkip(context: TestContext): Promise<Gpu> {
  if (!process.env.VK_DRIVER_FILES && existsSync(swiftShader)) {
    process.env.VK_DRIVER_FILES = swiftShader;
  }
  process.env.XDG_RUNTIME_DIR ??= '/tmp';
  try {
    return await openGpu();
  } catch (error) {
    if (!(error instanceof MillraceError) || error.code !== 'DEVICE_UNAVAILABLE') throw error;
    if (process.env.MILLRACE_REQUIRE_GPU === '1') throw error;
    return context.skip(`${error.message}: ${error.remedy}`);
  }
}
