import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { BenchError } from './result.ts';

const root = path.join(import.meta.dirname, '../..');
/** The interpreter of an environment of `npm run bench:setup`; of the usual one another may be named. */
function pythonOf(environment: '.venv' | '.venv-ydata'): string {
  const named = process.env.MILLRACE_PEERS_PYTHON;
  if (environment === '.venv' && named !== undefined) return named;
  const inside = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
  return path.join(root, 'bench/peers', environment, inside);
}

/** What a contender answers to one request: its own time, its memory so far, and what the request asked for. */
export interface Answer {
  readonly seconds: number;
  readonly peakRssBytes: number;
}

export interface ContenderPlan {
  /** As `Result.name`. */
  readonly name: string;
  /** A TypeScript file in bench/ours, or a Python file in bench/peers. */
  readonly script: string;
  /** Of a peer: the folder of its Python environment in bench/peers. Default `.venv`. */
  readonly environment?: '.venv-ydata' | undefined;
  readonly threads: number;
  /** Given to the script when it starts: which input to load, for one. */
  readonly setting: Readonly<Record<string, unknown>>;
}

/**
 * A library in a process of its own, input loaded: each request is one run, timed inside. Requests and answers are
 * lines of JSON on its standard input and output.
 */
export interface Contender {
  readonly name: string;
  readonly version: string;
  run(request: Readonly<Record<string, unknown>>): Promise<Answer>;
  close(): void;
}

/** A peer that is not installed here. */
export class PeerMissing extends BenchError {}

/** Starts a contender and waits until it has loaded its input. @throws PeerMissing; BenchError when it fails */
export async function startContender(plan: ContenderPlan): Promise<Contender> {
  const { name, script, environment = '.venv', threads, setting } = plan;
  const python = pythonOf(environment);
  const isPeer = script.endsWith('.py');
  if (isPeer && !existsSync(python)) throw new PeerMissing(`${name} is not installed: run 'npm run bench:setup'`);
  const file = path.join(root, 'bench', script);
  const [command, args] = isPeer ? [python, [file]] : [process.execPath, ['--import', 'tsx', file]];
  const child = spawn(command, [...args, JSON.stringify({ ...setting, threads })], {
    cwd: root,
    env: { ...process.env, ...threadLimits(threads) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // Writing to a process that has ended is told by `lines` below.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next();
    if (done) throw new BenchError(`${name} ended without an answer`);
    const reply = JSON.parse(value) as Record<string, unknown>;
    if (typeof reply.missing === 'string') throw new PeerMissing(`${name} can't be run: ${reply.missing}`);
    if (typeof reply.error === 'string') throw new BenchError(`${name} failed: ${reply.error}`);
    return reply;
  };
  const { version } = (await answer()) as { version: string };
  return {
    name,
    version,
    async run(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return (await answer()) as unknown as Answer;
    },
    close: () => child.stdin.end(),
  };
}

/** Every threading library a peer may load, held to the same number. */
function threadLimits(threads: number): Record<string, string> {
  const names = ['OMP', 'OPENBLAS', 'MKL', 'BLIS', 'NUMEXPR'].map((name) => `${name}_NUM_THREADS`);
  names.push('VECLIB_MAXIMUM_THREADS', 'POLARS_MAX_THREADS', 'LOKY_MAX_CPU_COUNT');
  return Object.fromEntries(names.map((name) => [name, `${threads}`]));
}
