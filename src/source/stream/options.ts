import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';

export const SHUFFLE_OPTIONS = z.strictObject({ reshuffleEachPass: z.boolean().optional() });
export const INTERLEAVE_OPTIONS = z.strictObject({ blockRows: z.int().min(1).optional() });
export const BATCH_OPTIONS = z.strictObject({
  columns: z.array(z.string()).optional(),
  signal: z.instanceof(AbortSignal).optional(),
  dropRemainder: z.boolean().optional(),
});

/** @throws MillraceError OPTION_INVALID for what is no whole number from `least` on. */
export function expectWhole(value: number, least: number, what: string): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new MillraceError('OPTION_INVALID', `${what} takes a whole number from ${least}, not ${String(value)}`, {
    value,
    remedy: `give a whole number of at least ${least}`,
  });
}
