import { z } from 'zod';
import { MillraceError } from '../core/errors.ts';
import { parseOptions } from '../core/options.ts';
import type { Schema } from '../core/schema.ts';
import { type Columns, columnsOfSchema, type Expression } from '../expression/index.ts';

/** How to hold rows out. `stratify`, `group` and `time` exclude each other. */
export interface SplitOptions {
  /**
   * The share of all rows to test on, between 0 and 1; or a condition: the rows for which it is true
   * (`rowId().mod(5).eq(0)` for every fifth). A condition takes no other option.
   */
  readonly test: number | Expression | ((columns: Columns) => Expression);
  /** The share of all rows to choose and stop by. Default: no such side. */
  readonly valid?: number | undefined;
  /** Each class of this column, at most 10,000, is shared out exactly. Missing is a class of its own. */
  readonly stratify?: string | undefined;
  /** Rows of one group stay on one side. */
  readonly group?: string | undefined;
  /** The last rows by this column are test, those before them valid. Rows of one instant stay on one side. */
  readonly time?: string | undefined;
  /** An integer from 0 to 2^53 - 1. Default 0. */
  readonly randomState?: number | undefined;
  /**
   * 'content' (default): rows that are equal in all columns stay on one side; the stratify column, identifiers and
   * derived columns don't count. 'none': each row by itself. With `group` or `time` it has no meaning.
   */
  readonly keepTogether?: 'content' | 'none' | undefined;
  readonly signal?: AbortSignal | undefined;
}

const share = z.number().gt(0).lt(1);

const condition = z.custom(
  (value) => typeof value === 'function' || (typeof value === 'object' && value !== null && 'node' in value),
  'a condition',
);

const schema = z.strictObject({
  test: z.union([share, condition]),
  valid: share.optional(),
  stratify: z.string().optional(),
  group: z.string().optional(),
  time: z.string().optional(),
  randomState: z.int().min(0).optional(),
  keepTogether: z.enum(['content', 'none']).optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

/** Checked options: a share and what goes with it, or a condition. */
export type SplitPlan =
  | {
      readonly kind: 'random' | 'stratified' | 'group' | 'time';
      readonly test: number;
      readonly valid: number | undefined;
      /** The column to stratify, group or order by. */
      readonly column: string | undefined;
      readonly randomState: number;
      readonly keepTogether: 'content' | 'none';
    }
  | { readonly kind: 'condition'; readonly condition: Expression };

/** @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID, COLUMN_MISSING, COLUMN_TYPE */
export function planSplit(given: SplitOptions, columns: Schema): SplitPlan {
  parseOptions(schema, given, 'split');
  const { test, valid, randomState = 0, keepTogether = 'content' } = given;
  const by = (['stratify', 'group', 'time'] as const).filter((name) => given[name] !== undefined);
  if (typeof test !== 'number') {
    const other = (['valid', ...by, 'randomState', 'keepTogether'] as const).find((name) => given[name] !== undefined);
    if (other !== undefined) throw excludes('test', other, "a condition takes no other option: split 'train' again");
    const condition = typeof test === 'function' ? test(columnsOfSchema(columns)) : test;
    return { kind: 'condition', condition };
  }
  if (by.length > 1) throw excludes(by[0]!, by[1]!, 'leave one of them out');
  const [mode] = by;
  const rest = mode === 'time' || mode === 'group' ? (['keepTogether'] as const) : [];
  const unused = [...rest, ...(mode === 'time' ? (['randomState'] as const) : [])].find((o) => given[o] !== undefined);
  if (unused !== undefined) throw excludes(mode!, unused, `leave '${unused}' out`);
  if (test + (valid ?? 0) >= 1) {
    throw new MillraceError('OPTION_INVALID', `split: 'test' and 'valid' add up to ${test + (valid ?? 0)}`, {
      value: valid,
      remedy: 'leave rows to train on: choose shares that add up to less than 1',
    });
  }
  const column = mode === undefined ? undefined : given[mode]!;
  if (column !== undefined) {
    const { type } = columns.field(column);
    if (mode === 'time' && (type === 'utf8' || type === 'boolean')) {
      throw new MillraceError('COLUMN_TYPE', `column '${column}' is ${type}, which has no order in time`, {
        column,
        remedy: 'name a date, a timestamp or a number, or derive one',
      });
    }
  }
  const kind = mode === undefined ? 'random' : mode === 'stratify' ? 'stratified' : mode;
  return { kind, test, valid, column, randomState, keepTogether };
}

function excludes(one: string, other: string, remedy: string): MillraceError {
  return new MillraceError('OPTION_INVALID', `split: '${one}' and '${other}' do not go together`, { remedy });
}
