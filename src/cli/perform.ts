import { MillraceError } from '../core/errors.ts';
import { EXIT, exitCodeOf, faultText, jsonFault } from './fault.ts';
import { type Progress, progress } from './output/progress.ts';
import { type Terminal, terminalOf } from './output/terminal.ts';

/** What a command did: for a program, and for a person. */
export interface Outcome {
  readonly json: unknown;
  readonly text: (terminal: Terminal) => string;
}

/** What a command may use while it works. */
export interface Performance {
  /** Fires at Ctrl+C and when the process is asked to end. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/**
 * Does the work of a command and prints its outcome, or what went wrong, to the right place; sets the exit code. With
 * `--json` one document goes to standard output, also for an error.
 */
export async function perform(
  options: { readonly json?: boolean },
  work: (performance: Performance) => Promise<Outcome>,
): Promise<void> {
  const stop = new AbortController();
  const onSignal = () => {
    // Asked a second time: leave at once. What is half-written is aside, never under its final name.
    if (stop.signal.aborted) process.exit(EXIT.aborted);
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const display = options.json ? progress(silent, {}) : progress(process.stderr, { signal: stop.signal });
  try {
    const { json, text } = await work({ signal: stop.signal, progress: display });
    display.finish();
    await print(process.stdout, options.json ? JSON.stringify(json) : text(terminalOf(process.stdout)));
  } catch (error) {
    display.finish();
    await report(stop.signal.aborted ? stopped(error) : error, options.json === true);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

/** Tells what went wrong and sets the exit code. */
export async function report(error: unknown, asJson: boolean): Promise<void> {
  process.exitCode = exitCodeOf(error);
  if (asJson) await print(process.stdout, JSON.stringify(jsonFault(error)));
  else await print(process.stderr, faultText(error, terminalOf(process.stderr)));
}

function stopped(error: unknown): unknown {
  if (error instanceof MillraceError && error.code === 'ABORTED') return error;
  return new MillraceError('ABORTED', 'stopped', { cause: error });
}

function print(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.write(`${text}\n`, () => resolve());
  });
}

const silent = { isTTY: false } as NodeJS.WriteStream;
