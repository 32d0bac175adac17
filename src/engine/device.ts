import { MillraceError } from '../core/errors.ts';
import type { GpuInfo } from './gpu-info.ts';
import { openGpu } from './webgpu/gpu.ts';

/** What `--device` and the option `device` take. */
export const DEVICE_CHOICES = ['auto', 'cpu', 'gpu'] as const;
export type DeviceChoice = (typeof DEVICE_CHOICES)[number];

/** The device that a fit runs on, and why. */
export interface ResolvedDevice {
  readonly device: 'cpu';
  readonly reason: string;
}

/** @throws MillraceError DEVICE_UNKNOWN for anything but 'auto', 'cpu' and 'gpu'. */
export function parseDevice(choice: string): DeviceChoice {
  const known = DEVICE_CHOICES.find((device) => device === choice);
  if (known) return known;
  throw new MillraceError('DEVICE_UNKNOWN', `there is no device '${choice}'`, {
    remedy: `use one of ${DEVICE_CHOICES.join(', ')}`,
    value: choice,
  });
}

/**
 * Decides where to train. Never falls back: who asks for the GPU gets it or an error.
 *
 * @throws MillraceError DEVICE_UNAVAILABLE when the GPU was asked for and there is none, KERNEL_UNSUPPORTED when
 *   there is one, since no estimator trains on it yet.
 */
export async function resolveDevice(choice: DeviceChoice): Promise<ResolvedDevice> {
  if (choice === 'cpu') return { device: 'cpu', reason: 'the CPU was asked for' };
  if (choice === 'auto') return { device: 'cpu', reason: 'no estimator trains on the GPU yet' };
  const { info } = await openGpu();
  throw new MillraceError('KERNEL_UNSUPPORTED', `no estimator trains on the GPU ('${info.name}') yet`, {
    remedy: "use the device 'cpu' or 'auto'",
    value: choice,
  });
}

/** The GPU that this process would use, or why there is none. */
export async function describeGpu(): Promise<{ readonly gpu: GpuInfo } | { readonly unavailable: MillraceError }> {
  try {
    return { gpu: (await openGpu()).info };
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'DEVICE_UNAVAILABLE') return { unavailable: error };
    throw error;
  }
}
