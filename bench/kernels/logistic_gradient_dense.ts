// Times one evaluation of `logistic_gradient_dense` by each instruction set on one thread and by the GPU, rows already
// in place: tsx bench/kernels/logistic_gradient_dense.ts [rows] [columns]
import { Bench } from 'tinybench';
import { randomStream } from '../../src/core/random.ts';
import { describeGpu } from '../../src/engine/device.ts';
import { INSTRUCTION_SETS, logisticGradientDense } from '../../src/engine/native/kernels.ts';
import { openGpu } from '../../src/engine/webgpu/gpu.ts';
import { uploadLogisticRows } from '../../src/engine/webgpu/logistic_gradient_dense.ts';

const [rowCount = 200_000, columnCount = 40] = process.argv.slice(2).map(Number);
const stride = Math.ceil(columnCount / 16) * 16;
const random = randomStream(1, 'bench');
const bits = new Uint32Array(rowCount * stride);
random.fill(bits, 0);
const values = Float32Array.from(bits, (word, i) => (i % stride < columnCount ? word / 2 ** 31 - 1 : 0));
const labels = Float64Array.from({ length: rowCount }, (_, row) => bits[row * stride]! & 1);
const coefficients = Float64Array.from({ length: stride }, (_, column) =>
  column < columnCount ? (column % 7) / 10 : 0,
);
const rows = { values, rowCount, stride, labels, weights: null };

const baseline = logisticGradientDense(values, rowCount, stride, labels, null, coefficients, 0, 'baseline');
function expectAgreement(name: string, loss: number, tolerance: number): void {
  if (!(Math.abs(loss - baseline.loss) <= tolerance * baseline.loss)) {
    throw new Error(`${name} gives the loss ${loss}, the baseline ${baseline.loss}`);
  }
}

const bench = new Bench({ time: 2000, warmupTime: 200 });
for (const isa of INSTRUCTION_SETS) {
  const run = () => logisticGradientDense(values, rowCount, stride, labels, null, coefficients, 0, isa);
  try {
    expectAgreement(isa, run().loss, 0);
  } catch (error) {
    console.log(`${isa}: ${(error as Error).message}`);
    continue;
  }
  bench.add(`native, ${isa}`, run);
}
const found = await describeGpu();
if ('gpu' in found) {
  const onGpu = await uploadLogisticRows(await openGpu(), rows);
  // f32 against f64: the bound that the parity test derives is below 1e-4 of the loss here.
  expectAgreement('the GPU', (await onGpu.evaluate(coefficients, 0)).loss, 1e-4);
  bench.add(`webgpu, ${found.gpu.name}${found.gpu.software ? ' (software: its speed says nothing)' : ''}`, async () => {
    await onGpu.evaluate(coefficients, 0);
  });
} else {
  console.log(`webgpu: ${found.unavailable.message}`);
}

await bench.run();
const bytes = values.byteLength;
console.log(`${rowCount} × ${columnCount}, ${(bytes / 2 ** 20).toFixed(1)} MiB of values, a median each:`);
for (const { name, result } of bench.tasks) {
  if (result.state !== 'completed') throw new Error(`${name}: ${result.state}`);
  const seconds = result.latency.p50 / 1000;
  console.log(`  ${name}: ${(seconds * 1e3).toFixed(2)} ms, ${(bytes / seconds / 1e9).toFixed(1)} GB/s`);
}
