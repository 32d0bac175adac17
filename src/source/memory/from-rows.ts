import type { ColumnData, Row } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { type Role, Schema } from '../../core/schema.ts';
import { throwIfAborted } from '../../engine/job.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import { type BatchReader, nextTurn } from '../reader.ts';
import { inferRoles } from '../roles.ts';
import { Source } from '../source.ts';
import type { Chunk } from './chunk.ts';
import { MemoryReader } from './memory-reader.ts';
import { checkRowsOptions, expectColumns, expectRows, type RowsOptions } from './options.ts';
import { columnOfRows } from './row-columns.ts';
import { RowTypes } from './row-types.ts';

const STEP_ROWS = 2048; // A few milliseconds a step.

/**
 * Rows given as objects. They are copied. Types are inferred over all rows: whole numbers are int64, other numbers
 * float64, bigints int64, Dates timestamp_us; null, undefined, NaN and absent keys are missing.
 *
 * @throws MillraceError VALUE_INVALID (values of two kinds in one column, or of none), ENCODING_INVALID, ROWS_TOO_FEW,
 *   COLUMN_MISSING (an option names a column that is not there), OPTION_UNKNOWN, OPTION_INVALID, ABORTED
 */
export async function fromRows(rows: readonly Row[], options: RowsOptions = {}): Promise<Source> {
  checkRowsOptions(options, 'fromRows');
  if (!Array.isArray(rows)) {
    throw new MillraceError('OPTION_INVALID', 'fromRows takes an array of objects', {
      value: rows,
      remedy: 'collect the rows in an array, or use fromBatches for a stream of arrays',
    });
  }
  const { name = 'rows', batchRows = DEFAULT_BATCH_ROWS, signal } = options;
  const types = new RowTypes(options.types);
  for (let begin = 0; begin < rows.length; begin += STEP_ROWS) {
    throwIfAborted(signal);
    types.add(rows.slice(begin, begin + STEP_ROWS), begin);
    await nextTurn();
  }
  const fields = types.names.map((column) => ({ name: column, type: types.typeOf(column) ?? 'utf8' }) as const);
  if (rows.length > 0) expectColumns(types.names, options, 'fromRows');
  const chunks: Chunk[] = [];
  for (let begin = 0; begin < rows.length; begin += batchRows) {
    const part = rows.slice(begin, begin + batchRows);
    const columns = new Map<string, ColumnData>();
    for (const field of fields) {
      throwIfAborted(signal);
      columns.set(field.name, columnOfRows(part, field.name, field.type, begin));
      await nextTurn();
    }
    chunks.push({ length: part.length, columns });
  }
  const readerOf = (roles: ReadonlyMap<string, Role>) => {
    const schema = new Schema(fields.map((field) => ({ ...field, role: roles.get(field.name) ?? 'numeric' })));
    return new MemoryReader(name, schema, chunks, batchRows);
  };
  return new Source(await withInferredRoles(readerOf, options));
}

/** The reader with the roles that its rows suggest, and those that options give. */
export async function withInferredRoles<R extends BatchReader>(
  readerOf: (roles: ReadonlyMap<string, Role>) => R,
  options: RowsOptions,
): Promise<R> {
  const plain = readerOf(new Map());
  expectRows(plain);
  const roles = await inferRoles(plain, { signal: options.signal });
  for (const [column, role] of Object.entries(options.roles ?? {})) roles.set(column, role);
  return readerOf(roles);
}
