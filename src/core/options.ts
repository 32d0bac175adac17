import { z } from 'zod';
import { MillraceError } from './errors.ts';
import { nearestName } from './nearest.ts';

/**
 * Checks options at the border against a strict zod object and gives them back with defaults filled in. `undefined`
 * stands for no options. `where` names the function or file that takes them: `logisticRegression`.
 * @throws MillraceError OPTION_UNKNOWN with the nearest known name; OPTION_INVALID with the option, its value and
 *   what is allowed.
 */
export function parseOptions<S extends z.ZodObject>(schema: S, value: unknown, where: string): z.output<S> {
  const given = value === undefined ? {} : value;
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const issues = result.error.issues;
  // A misspelt name explains a missing required one, so it is told first.
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  throw optionError(unknown ?? issues[0]!, given, schema, where);
}

type Issue = z.core.$ZodIssue;

function optionError(issue: Issue, given: unknown, schema: z.ZodType, where: string): MillraceError {
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    return unknownOption(
      [...issue.path, key],
      valueAt(given, [...issue.path, key]),
      namesAt(schema, issue.path),
      where,
    );
  }
  if (issue.path.length === 0) {
    return new MillraceError('OPTION_INVALID', `${where}: options are an object, not ${show(given)}`, {
      value: given,
      remedy: 'give one object with named options',
    });
  }
  const name = nameOf(issue.path);
  const found = valueAt(given, issue.path);
  const allowed = describeAllowed(issue);
  if (found === undefined && issue.code === 'invalid_type') {
    return new MillraceError('OPTION_INVALID', `${where}: the option '${name}' is required`, {
      remedy: `give '${name}' ${allowed}`,
    });
  }
  return new MillraceError('OPTION_INVALID', `${where}: '${name}' must be ${allowed}, not ${show(found)}`, {
    value: found,
    remedy: `set '${name}' to ${allowed}`,
  });
}

function unknownOption(path: readonly PropertyKey[], value: unknown, known: readonly string[], where: string) {
  const name = nameOf(path);
  const near = nearestName(String(path.at(-1)), known);
  const list = known.length === 0 ? 'it takes no options' : `options are: ${known.join(', ')}`;
  return new MillraceError('OPTION_UNKNOWN', `${where} has no option '${name}'`, {
    value,
    remedy: near === undefined ? list : `did you mean '${near}'? ${list}`,
  });
}

/** What would have been right, in words, from what zod says is wrong. */
function describeAllowed(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : withArticle(issue.expected);
    case 'invalid_value':
      return issue.values.map(show).join(' or ');
    case 'too_small':
      return describeBound(issue.origin, issue.inclusive ? 'at least' : 'greater than', issue.minimum);
    case 'too_big':
      return describeBound(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum);
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_union': {
      const ways = issue.errors.flatMap((branch) => (branch[0] === undefined ? [] : [describeAllowed(branch[0])]));
      return ways.length === 0 ? issue.message : [...new Set(ways)].join(' or ');
    }
    default:
      return issue.code === 'custom' ? issue.message : `something else (${issue.message})`;
  }
}

function describeBound(origin: string, relation: string, bound: number | bigint): string {
  if (origin === 'string') return `text of ${relation} ${bound} characters`;
  if (origin === 'array' || origin === 'set') return `a list of ${relation} ${bound} values`;
  return `${relation} ${bound}`;
}

function withArticle(type: string): string {
  const words: Readonly<Record<string, string>> = {
    boolean: 'true or false',
    string: 'text',
    array: 'a list',
    record: 'an object',
  };
  return words[type] ?? `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** The names that the object schema at a path knows. */
function namesAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: z.core.$ZodType = schema;
  for (const key of path) {
    at = unwrap(at);
    if (at instanceof z.ZodObject) at = at.shape[String(key)] as z.core.$ZodType;
    else if (at instanceof z.ZodArray) at = at.element as z.core.$ZodType;
    else return [];
  }
  at = unwrap(at);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  let at = schema;
  while (at instanceof z.ZodOptional || at instanceof z.ZodDefault || at instanceof z.ZodNullable) at = at.unwrap();
  return at;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) at = (at as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return at;
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join('');
}

function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return `[${value.slice(0, 5).map(show).join(', ')}${value.length > 5 ? ', …' : ''}]`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
