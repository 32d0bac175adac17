import { Bench } from 'tinybench';
import { VERSION } from '../../src/core/version.ts';
import { KERNELS, type Kernel } from '../../src/engine/kernels.ts';
import { describeMachine } from '../harness/machine.ts';
import type { BenchResult, Task, TaskOptions } from '../harness/result.ts';
import { median } from '../harness/rounds.ts';

/** The ways to run one kernel, on the same rows; their answers agree. */
export interface KernelWays {
  readonly rowCount: number;
  /** What one evaluation reads. */
  readonly bytes: number;
  readonly ways: readonly {
    readonly name: string;
    readonly run: () => void | Promise<void>;
    readonly quality: Readonly<Record<string, number>>;
  }[];
  readonly missing: Readonly<Record<string, string>>;
}

/** What bench/kernels/<id>.ts exports as `benchmark`. @throws BenchError when the answers differ */
export type KernelBenchmark = (rows: number | undefined, seed: number) => Promise<KernelWays>;

/** Evaluations of each way. */
const ITERATIONS = 50;

/** One task for each kernel with a benchmark, named `kernel:<id>`. */
export const kernelTasks: readonly Task[] = Object.entries<Kernel>(KERNELS)
  .filter(([, kernel]) => kernel.benchmark === true)
  .map(([id, kernel]) => ({
    name: `kernel:${id}`,
    summary: kernel.meaning,
    run: (options) => runKernel(id, options),
  }));

async function runKernel(id: string, { rows, seed }: TaskOptions): Promise<BenchResult> {
  const machine = describeMachine();
  const { benchmark } = (await import(`../kernels/${id}.ts`)) as { benchmark: KernelBenchmark };
  const { rowCount, bytes, ways, missing } = await benchmark(rows, seed);
  const bench = new Bench({ time: 0, iterations: ITERATIONS, warmupTime: 0, warmupIterations: 5, retainSamples: true });
  for (const { name, run } of ways) bench.add(name, run);
  await bench.run();
  const results = bench.tasks.map(({ name, result }, i) => {
    if (result.state !== 'completed') throw new Error(`${name}: ${result.state}`);
    const seconds = result.latency.samples!.map((milliseconds) => milliseconds / 1000);
    const quality = { ...ways[i]!.quality, bytes };
    // Node's own unit is KiB.
    const peakRssBytes = process.resourceUsage().maxRSS * 1024;
    return { name, version: VERSION, seconds, median: median(seconds), peakRssBytes, quality };
  });
  const best = results.find(({ name }) => name === `millrace ${machine.isa}`) ?? results[0]!;
  const others = results.filter((result) => result !== best);
  return {
    task: `kernel:${id}`,
    rows: rowCount,
    threads: 1,
    seed,
    data: `made: ${(bytes / 1e6).toFixed(1)} MB of values`,
    machine,
    results: [best, ...others],
    ratios: Object.fromEntries(others.map((other) => [other.name, other.median / best.median])),
    missing,
  };
}
