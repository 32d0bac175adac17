import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { GENERATORS, writeMade } from '../data/made/index.ts';
import type { Contender, ContenderPlan } from '../harness/contender.ts';
import { startField } from '../harness/field.ts';
import { describeMachine } from '../harness/machine.ts';
import { expectSameMatrix, matrixQuality, readMatrix, type SavedMatrix } from '../harness/matrices.ts';
import type { BenchResult, Task, TaskOptions } from '../harness/result.ts';
import { withScratch } from '../harness/scratch.ts';
import { Sections } from '../harness/sections.ts';

const ROWS = 1_000_000;
/** Means and deviations are summed in another order, in float32 by some. */
const TOLERANCE = 1e-4;

/** Ten numbers, imputed and scaled, and ten categories, one-hot: a table in memory to a matrix. */
export const features: Task = {
  name: 'features',
  summary: 'imputer, scaler and one-hot encoder on 1M × 20 mixed columns in memory: fit_transform, and transform alone',
  run: (options) => withScratch((folder) => runIn(folder, options)),
};

async function runIn(folder: string, options: TaskOptions): Promise<BenchResult> {
  const machine = describeMachine();
  const { threads, seed, rows = ROWS, allowMissing } = options;
  const { tabular } = GENERATORS;
  const input = path.join(folder, 'table.arrow');
  await writeMade(input, tabular, 0, rows, seed);
  const named = (type: string) => tabular.fields.filter((field) => field.type === type).map(({ name }) => name);
  const setting = { input, numbers: named('float32'), categories: named('utf8') };
  const ours: ContenderPlan = { name: 'millrace', script: 'ours/features.ts', threads, setting };
  const single = { ...ours, name: 'millrace, 1 thread', threads: 1 };
  const peers = ['pandas', 'polars'].map((frame) => ({
    name: `scikit-learn on ${frame}`,
    script: 'peers/sklearn_features.py',
    threads,
    setting: { ...setting, frame },
  }));
  const field = await startField(ours, threads > 1 ? [single, ...peers] : peers, allowMissing);
  try {
    const sections = new Sections(field);
    for (const fits of [true, false]) {
      const qualities = await answersOf(field.all, folder, fits, rows);
      const label = fits ? 'fit_transform' : 'transform';
      await sections.time(label, { fits }, ({ name }) => qualities.get(name)!, single.name);
    }
    const { results, ratios, oneThread } = sections;
    const data = 'made: 10 numbers with missing values, 10 categories of 2 to 80 values';
    return {
      task: 'features',
      rows,
      threads,
      seed,
      data,
      machine,
      results,
      ratios,
      ...(oneThread && { oneThread }),
      missing: field.missing,
    };
  } finally {
    field.close();
  }
}

/** One run of everybody that is not timed. @throws BenchError when they do not make the same matrix */
async function answersOf(all: readonly Contender[], folder: string, fits: boolean, rows: number) {
  const qualities = new Map<string, Readonly<Record<string, number>>>();
  let first: SavedMatrix | undefined;
  for (const contender of all) {
    const save = path.join(folder, 'matrix');
    mkdirSync(save, { recursive: true });
    await contender.run({ fits, save });
    const matrix = readMatrix(save, true);
    first ??= matrix;
    expectSameMatrix(contender.name, matrix, first, TOLERANCE);
    qualities.set(contender.name, matrixQuality(matrix, rows));
  }
  return qualities;
}
