import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MillraceError } from '../../src/core/errors.ts';
import { nearestName } from '../../src/core/nearest.ts';
import { parseOptions } from '../../src/core/options.ts';

const schema = z.strictObject({
  C: z.number().positive().default(1),
  maxIter: z.int().min(1).max(10_000).default(100),
  solver: z.enum(['lbfgs', 'saga']).default('lbfgs'),
  classWeight: z.union([z.literal('balanced'), z.record(z.string(), z.number().nonnegative())]).optional(),
  columns: z.array(z.string()).min(1).optional(),
  earlyStopping: z
    .strictObject({ patience: z.int().min(0), metric: z.string() })
    .partial()
    .optional(),
  verbose: z.boolean().optional(),
});

describe('parseOptions', () => {
  it('fills in defaults', () => {
    expect(parseOptions(schema, undefined, 'f')).toEqual({ C: 1, maxIter: 100, solver: 'lbfgs' });
    expect(parseOptions(schema, { C: 3 }, 'f').C).toBe(3);
  });

  it('names an unknown option and the nearest known one', () => {
    const error = errorOf({ max_iter: 5 });
    expect(error.code).toBe('OPTION_UNKNOWN');
    expect(error.message).toBe("logisticRegression has no option 'max_iter'");
    expect(error.value).toBe(5);
    expect(error.remedy).toMatch(/^did you mean 'maxIter'\? options are: C, maxIter, solver/);
    expect(errorOf({ frobnicate: 1 }).remedy).toMatch(/^options are: C,/);
  });

  it('looks for unknown options inside others', () => {
    const error = errorOf({ earlyStopping: { patients: 5 } });
    expect(error.message).toBe("logisticRegression has no option 'earlyStopping.patients'");
    expect(error.remedy).toBe("did you mean 'patience'? options are: patience, metric");
  });

  it.each<[object, string, string]>([
    [{ C: -1 }, "'C' must be greater than 0, not -1", "set 'C' to greater than 0"],
    [{ C: '3' }, "'C' must be a number, not '3'", "set 'C' to a number"],
    [{ C: Number.NaN }, "'C' must be a number, not NaN", "set 'C' to a number"],
    [{ maxIter: 0 }, "'maxIter' must be at least 1, not 0", ''],
    [{ maxIter: 1e9 }, "'maxIter' must be at most 10000, not 1000000000", ''],
    [{ maxIter: 1.5 }, "'maxIter' must be a whole number, not 1.5", ''],
    [{ solver: 'newton' }, "'solver' must be 'lbfgs' or 'saga', not 'newton'", ''],
    [{ classWeight: 3 }, "'classWeight' must be 'balanced' or an object, not 3", ''],
    [{ columns: [] }, "'columns' must be a list of at least 1 values, not []", ''],
    [{ columns: ['a', 5] }, "'columns[1]' must be text, not 5", ''],
    [{ verbose: 1 }, "'verbose' must be true or false, not 1", ''],
    [{ earlyStopping: { patience: -1 } }, "'earlyStopping.patience' must be at least 0, not -1", ''],
  ])('explains %j', (options, message, remedy) => {
    const error = errorOf(options);
    expect(error.code).toBe('OPTION_INVALID');
    expect(error.message).toBe(`logisticRegression: ${message}`);
    if (remedy !== '') expect(error.remedy).toBe(remedy);
    expect(error.remedy).toBeTruthy();
  });

  it('says what is required', () => {
    const strict = z.strictObject({ columns: z.array(z.string()) });
    expect(() => parseOptions(strict, {}, 'keep')).toThrow("keep: the option 'columns' is required");
    expect(() => parseOptions(strict, { column: ['a'] }, 'keep')).toThrow("keep has no option 'column'");
  });

  it.each([5, null, 'x', []])('refuses %j for options', (options) => {
    expect(errorOf(options).code).toBe('OPTION_INVALID');
    expect(errorOf(options).message).toContain('options are an object');
  });
});

describe('nearestName', () => {
  it('finds what was meant, or nothing', () => {
    expect(nearestName('max_iter', ['minIter', 'maxIter'])).toBe('maxIter');
    expect(nearestName('DELAY', ['delay'])).toBe('delay');
    expect(nearestName('xyz', ['delay', 'date'])).toBeUndefined();
    expect(nearestName('ab', ['ac', 'ad'])).toBe('ac');
    expect(nearestName('', [])).toBeUndefined();
  });
});

function errorOf(options: unknown): MillraceError {
  try {
    parseOptions(schema, options, 'logisticRegression');
  } catch (error) {
    if (error instanceof MillraceError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
