import { MillraceError } from '../../core/errors.ts';

/** The `webgpu` package, as far as it is used here. */
export interface WebGpu {
  readonly gpu: GPU;
  readonly usage: GPUBufferUsage;
  readonly mapMode: GPUMapMode;
}

// Kept for the life of the process: Dawn's objects die with the one that create() returned, and crash when used then.
let loading: Promise<WebGpu> | undefined;

/**
 * The optional `webgpu` package (Dawn), loaded when first asked for.
 *
 * @throws MillraceError DEVICE_UNAVAILABLE when it is not installed or does not load.
 */
export function loadWebGpu(): Promise<WebGpu> {
  loading ??= load();
  return loading;
}

async function load(): Promise<WebGpu> {
  try {
    const { create, globals } = await import('webgpu');
    const { GPUBufferUsage: usage, GPUMapMode: mapMode } = globals as {
      GPUBufferUsage: GPUBufferUsage;
      GPUMapMode: GPUMapMode;
    };
    return { gpu: create([]), usage, mapMode };
  } catch (cause) {
    const absent = (cause as { code?: unknown }).code === 'ERR_MODULE_NOT_FOUND';
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new MillraceError(
      'DEVICE_UNAVAILABLE',
      absent
        ? "the GPU can't be used: the optional package 'webgpu' is not installed"
        : `the GPU can't be used: the package 'webgpu' did not load: ${message}`,
      {
        remedy: absent ? "run 'npm install webgpu', or use the CPU" : 'its binary needs glibc 2.34, or use the CPU',
        cause,
      },
    );
  }
}
