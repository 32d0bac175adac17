import { MillraceError } from '../core/errors.ts';
import type { Field } from '../core/schema.ts';
import { ancestorsOf } from '../pipeline/training-columns.ts';
import type { Source } from '../source/source.ts';

export interface ColumnRequest {
  readonly weight?: string | undefined;
  readonly group?: string | undefined;
  readonly time?: string | false | undefined;
  readonly features?: readonly string[] | undefined;
  readonly drop?: readonly string[] | undefined;
}

export interface Candidates {
  /** The columns that may be learnt from. */
  readonly fields: readonly Field[];
  /** The target and all that it is computed from. */
  readonly computedFrom: ReadonlySet<string>;
}

/**
 * The columns that may be learnt from: none that the target is computed from, nor weight and group.
 *
 * @throws MillraceError OPTION_INVALID when a feature that was asked for would tell the answer
 */
export function candidatesOf(source: Source, target: string, request: ColumnRequest): Candidates {
  const { weight, group, time, features, drop = [] } = request;
  const computedFrom = ancestorsOf([target], source.derived);
  const leak = features?.find((name) => computedFrom.has(name));
  if (leak !== undefined) {
    throw new MillraceError('OPTION_INVALID', `feature '${leak}' is, or is computed from, what the target is`, {
      column: leak,
      remedy: 'leave it out: it would tell the answer',
    });
  }
  const fields = source.schema.fields.filter(
    ({ name }) =>
      name !== weight &&
      name !== group &&
      !computedFrom.has(name) &&
      !drop.includes(name) &&
      (features === undefined || features.includes(name) || name === time),
  );
  return { fields, computedFrom };
}

/** @throws MillraceError COLUMN_MISSING for a name that is no column */
export function checkNames(source: Source, { weight, group, time, features = [], drop = [] }: ColumnRequest): void {
  for (const name of [weight, group, time, ...features, ...drop]) {
    if (typeof name === 'string') source.schema.field(name);
  }
}

/** Columns that hold dates or times, whatever they are taken for. */
export function isTime({ type }: Field): boolean {
  return type === 'date32' || type === 'timestamp_us';
}
