import { createHash } from 'node:crypto';
import type { FileIdentity } from '../files/paths.ts';

/** What the row ids of a query's result count: the database's bytes and all that the rows follow from beside them. */
export function originOf(database: FileIdentity, query: readonly unknown[]): string {
  const text = JSON.stringify(query, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  return `sql ${database.size}:${database.digest}:${createHash('sha256').update(text).digest('hex')}`;
}
