import { isErrorCode, MillraceError } from '../core/errors.ts';

/** An error of the native engine as a MillraceError, `row` being the row of its batch; any other error as it is. */
export function toMillraceError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof MillraceError) return error;
  const { code, remedy, row } = error as Error & { code?: unknown; remedy?: unknown; row?: unknown };
  if (typeof code !== 'string' || !isErrorCode(code)) return error;
  return new MillraceError(code, error.message, {
    remedy: typeof remedy === 'string' ? remedy : undefined,
    row: typeof row === 'number' ? row : undefined,
    cause: error,
  });
}

/** Runs a synchronous call into the engine. */
export function inEngine<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw toMillraceError(error);
  }
}
