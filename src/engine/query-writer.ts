import { COLUMN_TYPES } from '../core/column.ts';
import type { Column } from './column.ts';
import { duckdbSettings } from './duckdb-library.ts';
import { inEngine } from './fault.ts';
import { runJob, throwIfAborted } from './job.ts';
import { addon } from './native/load.ts';
import type { QueryField } from './query.ts';

/** An SQL statement that is under way and takes rows. */
export interface QueryWriter {
  /** Adds rows. Resolves once there is room for more: at most four batches wait. The columns may be released then. */
  write(rowCount: number, columns: readonly Column[]): Promise<void>;
  /** Ends the rows and waits for the statement. */
  finish(): Promise<void>;
  /** Stops what is still under way. Always call it last. */
  close(): Promise<void>;
}

/**
 * Starts a statement in DuckDB that reads the rows to come from the view `batches`:
 * `COPY (SELECT * FROM batches) TO 'out.parquet'`. It has a database and a thread of its own.
 *
 * @throws MillraceError FILE_UNWRITABLE with DuckDB's own message when the statement fails; COLUMN_TYPE when a batch has
 *   other types than the fields; ABORTED.
 */
export function openQueryWriter(fields: readonly QueryField[], sql: string, signal?: AbortSignal): QueryWriter {
  throwIfAborted(signal);
  const engine = addon();
  const types = fields.map(({ name, type }) => ({ name, type: COLUMN_TYPES.indexOf(type) }));
  const writer = inEngine(() => engine.openWriter(duckdbSettings(), types, sql));
  return {
    write: (rowCount, columns) => {
      const handles = columns.map((column) => column.handle);
      return runJob({ signal }, (job) => engine.writerWrite(writer, rowCount, handles, job));
    },
    finish: () => runJob({ signal }, (job) => engine.writerFinish(writer, job)),
    close: () => engine.closeWriter(writer),
  };
}
