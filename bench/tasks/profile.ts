import path from 'node:path';
import { GENERATORS, writeMade } from '../data/made/index.ts';
import type { Answer, ContenderPlan } from '../harness/contender.ts';
import { startField, toResult } from '../harness/field.ts';
import { describeMachine } from '../harness/machine.ts';
import { BenchError, type BenchResult, type Task, type TaskOptions } from '../harness/result.ts';
import { interleave, pairwiseRatio } from '../harness/rounds.ts';
import { withScratch } from '../harness/scratch.ts';

const DEFAULT_ROWS = 1_000_000;
const FULL = 'millrace';
const ALONE = 'millrace, columns alone';
/** Looks at columns alone, and is compared with our full profile all the same: that is the harder one. */
const YDATA = 'ydata-profiling minimal';
const MOMENT_TOLERANCE = 1e-6;
/** pandas takes moments of float32 columns in float32, those of third and fourth powers too. */
const FLOAT32_TOLERANCE = 1e-3;
/** Of the range between the first and the last hundredth: sampled quantiles are off by far less than that in rank. */
const QUANTILE_TOLERANCE = 0.02;
/** Standard errors that an estimate of different values may be off. */
const DISTINCT_ERRORS = 4;

/** What every contender finds of a column. Missing numbers are null. */
interface ColumnAnswer {
  readonly missing: number;
  readonly distinct: number;
  /** Ours: the relative standard error of `distinct`; 0 when exact. */
  readonly distinctError?: number;
  readonly top: readonly (readonly [string, number])[] | null;
  readonly mean?: number;
  readonly std?: number;
  readonly skew?: number;
  readonly kurtosis?: number;
  readonly min?: number;
  readonly max?: number;
  readonly zeros?: number;
  readonly negatives?: number;
  /** p1, p5, p25, p50, p75, p95, p99; null where it is not computed. */
  readonly quantiles?: readonly (number | null)[];
  readonly quantilesExact?: boolean;
  /** Of `utf8`: the mean length in characters. */
  readonly length?: number;
}

interface ProfileAnswer extends Answer {
  readonly rows: number;
  readonly repeated?: number;
  readonly columns: Readonly<Record<string, ColumnAnswer>>;
}

/**
 * A file to what is in it, read and profiled. In full, ours also finds repeated rows, missing patterns, associations and
 * changes over time; polars is asked for repeated rows alone of these. Each column alone is the same work for all three.
 */
export const profile: Task = {
  name: 'profile',
  summary: 'a Parquet or CSV file to its profile, in full and each column alone; --data FILE takes any',
  run: (options) => withScratch((folder) => runIn(folder, options)),
};

async function runIn(folder: string, options: TaskOptions): Promise<BenchResult> {
  const machine = describeMachine();
  const { threads, seed, data, allowMissing } = options;
  const made = options.rows ?? DEFAULT_ROWS;
  const input = data ?? path.join(folder, 'rows.parquet');
  if (data === undefined) await writeMade(input, GENERATORS.mixed!, 0, made, seed);
  const plan = (name: string, script: string, detail: 'all' | 'columns'): ContenderPlan => ({
    name,
    script,
    threads,
    setting: { input, detail },
  });
  const peers = [
    plan('polars', 'peers/polars_profile.py', 'all'),
    plan(ALONE, 'ours/profile.ts', 'columns'),
    plan('polars, columns alone', 'peers/polars_profile.py', 'columns'),
    { ...plan(YDATA, 'peers/ydata_profile.py', 'columns'), environment: '.venv-ydata' as const },
  ];
  const field = await startField(plan(FULL, 'ours/profile.ts', 'all'), peers, allowMissing);
  try {
    const timings = await interleave(field.all, () => ({}));
    const answersOf = (name: string) => timings.find(({ contender }) => contender.name === name)!.answers;
    const answer = answersOf(FULL)[0] as ProfileAnswer;
    const others = timings.filter(({ contender }) => contender.name !== FULL);
    for (const { contender, answers } of others) expectAgreement(contender.name, answer, answers[0] as ProfileAnswer);
    const against = (name: string) => (name === 'polars, columns alone' ? ALONE : FULL);
    return {
      task: 'profile',
      rows: answer.rows,
      threads,
      seed,
      data: data ?? `made: ${made} departures as Parquet`,
      machine,
      results: timings.map((timing) =>
        toResult(timing, { rows: answer.rows, columns: Object.keys(answer.columns).length }),
      ),
      ratios: Object.fromEntries(
        others
          .filter(({ contender }) => contender.name !== ALONE)
          .map(({ contender: { name }, answers }) => [name, pairwiseRatio(answers, answersOf(against(name)))]),
      ),
      missing: field.missing,
    };
  } finally {
    field.close();
  }
}

function expectAgreement(name: string, ours: ProfileAnswer, theirs: ProfileAnswer): void {
  const expect = (holds: boolean, what: string, a: unknown, b: unknown) => {
    if (!holds) throw new BenchError(`${name} finds another ${what}: ${JSON.stringify(b)}, ours ${JSON.stringify(a)}`);
  };
  expect(ours.rows === theirs.rows, 'number of rows', ours.rows, theirs.rows);
  if (theirs.repeated !== undefined) {
    expect(ours.repeated === theirs.repeated, 'number of repeated rows', ours.repeated, theirs.repeated);
  }
  const tolerance = name === YDATA ? FLOAT32_TOLERANCE : MOMENT_TOLERANCE;
  for (const [column, own] of Object.entries(ours.columns)) {
    const other = theirs.columns[column]!;
    const error = DISTINCT_ERRORS * (own.distinctError ?? 0) * other.distinct;
    expect(Math.abs(own.distinct - other.distinct) <= error, `distinct of '${column}'`, own.distinct, other.distinct);
    expect(own.missing === other.missing, `missing of '${column}'`, own.missing, other.missing);
    // ydata-profiling takes some numbers for categories, and texts for dates: what it then leaves out is not compared.
    const isLeftOut = (key: keyof ColumnAnswer) => name === YDATA && other[key] === undefined;
    for (const key of ['zeros', 'negatives', 'min', 'max'] as const) {
      if (!isLeftOut(key)) expect(own[key] === other[key], `${key} of '${column}'`, own[key], other[key]);
    }
    for (const key of ['mean', 'std', 'skew', 'kurtosis', 'length'] as const) {
      if (isLeftOut(key)) continue;
      const [a = 0, b = 0] = [own[key], other[key]];
      expect(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${key} of '${column}'`, a, b);
    }
    if (own.top !== null) {
      const counts = (top: ColumnAnswer['top']) => (top ?? []).map(([, count]) => count);
      const [a, b] = [counts(own.top), counts(other.top)];
      expect(JSON.stringify(a) === JSON.stringify(b), `top counts of '${column}'`, a, b);
    }
    const known = (other.quantiles ?? []).filter((quantile) => quantile !== null);
    const range = known.length === 0 ? 0 : Math.max(...known) - Math.min(...known);
    const most = own.quantilesExact ? tolerance * Math.max(1, range) : QUANTILE_TOLERANCE * range;
    for (const [i, quantile] of (other.quantiles ?? []).entries()) {
      if (quantile === null) continue;
      const mine = own.quantiles![i]!;
      expect(Math.abs(mine - quantile) <= most, `quantile of '${column}'`, mine, quantile);
    }
  }
}
