import { rmSync } from 'node:fs';
import path from 'node:path';
import { writeOrders } from '../data/made/orders.ts';
import { type Answer, startContender } from '../harness/contender.ts';
import { describeMachine } from '../harness/machine.ts';
import { BenchError, type BenchResult, type Result, type Task, type TaskOptions } from '../harness/result.ts';
import { withScratch } from '../harness/scratch.ts';

const GIGABYTES = [1, 4, 16];
const TEST_BYTES = 3e6;
/** The most memory that a process may have resident, DuckDB's included: 1.5 GiB. */
const MOST_RSS = 1.5 * 2 ** 30;
/** Orders are drawn so that most of what can be known of them is learnt early. */
const LEAST_AUC = 0.65;

/** Files of growing size, each profiled and learnt from in a process of its own: time grows with the file, memory does not. */
export const outOfCore: Task = {
  name: 'out-of-core',
  summary:
    'profile, clean, scale, one-hot, hash and train an online linear model on CSV files of --gb 1,4,16 gigabytes',
  run: (options) => withScratch((folder) => runIn(folder, options)),
};

async function runIn(folder: string, options: TaskOptions): Promise<BenchResult> {
  const machine = describeMachine();
  const { threads, seed } = options;
  const sizes = [...(options.gb ?? GIGABYTES)].sort((a, b) => a - b);
  const test = path.join(folder, 'test.csv');
  await writeOrders(test, TEST_BYTES, seed + 1);
  const results: Result[] = [];
  for (const size of sizes) {
    const file = path.join(folder, `orders-${size}.csv`);
    await writeOrders(file, size * 1e9, seed);
    results.push(await learnFrom(file, test, size, threads));
    rmSync(file); // only one of them is on the disk at a time
  }
  return {
    task: 'out-of-core',
    rows: results.at(-1)!.quality.rows!,
    threads,
    seed,
    data: `made: orders as CSV, ${sizes.join(', ')} GB`,
    machine,
    results,
    ratios: {},
    ...(sizes.length > 1 && { growth: growthOf(results) }),
    missing: {},
  };
}

/** @throws BenchError when it takes too much memory, or learns nothing */
async function learnFrom(file: string, test: string, size: number, threads: number): Promise<Result> {
  const name = `millrace, ${size} GB`;
  const contender = await startContender({ name, script: 'ours/out-of-core.ts', threads, setting: {} });
  try {
    const answer = (await contender.run({ file, test })) as Answer & Pick<Result, 'quality'>;
    const { seconds, peakRssBytes, quality } = answer;
    if (peakRssBytes > MOST_RSS) {
      throw new BenchError(`${name} had ${(peakRssBytes / 2 ** 30).toFixed(2)} GiB resident; 1.5 are allowed`);
    }
    if (!(quality.rocAuc! >= LEAST_AUC)) throw new BenchError(`${name} learnt little: AUC ${quality.rocAuc}`);
    return { name, version: contender.version, seconds: [seconds], median: seconds, peakRssBytes, quality };
  } finally {
    contender.close();
  }
}

/** The slope of log time over log rows, by least squares: 1 when time grows as the rows do. */
function growthOf(results: readonly Result[]): number {
  const points = results.map(({ median, quality }) => [Math.log(quality.rows!), Math.log(median)] as const);
  const mean = (i: 0 | 1) => points.reduce((sum, point) => sum + point[i], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const products = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return products / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
