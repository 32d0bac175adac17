import type { KernelId } from '../kernels.ts';
import type { Gpu } from './gpu.ts';
import { readShader } from './shader.ts';

const pipelines = new WeakMap<GPUDevice, Map<KernelId, Promise<GPUComputePipeline>>>();

/** A kernel compiled for the device, once for each. Off the event loop: a synchronous compilation stops it. */
export function pipelineOf(gpu: Gpu, id: KernelId): Promise<GPUComputePipeline> {
  const { device } = gpu;
  const ofDevice = pipelines.get(device) ?? new Map<KernelId, Promise<GPUComputePipeline>>();
  pipelines.set(device, ofDevice);
  const pipeline = ofDevice.get(id) ?? compile(gpu, id);
  ofDevice.set(id, pipeline);
  return pipeline;
}

async function compile(gpu: Gpu, id: KernelId): Promise<GPUComputePipeline> {
  const module = gpu.device.createShaderModule({ label: id, code: readShader(id) });
  return gpu.settle(
    gpu.device.createComputePipelineAsync({ label: id, layout: 'auto', compute: { module, entryPoint: id } }),
  );
}
