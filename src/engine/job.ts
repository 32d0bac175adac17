import { MillraceError } from '../core/errors.ts';
import { toMillraceError } from './fault.ts';
import type { JobOptions } from './native/addon.ts';
import { addon } from './native/load.ts';

/** What every long call takes. */
export interface RunOptions {
  /** Stops the work within 100 ms; the promise rejects with code ABORTED. */
  readonly signal?: AbortSignal | undefined;
  /** Threads of the engine to use. Default: one for each processor. Changes the time, never the result. */
  readonly threads?: number | undefined;
}

/** @throws MillraceError ABORTED when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new MillraceError('ABORTED', 'the operation was stopped', { cause: signal.reason });
  }
}

/** Starts one job of the engine and cancels it when the signal fires. */
export async function runJob<T>(options: RunOptions, start: (job: JobOptions) => Promise<T>): Promise<T> {
  const { signal, threads } = options;
  throwIfAborted(signal);
  const engine = addon();
  const token = engine.cancelToken();
  const stop = () => engine.cancel(token);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await start({ token, threads });
  } catch (error) {
    throw toMillraceError(error);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
