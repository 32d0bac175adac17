import { MillraceError } from '../../core/errors.ts';
import type { SqlOptions } from './options.ts';

// What may hold a question mark or a colon that is no parameter.
const TEXT_AND_COMMENTS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\//g;

/**
 * The values of a query's parameters as the library takes them. SQLite itself takes missing ones for NULL, and ignores
 * others.
 *
 * @throws MillraceError OPTION_INVALID for a parameter without a value, or a value without a parameter
 */
export function sqliteBindings(sql: string, given: SqlOptions['parameters']) {
  const found = [...sql.replace(TEXT_AND_COMMENTS, ' ').matchAll(/\?\d*|[:@$][A-Za-z_]\w*/g)].map(([text]) => text);
  const values = given ?? [];
  if (Array.isArray(values)) {
    const named = found.find((text) => !text.startsWith('?'));
    if (named !== undefined) throw missing(named);
    const count = Math.max(0, ...found.map((text, i) => (text === '?' ? i + 1 : Number(text.slice(1)))));
    if (count > values.length) throw missing(`?${values.length + 1}`);
    if (count < values.length) throw superfluous(`?${count + 1}`);
    return values.length === 0 ? undefined : values.map(plain);
  }
  const bound: Record<string, unknown> = {};
  for (const text of found) {
    const name = text.slice(1);
    if (text.startsWith('?') || !Object.hasOwn(values, name)) throw missing(text);
    bound[text] = plain((values as Readonly<Record<string, unknown>>)[name]);
  }
  const unused = Object.keys(values).find((name) => !found.some((text) => text.slice(1) === name));
  if (unused !== undefined) throw superfluous(`$${unused}`);
  return bound;
}

function plain(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}

function missing(name: string): MillraceError {
  return new MillraceError('OPTION_INVALID', `the query's parameter ${name} has no value`, {
    remedy: "give one in 'parameters': an array for ?, an object for names",
  });
}

function superfluous(name: string): MillraceError {
  return new MillraceError('OPTION_INVALID', `the query has no parameter ${name}`, {
    remedy: "give as many values in 'parameters' as the query has parameters",
  });
}
