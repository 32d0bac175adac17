import { isErrorCode, MillraceError } from '../core/errors.ts';

/** An error of the native engine as a MillraceError; any other error as it is. */
export function toMillraceError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof MillraceError) return error;
  const { code, remedy } = error as Error & { code?: unknown; remedy?: unknown };
  if (typeof code !== 'string' || !isErrorCode(code)) return error;
  return new MillraceError(code, error.message, {
    remedy: typeof remedy === 'string' ? remedy : undefined,
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
