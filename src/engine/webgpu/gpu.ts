import { setTimeout } from 'node:timers/promises';
import { MillraceError } from '../../core/errors.ts';
import type { GpuInfo } from '../gpu-info.ts';
import { loadWebGpu, type WebGpu } from './load.ts';

/** The GPU in use: one adapter and its one device for the process. */
export interface Gpu {
  readonly device: GPUDevice;
  readonly info: GpuInfo;
  readonly usage: WebGpu['usage'];
  readonly mapMode: WebGpu['mapMode'];
  /**
   * Runs `commands`, which must be synchronous, and waits until the device has taken them.
   *
   * @throws MillraceError MEMORY_EXHAUSTED, DEVICE_LOST, or INTERNAL when the device refuses a command.
   */
  issue<T>(commands: () => T): Promise<T>;
  /** Waits for the device. @throws MillraceError DEVICE_LOST when it is gone. */
  settle<T>(work: Promise<T>): Promise<T>;
  /** Gives the device back. Everything on it is lost; `openGpu` opens it anew. */
  close(): void;
}

// A binding never exceeds 2 GiB, whatever the driver says: shaders index with 32 bits.
const MAX_BINDING_BYTES = 2 ** 31 - 256;

const WANTED_FEATURES = ['subgroups', 'timestamp-query'] as const;

let opening: Promise<Gpu> | undefined;

/**
 * The GPU, opened when first asked for and again after it was lost.
 *
 * @throws MillraceError DEVICE_UNAVAILABLE when there is none.
 */
export function openGpu(): Promise<Gpu> {
  const forget = () => {
    if (opening === mine) opening = undefined;
  };
  if (opening) return opening;
  const mine = open(forget);
  opening = mine;
  mine.catch(forget);
  return mine;
}

async function open(onLost: () => void): Promise<Gpu> {
  const { gpu, usage, mapMode } = await loadWebGpu();
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new MillraceError('DEVICE_UNAVAILABLE', 'no GPU was found', { remedy: howToGetOne() });
  }
  const { limits } = adapter;
  const maxBindingBytes = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize, MAX_BINDING_BYTES);
  const device = await requestDevice(adapter, {
    requiredFeatures: WANTED_FEATURES.filter((feature) => adapter.features.has(feature)),
    // Without these a device has the smallest limits that every one must have, not its own.
    requiredLimits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
    },
  });
  const { vendor, architecture, description, device: model, isFallbackAdapter } = adapter.info;
  return wrap(device, onLost, {
    usage,
    mapMode,
    info: {
      name: description || model || vendor,
      vendor,
      architecture,
      software: isFallbackAdapter,
      maxBindingBytes,
      features: [...device.features],
    },
  });
}

async function requestDevice(adapter: GPUAdapter, descriptor: GPUDeviceDescriptor): Promise<GPUDevice> {
  try {
    return await adapter.requestDevice(descriptor);
  } catch (cause) {
    throw new MillraceError('DEVICE_UNAVAILABLE', `the GPU '${adapter.info.description}' could not be opened`, {
      remedy: 'see whether its driver is up to date, or use the CPU',
      cause,
    });
  }
}

function howToGetOne(): string {
  if (process.platform !== 'linux') return "install the GPU's driver, or use the CPU";
  return (
    "install the GPU's Vulkan driver and the loader libvulkan1; VK_DRIVER_FILES names a driver's .json file " +
    'where none is found by itself; or use the CPU'
  );
}

function wrap(device: GPUDevice, onLost: () => void, rest: Pick<Gpu, 'info' | 'usage' | 'mapMode'>): Gpu {
  let lost: string | undefined;
  const gone = device.lost.then(({ message }) => {
    lost = message || 'no reason given';
    onLost();
  });

  function throwIfLost(cause?: unknown): void {
    if (lost === undefined) return;
    throw new MillraceError('DEVICE_LOST', `the GPU '${rest.info.name}' stopped answering: ${lost}`, {
      remedy: 'run again, with fewer rows at once if it runs out of time or memory, or use the CPU',
      cause,
    });
  }

  async function settle<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (cause) {
      // What waited for a lost device fails a little before the loss itself is told.
      await Promise.race([gone, setTimeout(100)]);
      throwIfLost(cause);
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new MillraceError('INTERNAL', `the GPU refused a command: ${message}`, { cause });
    }
  }

  async function issue<T>(commands: () => T): Promise<T> {
    throwIfLost();
    device.pushErrorScope('validation');
    device.pushErrorScope('out-of-memory');
    let result: T;
    let faults: Promise<[GPUError | null, GPUError | null]>;
    try {
      result = commands();
    } finally {
      faults = Promise.all([device.popErrorScope(), device.popErrorScope()]);
      faults.catch(() => {}); // when `commands` threw, nobody waits for them
    }
    const [memory, validation] = await settle(faults);
    if (memory) {
      throw new MillraceError('MEMORY_EXHAUSTED', `the GPU '${rest.info.name}' has too little memory`, {
        remedy: 'use fewer rows or columns, or the CPU',
        cause: memory,
      });
    }
    if (validation) throw new MillraceError('INTERNAL', `the GPU refused a command: ${validation.message}`);
    return result;
  }

  return { device, ...rest, issue, settle, close: () => device.destroy() };
}
