import { MillraceError } from '../../core/errors.ts';
import { requireLength, requirePlainBuffer } from '../buffers.ts';
import type { Gpu } from './gpu.ts';
import { pipelineOf } from './pipeline.ts';

/** Rows that one workgroup sums; `ROWS` in the kernel. Tiles are multiples of it, so they never change a result. */
export const ROWS_PER_WORKGROUP = 1024;

// Bytes copied to the device in one go: about 2 ms of the event loop.
const UPLOAD_BYTES = 4 * 2 ** 20;

/** Dense rows with their labels, as `logistic_gradient_dense` takes them. */
export interface LabelledRows {
  /** f32[rowCount][stride], row-major; the stride is a multiple of 16 */
  readonly values: Float32Array;
  readonly rowCount: number;
  readonly stride: number;
  /** f64[rowCount] of 0 and 1 */
  readonly labels: Float64Array;
  /** f64[rowCount]; null: all 1 */
  readonly weights: Float64Array | null;
}

/** Labelled rows on the device. */
export interface LogisticRowsOnGpu {
  /**
   * The loss, its gradient f64[stride] and the intercept's, for coefficients f64[stride]. One submit and one
   * read-back. The arithmetic is f32 within 1,024 rows and f64 above; the bits depend on the device.
   *
   * @throws MillraceError DEVICE_LOST, CLOSED.
   */
  evaluate(
    coefficients: Float64Array,
    intercept: number,
  ): Promise<{ loss: number; gradient: Float64Array; interceptGradient: number }>;
  /** Frees the device's memory. */
  [Symbol.dispose](): void;
}

interface Tile {
  readonly begin: number;
  readonly rowCount: number;
  readonly groups: number;
}

interface TileOnGpu extends Tile {
  readonly values: GPUBuffer;
  readonly targets: GPUBuffer;
  readonly partials: GPUBuffer;
  readonly bindings: GPUBindGroup;
}

/**
 * Puts rows on the GPU, where they stay for every evaluation. `values` must stay as it is until this resolves.
 *
 * @param tileRows rows of one dispatch, a multiple of 1,024; default: as many as the device takes.
 * @throws MillraceError KERNEL_UNSUPPORTED when a row is too wide for the device, MEMORY_EXHAUSTED, DEVICE_LOST,
 *   BUFFER_REFUSED.
 */
export async function uploadLogisticRows(
  gpu: Gpu,
  rows: LabelledRows,
  tileRows = largestTile(gpu, rows.stride),
): Promise<LogisticRowsOnGpu> {
  checkRows(rows);
  if (!(tileRows > 0) || tileRows % ROWS_PER_WORKGROUP !== 0) {
    throw new MillraceError('OPTION_INVALID', `tileRows is ${tileRows}, not a multiple of ${ROWS_PER_WORKGROUP}`);
  }
  const { device, usage } = gpu;
  const quads = rows.stride / 4;
  const partialBytes = (quads + 1) * 16;
  const pipeline = await pipelineOf(gpu, 'logistic_gradient_dense');
  const buffers: GPUBuffer[] = [];
  const allocate = (size: number, flags: number) => {
    const buffer = device.createBuffer({ size: Math.max(size, 16), usage: flags });
    buffers.push(buffer);
    return buffer;
  };
  const free = () => {
    for (const buffer of buffers.splice(0)) buffer.destroy();
  };

  const tiles: TileOnGpu[] = [];
  let coefficientBuffer: GPUBuffer | undefined;
  try {
    const input = usage.STORAGE | usage.COPY_DST;
    const coefficients = await gpu.issue(() => allocate(partialBytes, input));
    coefficientBuffer = coefficients;
    for (const tile of cut(rows.rowCount, tileRows)) {
      const onGpu = await gpu.issue(() => {
        const shape = allocate(16, usage.UNIFORM | usage.COPY_DST);
        device.queue.writeBuffer(shape, 0, new Uint32Array([tile.rowCount, quads]));
        const values = allocate(tile.rowCount * rows.stride * 4, input);
        const targets = allocate(tile.rowCount * 8, input);
        const partials = allocate(tile.groups * partialBytes, usage.STORAGE | usage.COPY_SRC);
        const bindings = device.createBindGroup({
          layout: pipeline.getBindGroupLayout(0),
          entries: [shape, values, targets, coefficients, partials].map((buffer, binding) => ({
            binding,
            resource: { buffer },
          })),
        });
        return { ...tile, values, targets, partials, bindings };
      });
      tiles.push(onGpu);
      await upload(gpu, rows, onGpu);
    }
  } catch (error) {
    free();
    throw error;
  }

  const partialCount = tiles.reduce((sum, tile) => sum + tile.groups, 0);
  const coefficientsOnGpu = coefficientBuffer;

  async function evaluate(coefficients: Float64Array, intercept: number) {
    requireLength(coefficients, rows.stride, 'coefficients');
    if (buffers.length === 0) throw new MillraceError('CLOSED', 'these rows were released from the GPU');
    if (partialCount === 0) return { loss: 0, gradient: new Float64Array(rows.stride), interceptGradient: 0 };
    const narrowed = new Float32Array(rows.stride + 4);
    narrowed.set(coefficients);
    narrowed[rows.stride] = intercept;
    const size = partialCount * partialBytes;
    // Its own for each call: calls may overlap.
    const readBack = device.createBuffer({ size, usage: usage.MAP_READ | usage.COPY_DST });
    try {
      await gpu.issue(() => {
        device.queue.writeBuffer(coefficientsOnGpu, 0, narrowed);
        const encoder = device.createCommandEncoder();
        const pass = encoder.beginComputePass();
        pass.setPipeline(pipeline);
        for (const tile of tiles) {
          pass.setBindGroup(0, tile.bindings);
          pass.dispatchWorkgroups(tile.groups);
        }
        pass.end();
        let offset = 0;
        for (const { partials, groups } of tiles) {
          encoder.copyBufferToBuffer(partials, 0, readBack, offset, groups * partialBytes);
          offset += groups * partialBytes;
        }
        device.queue.submit([encoder.finish()]);
      });
      await gpu.settle(readBack.mapAsync(gpu.mapMode.READ));
      return addPartials(new Float32Array(readBack.getMappedRange()), partialCount, rows.stride);
    } finally {
      readBack.destroy();
    }
  }

  return { evaluate, [Symbol.dispose]: free };
}

