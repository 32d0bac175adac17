import { MillraceError } from './errors.ts';

/** What JSON can hold without loss. Numbers are finite. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * JSON text of `value`. `JSON.stringify` would turn NaN and Infinity to null, drop undefined and accept any class;
 * here they are errors, so what is read back is what was written.
 *
 * @throws MillraceError INTERNAL, with the path of the offending value.
 */
export function toJson(value: JsonValue): string {
  check(value, '$');
  return JSON.stringify(value);
}

function check(value: unknown, path: string): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) check(item, `${path}[${index}]`);
    return;
  }
  if (typeof value === 'object' && isPlain(value)) {
    for (const [key, item] of Object.entries(value)) check(item, `${path}.${key}`);
    return;
  }
  throw new MillraceError('INTERNAL', `${path} can't be written as JSON: ${String(value)}`, { value });
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
