import { type Contender, type ContenderPlan, PeerMissing, startContender } from './contender.ts';
import { BenchError, type Result } from './result.ts';
import { median, type Timing } from './rounds.ts';

/** Those that take part, ours first. */
export interface Field {
  readonly ours: Contender;
  readonly peers: readonly Contender[];
  readonly all: readonly Contender[];
  /** Peers that can't be run here, with the reason. */
  readonly missing: Readonly<Record<string, string>>;
  close(): void;
}

/** Starts ours and its peers. @throws BenchError when a peer is missing and that is not allowed */
export async function startField(
  ours: ContenderPlan,
  peers: readonly ContenderPlan[],
  allowMissing: boolean,
): Promise<Field> {
  const all: Contender[] = [];
  const missing: Record<string, string> = {};
  const close = () => {
    for (const contender of all) contender.close();
  };
  try {
    const first = await startContender(ours);
    all.push(first);
    for (const plan of peers) {
      try {
        all.push(await startContender(plan));
      } catch (error) {
        if (!(error instanceof PeerMissing)) throw error;
        if (!allowMissing) throw new BenchError(`${error.message}, or pass --allow-missing`);
        missing[plan.name] = error.message;
      }
    }
    return { ours: first, peers: all.slice(1), all, missing, close };
  } catch (error) {
    close();
    throw error;
  }
}

export function toResult({ contender, answers }: Timing, quality: Readonly<Record<string, number>>): Result {
  const seconds = answers.map((answer) => answer.seconds);
  return {
    name: contender.name,
    version: contender.version,
    seconds,
    median: median(seconds),
    peakRssBytes: Math.max(...answers.map((answer) => answer.peakRssBytes)),
    quality,
  };
}