function checkRows({ values, rowCount, stride, labels, weights }: LabelledRows): void {
  if (stride % 16 !== 0) throw new MillraceError('INTERNAL', `the stride is ${stride}, not a multiple of 16`);
  requireLength(values, rowCount * stride, 'values');
  requireLength(labels, rowCount, 'labels');
  if (weights) requireLength(weights, rowCount, 'weights');
}

/** Rows of the largest tile whose buffers and dispatch the device takes, a multiple of ROWS_PER_WORKGROUP. */
function largestTile(gpu: Gpu, stride: number): number {
  const bytesPerRow = Math.max(stride * 4, 8);
  const groups = Math.min(
    Math.floor(gpu.info.maxBindingBytes / (bytesPerRow * ROWS_PER_WORKGROUP)),
    gpu.device.limits.maxComputeWorkgroupsPerDimension,
  );
  if (groups > 0) return groups * ROWS_PER_WORKGROUP;
  throw new MillraceError(
    'KERNEL_UNSUPPORTED',
    `rows of ${stride} columns are too wide for the GPU '${gpu.info.name}', which binds ${gpu.info.maxBindingBytes} bytes`,
    { remedy: 'use fewer columns, or the CPU' },
  );
}

function* cut(rowCount: number, tileRows: number): Generator<Tile> {
  for (let begin = 0; begin < rowCount; begin += tileRows) {
    const count = Math.min(tileRows, rowCount - begin);
    yield { begin, rowCount: count, groups: Math.ceil(count / ROWS_PER_WORKGROUP) };
  }
}

/** Copies a tile's rows to the device in slices, with the event loop free in between. */
async function upload(gpu: Gpu, rows: LabelledRows, tile: TileOnGpu): Promise<void> {
  const { values, labels, weights, stride } = rows;
  const { queue } = gpu.device;
  const sliceRows = Math.max(1, Math.floor(UPLOAD_BYTES / Math.max(stride * 4, 8)));
  for (let at = 0; at < tile.rowCount; at += sliceRows) {
    const count = Math.min(sliceRows, tile.rowCount - at);
    const from = tile.begin + at;
    // They may have been transferred away since the last slice.
    requirePlainBuffer(values, 'values');
    requirePlainBuffer(labels, 'labels');
    if (weights) requirePlainBuffer(weights, 'weights');
    const targets = new Float32Array(count * 2);
    for (let row = 0; row < count; row++) {
      targets[row * 2] = labels[from + row]!;
      targets[row * 2 + 1] = weights ? weights[from + row]! : 1;
    }
    await gpu.issue(() => {
      queue.writeBuffer(tile.targets, at * 8, targets);
      if (stride > 0) queue.writeBuffer(tile.values, at * stride * 4, values, from * stride, count * stride);
    });
  }
}

// partials: f32[count][stride + 4]: the gradient, then loss and intercept's gradient
function addPartials(partials: Float32Array, count: number, stride: number) {
  const gradient = new Float64Array(stride);
  let loss = 0;
  let interceptGradient = 0;
  for (let group = 0; group < count; group++) {
    const from = group * (stride + 4);
    for (let column = 0; column < stride; column++) gradient[column]! += partials[from + column]!;
    loss += partials[from + stride]!;
    interceptGradient += partials[from + stride + 1]!;
  }
  return { loss, gradient, interceptGradient };
}
