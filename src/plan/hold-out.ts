import type { Source } from '../source/source.ts';
import type { SplitSummary } from '../source/split.ts';
import type { PlanReason } from './plan-reason.ts';
import { type SplitChoice, splitOptions } from './split-choice.ts';

/** The rows to train on and those to measure with. */
export interface HeldOut {
  readonly train: Source;
  readonly test: Source | undefined;
  readonly reason: PlanReason;
  readonly split: {
    /** In words. */
    readonly kind: string;
    /** The column that rows were held out by, if it was by time. */
    readonly time: string | undefined;
    readonly summary: SplitSummary | undefined;
  };
}

export interface HoldOutRequest {
  /** A share, other rows, or nothing. */
  readonly test: number | Source | 'none';
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
}

/** @throws MillraceError ROWS_TOO_FEW, VALUE_MISSING, ABORTED */
export async function holdOut(
  source: Source,
  target: string,
  choice: SplitChoice,
  { test, seed, signal }: HoldOutRequest,
): Promise<HeldOut> {
  if (test === 'none') {
    return {
      train: source,
      test: undefined,
      reason: { step: 'Hold out nothing', columns: [], reason: 'it was asked for: the model can not be measured' },
      split: { kind: 'none', time: undefined, summary: undefined },
    };
  }
  if (typeof test === 'object') {
    return {
      train: source,
      test,
      reason: { step: `Test on ${test.name}`, columns: [], reason: 'it was asked for; all other rows train' },
      split: { kind: `a file of its own (${test.name})`, time: undefined, summary: undefined },
    };
  }
  const { train, test: held, summary } = await source.split({ ...splitOptions(choice, test, target, seed), signal });
  const percent = `${Math.round(test * 1000) / 10} %`;
  return {
    train,
    test: held,
    reason: {
      step: `Hold out ${percent} for the test: ${choice.kind}`,
      columns: choice.column === undefined ? [] : [choice.column],
      reason: withFacts(choice.reason, choice, summary),
    },
    split: {
      kind: `${percent} ${choice.kind}`,
      time: choice.method === 'time' ? choice.column : undefined,
      summary,
    },
  };
}

function withFacts(reason: string, { method }: SplitChoice, { begins, repeatedRowCount }: SplitSummary): string {
  if (method === 'time' && begins !== undefined) {
    return `${reason}; the test begins ${timeText(begins.test)}`;
  }
  return repeatedRowCount > 0 ? `${reason} (${repeatedRowCount} rows repeat others)` : reason;
}

/** A time column counts milliseconds; a number is told as it is. */
function timeText(begin: number): string {
  const time = new Date(begin);
  if (Number.isNaN(time.getTime()) || Math.abs(begin) < 1e9) return `at ${begin}`;
  return time
    .toISOString()
    .replace(/T00:00:00.000Z$|:00.000Z$/, '')
    .replace('T', ' ');
}
