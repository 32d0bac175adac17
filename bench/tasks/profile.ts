import path from 'node:path';
import { GENERATORS, writeMade } from '../data/made/index.ts';
import type { Answer, ContenderPlan } from '../harness/contender.ts';
import { startField, toResult } from '../harness/field.ts';
import { describeMachine } from '../harness/machine.ts';
import { BenchError, type BenchResult, type Task, type TaskOptions } from '../harness/result.ts';
import { interleave, pairwiseRatio } from '../harness/rounds.ts';
import { withScratch } from '../harness/scratch.ts';

const DEFAULT_ROWS = 1_000_000;
const MOMENT_TOLERANCE = 1e-6;
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
  /** p1, p5, p25, p50, p75, p95, p99 */
  readonly quantiles?: readonly number[];
  readonly quantilesExact?: boolean;
  /** Of `utf8`: the mean length in characters. */
  readonly length?: number;
}

interface ProfileAnswer extends Answer {
  readonly rows: number;
  readonly repeated: number;
  readonly columns: Readonly<Record<string, ColumnAnswer>>;
}

/** A file to what is in it: the same statistics of each column, and repeated rows. */
export const profile: Task = {
  name: 'profile',
  summary: 'a Parquet or CSV file to its profile; --data FILE takes any',
  run: (options) => withScratch((folder) => runIn(folder, options)),
};

async function runIn(folder: string, options: TaskOptions): Promise<BenchResult> {
  const machine = describeMachine();
  const { threads, seed, data, allowMissing } = options;
  const made = options.rows ?? DEFAULT_ROWS;
  const input = data ?? path.join(folder, 'rows.parquet');
  if (data === undefined) await writeMade(input, GENERATORS.mixed!, 0, made, seed);
  const setting = { input };
  const ours: ContenderPlan = { name: 'millrace', script: 'ours/profile.ts', threads, setting };
  const peers: ContenderPlan[] = [{ name: 'polars', script: 'peers/polars_profile.py', threads, setting }];
  const field = await startField(ours, peers, allowMissing);
  try {
    const timings = await interleave(field.all, () => ({}));
    const [own, ...others] = timings;
    const answer = own!.answers[0] as ProfileAnswer;
    for (const { contender, answers } of others) expectAgreement(contender.name, answer, answers[0] as ProfileAnswer);
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
        others.map(({ contender, answers }) => [contender.name, pairwiseRatio(answers, own!.answers)]),
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
  expect(ours.repeated === theirs.repeated, 'number of repeated rows', ours.repeated, theirs.repeated);
  for (const [column, own] of Object.entries(ours.columns)) {
    const other = theirs.columns[column]!;
    const error = DISTINCT_ERRORS * (own.distinctError ?? 0) * other.distinct;
    expect(Math.abs(own.distinct - other.distinct) <= error, `distinct of '${column}'`, own.distinct, other.distinct);
    for (const key of ['missing', 'zeros', 'negatives', 'min', 'max'] as const) {
      expect(own[key] === other[key], `${key} of '${column}'`, own[key], other[key]);
    }
    for (const key of ['mean', 'std', 'skew', 'kurtosis', 'length'] as const) {
      const [a = 0, b = 0] = [own[key], other[key]];
      expect(Math.abs(a - b) <= MOMENT_TOLERANCE * Math.max(1, Math.abs(b)), `${key} of '${column}'`, a, b);
    }
    if (own.top !== null) {
      const counts = (top: ColumnAnswer['top']) => (top ?? []).map(([, count]) => count);
      const [a, b] = [counts(own.top), counts(other.top)];
      expect(JSON.stringify(a) === JSON.stringify(b), `top counts of '${column}'`, a, b);
    }
    const range = other.quantiles === undefined ? 0 : other.quantiles.at(-1)! - other.quantiles[0]!;
    for (const [i, quantile] of (own.quantiles ?? []).entries()) {
      const most = own.quantilesExact ? MOMENT_TOLERANCE * Math.max(1, range) : QUANTILE_TOLERANCE * range;
      expect(
        Math.abs(quantile - other.quantiles![i]!) <= most,
        `quantile of '${column}'`,
        quantile,
        other.quantiles![i],
      );
    }
  }
}
