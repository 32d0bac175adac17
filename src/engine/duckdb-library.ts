import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { MillraceError } from '../core/errors.ts';
import type { DuckDBSettings } from './native/addon.ts';

let library: string | undefined;

/** Where DuckDB's library is, the database file that it reads ('': none), and what it may use; 0 leaves threads and memory to the engine's defaults. */
export function duckdbSettings(databasePath = ''): DuckDBSettings {
  library ??= libraryPath();
  const tempPath = path.join(os.tmpdir(), `millrace-duckdb-${process.pid}`);
  return { libraryPath: library, databasePath, tempPath, threads: 0, memoryBytes: 0 };
}

/** The shared library inside the package that @duckdb/node-api installs for this platform. */
function libraryPath(): string {
  const names: Partial<Record<NodeJS.Platform, string>> = { darwin: 'libduckdb.dylib', win32: 'duckdb.dll' };
  const platform = `${process.platform}-${process.arch}`;
  // From @duckdb/node-api's own place: that is where its dependencies were installed.
  const own = createRequire(import.meta.url);
  const require = createRequire(createRequire(own.resolve('@duckdb/node-api')).resolve('@duckdb/node-bindings'));
  for (const suffix of ['', '-musl']) {
    try {
      const manifest = require.resolve(`@duckdb/node-bindings-${platform}${suffix}/package.json`);
      const file = path.join(path.dirname(manifest), names[process.platform] ?? 'libduckdb.so');
      if (existsSync(file)) return file;
    } catch {
      // The other C library's package may be the one that is installed.
    }
  }
  throw new MillraceError('ENGINE_UNAVAILABLE', `DuckDB's library for ${platform} is not installed`, {
    remedy: 'reinstall without omitting optional dependencies',
  });
}
