// One evaluation by each instruction set on one thread and by the GPU, rows already in place.
import { randomStream } from '../../src/core/random.ts';
import { describeGpu } from '../../src/engine/device.ts';
import { INSTRUCTION_SETS, logisticGradientDense } from '../../src/engine/native/kernels.ts';
import { openGpu } from '../../src/engine/webgpu/gpu.ts';
import { uploadLogisticRows } from '../../src/engine/webgpu/logistic_gradient_dense.ts';
import { BenchError } from '../harness/result.ts';
import type { KernelBenchmark, KernelWays } from '../tasks/kernel.ts';

const DEFAULT_ROWS = 200_000;
const COLUMNS = 40;
/** float32 against float64: the bound that the parity test derives is below this share of the loss here. */
const GPU_TOLERANCE = 1e-4;

export const benchmark: KernelBenchmark = async (given, seed) => {
  const rowCount = given ?? DEFAULT_ROWS;
  const stride = Math.ceil(COLUMNS / 16) * 16;
  const random = randomStream(seed, 'bench');
  const bits = new Uint32Array(rowCount * stride);
  random.fill(bits, 0);
  const values = Float32Array.from(bits, (word, i) => (i % stride < COLUMNS ? word / 2 ** 31 - 1 : 0));
  const labels = Float64Array.from({ length: rowCount }, (_, row) => bits[row * stride]! & 1);
  const coefficients = Float64Array.from({ length: stride }, (_, column) => (column < COLUMNS ? (column % 7) / 10 : 0));

  const ways: KernelWays['ways'][number][] = [];
  const missing: Record<string, string> = {};
  const evaluate = (isa: (typeof INSTRUCTION_SETS)[number]) =>
    logisticGradientDense(values, rowCount, stride, labels, null, coefficients, 0, isa);
  const expected = evaluate('baseline').loss;
  for (const isa of INSTRUCTION_SETS) {
    try {
      // The same bits on every instruction set.
      expectLoss(isa, evaluate(isa).loss, expected, 0);
      ways.push({ name: `millrace ${isa}`, run: () => void evaluate(isa), quality: { loss: expected } });
    } catch (error) {
      if (error instanceof BenchError) throw error;
      missing[`millrace ${isa}`] = (error as Error).message;
    }
  }
  const found = await describeGpu();
  if ('gpu' in found) {
    const onGpu = await uploadLogisticRows(await openGpu(), { values, rowCount, stride, labels, weights: null });
    const { loss } = await onGpu.evaluate(coefficients, 0);
    const name = `millrace webgpu, ${found.gpu.name}${found.gpu.software ? ' (software: its speed says nothing)' : ''}`;
    expectLoss(name, loss, expected, GPU_TOLERANCE);
    const run = async () => void (await onGpu.evaluate(coefficients, 0));
    ways.push({ name, run, quality: { loss } });
  } else {
    missing['millrace webgpu'] = found.unavailable.message;
  }
  return { rowCount, bytes: values.byteLength, ways, missing };
};

function expectLoss(name: string, loss: number, expected: number, tolerance: number): void {
  if (!(Math.abs(loss - expected) <= tolerance * expected)) {
    throw new BenchError(`${name} gives the loss ${loss}, the baseline ${expected}`);
  }
}
