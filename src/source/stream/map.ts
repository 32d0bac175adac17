import { z } from 'zod';
import { COLUMN_TYPES, type ColumnType } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { parseOptions } from '../../core/options.ts';
import { ROLES, type Role } from '../../core/schema.ts';
import { toRecordBatch } from '../arrow.ts';
import { releaseBatch } from '../batch.ts';
import { fieldsOfArrow } from '../memory/arrow-chunk.ts';
import { RowTypes } from '../memory/row-types.ts';
import type { BatchReader } from '../reader.ts';
import { inferRoles } from '../roles.ts';
import { type MapBatch, MappedReader, type MapRow, mapBatches, mappedRows, mapRows, schemaOf } from './mapped.ts';

/** Options of `map` and `mapBatches`. */
export interface MapOptions {
  /** The columns of the result and their types. Default: inferred from the first rows, which are read now. */
  readonly types?: Readonly<Record<string, ColumnType>> | undefined;
  /** Column roles that override the inferred ones. */
  readonly roles?: Readonly<Record<string, Role>> | undefined;
  /** The columns that the function looks at. Default: all. */
  readonly reads?: readonly string[] | undefined;
  /** Rows that types are inferred from. Default 2,048. */
  readonly sampleRows?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const schema = z.strictObject({
  types: z.record(z.string(), z.enum(COLUMN_TYPES)).optional(),
  roles: z.record(z.string(), z.enum(ROLES)).optional(),
  reads: z.array(z.string()).optional(),
  sampleRows: z.int().min(1).optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

const SAMPLE_ROWS = 2048;

export async function mapReader(base: BatchReader, map: MapRow, options: MapOptions): Promise<BatchReader> {
  check(base, map, options, 'map');
  const infer = async () => {
    const types = new RowTypes();
    let rows = 0;
    const { sampleRows = SAMPLE_ROWS, reads, signal } = options;
    for await (const batch of base.scan({ columns: reads, batchRows: sampleRows, signal })) {
      types.add(await mappedRows(batch, map), rows);
      rows += batch.length;
      releaseBatch(batch);
      if (rows >= sampleRows) break;
    }
    return Object.fromEntries(types.names.map((name) => [name, types.typeOf(name) ?? 'utf8']));
  };
  return mapped(base, mapRows(map), infer, options);
}

export async function mapBatchReader(base: BatchReader, map: MapBatch, options: MapOptions): Promise<BatchReader> {
  check(base, map, options, 'mapBatches');
  const infer = async () => {
    const { sampleRows = SAMPLE_ROWS, reads, signal } = options;
    for await (const batch of base.scan({ columns: reads, batchRows: sampleRows, signal })) {
      const made = await map(toRecordBatch(batch));
      releaseBatch(batch);
      return Object.fromEntries(fieldsOfArrow(made.schema).map(({ name, type }) => [name, type]));
    }
    return {};
  };
  return mapped(base, mapBatches(map), infer, options);
}

async function mapped(
  base: BatchReader,
  columns: ConstructorParameters<typeof MappedReader>[3],
  infer: () => Promise<Record<string, ColumnType>>,
  { types, roles, reads, signal }: MapOptions,
): Promise<BatchReader> {
  if (types !== undefined) return new MappedReader(base, schemaOf(base.schema, types, roles), reads, columns);
  const found = await infer();
  const plain = new MappedReader(base, schemaOf(base.schema, found, {}), reads, columns);
  for (const name of Object.keys(roles ?? {})) plain.schema.field(name);
  const inferred = Object.fromEntries(await inferRoles(plain, { signal }));
  return new MappedReader(base, schemaOf(base.schema, found, { ...inferred, ...roles }), reads, columns);
}

function check(base: BatchReader, map: unknown, options: MapOptions, where: string): void {
  parseOptions(schema, options, where);
  for (const name of options.reads ?? []) base.schema.field(name);
  if (typeof map === 'function') return;
  throw new MillraceError('OPTION_INVALID', `${where} takes a function`, {
    value: map,
    remedy: where === 'map' ? 'as in map((row) => ({ ...row, area: row.width * row.height }))' : 'give one of a batch',
  });
}
