import type { GeneratorName } from '../data/made/index.ts';
import type { Machine } from './machine.ts';

/** What a task takes from the command line. */
export interface TaskOptions {
  /** Rows to make, or to take from `data`; undefined for the task's default, or for all of `data`. */
  readonly rows: number | undefined;
  readonly data: string | undefined;
  readonly target: string | undefined;
  readonly threads: number;
  readonly seed: number;
  /** Tasks of trees: which made rows, instead of the task's own. */
  readonly generator?: GeneratorName | undefined;
  /** Tasks of trees: the most leaves of a tree, instead of the task's own. */
  readonly leaves?: number | undefined;
  /** Tasks of trees: trees to grow, instead of the task's own. */
  readonly trees?: number | undefined;
  /** `out-of-core`: gigabytes of the files, instead of the task's own. */
  readonly gb?: readonly number[] | undefined;
  /** Go on without the peers that can't be run here. */
  readonly allowMissing: boolean;
}

/** One library's way to do the task. */
export interface Result {
  /** The library first: `scikit-learn lbfgs, text C=1`. */
  readonly name: string;
  readonly version: string;
  /** Wall-clock time of each round. */
  readonly seconds: readonly number[];
  readonly median: number;
  /** The most memory its process ever had resident, input and runtime included. */
  readonly peakRssBytes: number;
  /** What was computed, in numbers: how the answers agree. */
  readonly quality: Readonly<Record<string, number>>;
}

/** What `--json` holds. */
export interface BenchResult {
  readonly task: string;
  /** Rows of the input: documents, for text. */
  readonly rows: number;
  readonly threads: number;
  readonly seed: number;
  readonly data: string;
  readonly machine: Machine;
  readonly results: readonly Result[];
  /** For each peer the median, over the rounds, of its time divided by ours in the same round: above 1 we are faster. */
  readonly ratios: Readonly<Record<string, number>>;
  /** With several threads: our time on one thread divided by that on all, and the peers against our one thread. */
  readonly oneThread?: { readonly speedUp: number; readonly ratios: Readonly<Record<string, number>> };
  /** Of one input in several sizes: the exponent of rows by which the time grows; 1 is in proportion. */
  readonly growth?: number;
  /** Peers that could not be run, with the reason. */
  readonly missing: Readonly<Record<string, string>>;
}

export interface Task {
  readonly name: string;
  readonly summary: string;
  run(options: TaskOptions): Promise<BenchResult>;
}

/** The benchmark itself can't be done or its answers disagree: exit code 1. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}
