import { open } from 'node:fs/promises';
import { MillraceError } from '../../core/errors.ts';
import { type FileIdentity, findFiles } from '../files/paths.ts';

export interface DatabaseFile {
  readonly kind: 'duckdb' | 'sqlite';
  readonly identity: FileIdentity;
}

/**
 * A database file, told by its first bytes.
 *
 * @throws MillraceError FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE for what is no database
 */
export async function findDatabase(file: string): Promise<DatabaseFile> {
  const [identity] = await findFiles(file);
  const kind = await kindOf(file);
  if (kind !== undefined) return { kind, identity: identity! };
  throw new MillraceError('FILE_UNREADABLE', `'${file}' is neither a DuckDB nor an SQLite database`, {
    file,
    remedy: "name a database; or leave 'database' out and name the file in the query, as in FROM 'orders.parquet'",
  });
}

async function kindOf(file: string): Promise<DatabaseFile['kind'] | undefined> {
  const handle = await open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    if (buffer.toString('latin1') === 'SQLite format 3\0') return 'sqlite';
    return buffer.toString('latin1', 8, 12) === 'DUCK' ? 'duckdb' : undefined;
  } finally {
    await handle.close();
  }
}
