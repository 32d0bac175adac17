import type { RecordBatch } from 'apache-arrow';
import type { ColumnType, Row } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { type Field, type Role, Schema } from '../../core/schema.ts';
import { Column } from '../../engine/column.ts';
import { toRecordBatch } from '../arrow.ts';
import { type Batch, releaseBatch } from '../batch.ts';
import { chunkOfArrow } from '../memory/arrow-chunk.ts';
import { isRecordBatch } from '../memory/from-table.ts';
import { columnOfRows } from '../memory/row-columns.ts';
import { show } from '../memory/row-types.ts';
import { type BatchReader, nextTurn, type ScanOptions } from '../reader.ts';
import { rowsOfBatch } from '../row-values.ts';

/** What makes a row of a row: missing is null, dates are `Date`s. */
export type MapRow = (row: Row, rowId: number) => Row | Promise<Row>;
/** What makes a record batch of as many rows of one. */
export type MapBatch = (batch: RecordBatch) => RecordBatch | Promise<RecordBatch>;

/** The columns of a batch, mapped: those of these names. */
type MapColumns = (batch: Batch, fields: readonly Field[]) => Promise<Map<string, Column>>;

/** A reader whose rows a function of the user's makes, each of one row: they keep their ids. */
export class MappedReader implements BatchReader {
  readonly name: string;
  readonly schema: Schema;
  readonly #base: BatchReader;
  readonly #reads: readonly string[] | undefined;
  readonly #map: MapColumns;

  /** @param reads the columns that the function looks at; all when undefined */
  constructor(base: BatchReader, schema: Schema, reads: readonly string[] | undefined, map: MapColumns) {
    this.name = base.name;
    this.schema = schema;
    this.#base = base;
    this.#reads = reads;
    this.#map = map;
  }

  get origin() {
    return this.#base.origin;
  }

  get repeatable() {
    return this.#base.repeatable;
  }

  get idsAscend() {
    return this.#base.idsAscend;
  }

  get rowCount(): number | undefined {
    return this.#base.rowCount;
  }

  async *scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    const wanted = options.columns === undefined ? undefined : new Set(options.columns);
    const fields = this.schema.fields.filter(({ name }) => wanted?.has(name) ?? true);
    for await (const batch of this.#base.scan({ ...options, columns: this.#reads })) {
      const { length, rowIds } = batch;
      try {
        const columns = await this.#map(batch, fields);
        yield { length, rowIds, columns };
      } finally {
        releaseBatch(batch);
      }
      await nextTurn();
    }
  }
}

/** Rows by a function of one row. */
export function mapRows(map: MapRow): MapColumns {
  return async (batch, fields) => {
    const rows = await mappedRows(batch, map);
    return new Map(
      fields.map(({ name, type }) => [
        name,
        Column.fromData(inRow(batch.rowIds, () => columnOfRows(rows, name, type, 0))),
      ]),
    );
  };
}

/** @throws MillraceError VALUE_INVALID for what is no row; what the function throws is passed on */
export async function mappedRows(batch: Batch, map: MapRow): Promise<Row[]> {
  const made = rowsOfBatch(batch).map((row, i) => map(row, batch.rowIds[i]!));
  const rows = made.some((row) => row instanceof Promise) ? await Promise.all(made) : (made as Row[]);
  for (const [i, row] of rows.entries()) {
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) continue;
    throw new MillraceError('VALUE_INVALID', `map gave ${show(row)} for row ${batch.rowIds[i]}, not an object`, {
      row: batch.rowIds[i]!,
      value: row,
      remedy: 'return an object of values by column name; leave rows out with filter',
    });
  }
  return rows;
}

/** Batches by a function of one batch. */
export function mapBatches(map: MapBatch): MapColumns {
  return async (batch, fields) => {
    const chunk = await mappedChunk(batch, map);
    return new Map(fields.map((field) => [field.name, columnIn(chunk, field)]));
  };
}

/** @throws MillraceError VALUE_INVALID for what is no batch of as many rows; what the function throws is passed on */
export async function mappedChunk(batch: Batch, map: MapBatch) {
  const made: unknown = await map(toRecordBatch(batch));
  if (isRecordBatch(made) && made.numRows === batch.length) return chunkOfArrow(made, 0, made.numRows, 0);
  const found = isRecordBatch(made) ? `${made.numRows} rows` : show(made);
  throw new MillraceError('VALUE_INVALID', `mapBatches gave ${found} for a batch of ${batch.length} rows`, {
    value: made,
    remedy: 'return an Arrow record batch with a row for each row; leave rows out with filter',
  });
}

function columnIn(chunk: Awaited<ReturnType<typeof mappedChunk>>, { name, type }: Field): Column {
  const data = chunk.columns.get(name);
  if (data?.type === type) return Column.fromData(data);
  throw new MillraceError(
    data === undefined ? 'COLUMN_MISSING' : 'COLUMN_TYPE',
    `mapBatches gave ${data === undefined ? 'no' : `the ${data.type}`} column '${name}', which is ${type}`,
    { column: name, value: data?.type, remedy: "give every batch the same columns, or state them with 'types'" },
  );
}

function inRow<T>(rowIds: Float64Array, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof MillraceError) || error.row === undefined) throw error;
    const { code, remedy, column, value } = error;
    const row = rowIds[error.row]!;
    throw new MillraceError(code, error.message.replace(/^row \d+/, `row ${row}`), { remedy, column, value, row });
  }
}

/** The fields of mapped rows: a column that the base has alike keeps its role, others get that of their type. */
export function schemaOf(
  base: Schema,
  types: Readonly<Record<string, ColumnType>>,
  roles: Readonly<Record<string, Role>> | undefined,
): Schema {
  return new Schema(
    Object.entries(types).map(([name, type]) => {
      const known = base.has(name) && base.field(name).type === type ? base.field(name).role : ROLE_OF_TYPE[type];
      return { name, type, role: roles?.[name] ?? known ?? 'numeric' };
    }),
  );
}

const ROLE_OF_TYPE: Partial<Record<ColumnType, Role>> = {
  boolean: 'boolean',
  utf8: 'categorical',
  date32: 'datetime',
  timestamp_us: 'datetime',
};
