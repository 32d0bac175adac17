import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { isNumericType } from '../../src/core/column.ts';
import { read } from '../../src/source/read.ts';
import { GENERATORS, writeMade } from '../data/made/index.ts';
import type { Contender, ContenderPlan } from '../harness/contender.ts';
import { startField } from '../harness/field.ts';
import { describeMachine } from '../harness/machine.ts';
import { expectSameMatrix, matrixQuality, readMatrix, type SavedMatrix } from '../harness/matrices.ts';
import { BenchError, type BenchResult, type Task, type TaskOptions } from '../harness/result.ts';
import { withScratch } from '../harness/scratch.ts';
import { Sections } from '../harness/sections.ts';

const ROWS = 1_000_000;
const FLOOR = 'DuckDB sums';

/** A file of numbers to a float32 matrix, rows side by side. */
export const ingest: Task = {
  name: 'ingest',
  summary: '1M × 28 numbers in CSV and in Parquet to a float32 matrix; --data FILE takes its number columns',
  run: (options) => withScratch((folder) => runIn(folder, options)),
};

interface Input {
  readonly files: ReadonlyMap<string, string>;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly data: string;
}

async function runIn(folder: string, options: TaskOptions): Promise<BenchResult> {
  const machine = describeMachine();
  const { threads, seed, allowMissing } = options;
  const { files, columns, rows, data } = await inputOf(folder, options);
  const plan = (name: string, script: string, many = threads): ContenderPlan => ({
    name,
    script,
    threads: many,
    setting: { columns },
  });
  const single = plan('millrace, 1 thread', 'ours/ingest.ts', 1);
  const peers = [
    plan(FLOOR, 'ours/duckdb-aggregate.ts'),
    plan('polars', 'peers/polars_ingest.py'),
    plan('pandas', 'peers/pandas_ingest.py'),
  ];
  const field = await startField(
    plan('millrace', 'ours/ingest.ts'),
    threads > 1 ? [single, ...peers] : peers,
    allowMissing,
  );
  try {
    const sections = new Sections(field);
    for (const [label, file] of files) {
      const qualities = await answersOf(field.all, folder, file, rows);
      await sections.time(label, { file }, ({ name }) => qualities.get(name)!, single.name);
    }
    const { results, ratios, oneThread } = sections;
    return {
      task: 'ingest',
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

async function inputOf(folder: string, { data, rows = ROWS, seed }: TaskOptions): Promise<Input> {
  if (data !== undefined) {
    const source = await read(data);
    const columns = source.schema.fields.filter(({ type }) => isNumericType(type)).map(({ name }) => name);
    if (columns.length === 0) throw new BenchError(`'${data}' has no column of numbers`);
    let count = 0;
    for await (const batch of source.scan({ columns: [columns[0]!] })) count += batch.length;
    return { files: new Map([[path.extname(data).slice(1), data]]), columns, rows: count, data };
  }
  const { dense } = GENERATORS;
  const files = new Map(
    ['CSV', 'Parquet'].map((format) => [format, path.join(folder, `rows.${format.toLowerCase()}`)]),
  );
  for (const file of files.values()) await writeMade(file, dense, 0, rows, seed);
  return {
    files,
    columns: dense.fields.filter(({ type }) => type === 'float32').map(({ name }) => name),
    rows,
    data: 'made: 28 numbers in the manner of the HIGGS data',
  };
}

/** One run of everybody that is not timed. @throws BenchError when they do not read the same float32 values */
async function answersOf(all: readonly Contender[], folder: string, file: string, rows: number) {
  const qualities = new Map<string, Readonly<Record<string, number>>>();
  let first: SavedMatrix | undefined;
  for (const contender of all) {
    const save = path.join(folder, 'matrix');
    mkdirSync(save, { recursive: true });
    const answer = await contender.run({ file, save });
    if (contender.name === FLOOR) {
      qualities.set(contender.name, { rows, valueSum: (answer as { sum?: number }).sum ?? Number.NaN });
      continue;
    }
    const matrix = readMatrix(save, false);
    first ??= matrix;
    expectSameMatrix(contender.name, matrix, first, 0);
    qualities.set(contender.name, matrixQuality(matrix, rows));
  }
  return qualities;
}
