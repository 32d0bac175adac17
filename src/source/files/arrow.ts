import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { type RecordBatch, RecordBatchReader, type Schema } from 'apache-arrow';
import { type ColumnType, isNumericType } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { Column } from '../../engine/column.ts';
import { throwIfAborted } from '../../engine/job.ts';
import type { QueryBatch } from '../../engine/query.ts';
import { columnTypeOf, fromArrowData } from '../from-arrow.ts';
import { columnOfRows } from '../memory/row-columns.ts';
import { expectSoundFraming, expectSoundStream } from './arrow-framing.ts';
import type { ReadOptions } from './options.ts';
import type { PathColumn } from './partitions.ts';
import type { FileIdentity } from './paths.ts';
import type { FilePlan } from './plan.ts';

/** How to read Arrow IPC files and streams, gzipped or not. Dictionaries of text are read as text. */
export async function planArrow(
  files: readonly FileIdentity[],
  options: ReadOptions,
  fromPath: readonly PathColumn[] = [],
): Promise<FilePlan> {
  const { file } = files[0]!;
  const schema = await reading(file, (reader) => Promise.resolve(reader.schema));
  const byName = new Map(fromPath.map((column) => [column.name, column]));
  const names = options.columns ?? [...schema.names.map(String).filter((name) => !byName.has(name)), ...byName.keys()];
  const columns = names.map((name) => ({ name, type: byName.get(name)?.type ?? typeIn(schema, name, file) }));

  async function* stream(
    positions: readonly number[],
    batchRows: number,
    signal: AbortSignal | undefined,
  ): AsyncIterable<QueryBatch> {
    const wanted = positions.map((i) => columns[i]!);
    for (const [index, one] of files.entries()) {
      for await (const batch of recordBatches(one.file)) {
        const inFile = wanted.filter(({ name }) => !byName.has(name));
        expectTypes(batch.schema, inFile, one.file);
        for (let begin = 0; begin < batch.numRows; begin += batchRows) {
          await setImmediate(); // A file in memory reads without a pause: let others have a turn.
          throwIfAborted(signal);
          const part = batch.slice(begin, Math.min(batch.numRows, begin + batchRows));
          const cut = wanted.map(({ name }) => {
            const constant = byName.get(name);
            if (constant === undefined) return Column.fromData(fromArrowData(name, part.getChild(name)!.data[0]!));
            return constantColumn(constant, index, part.numRows);
          });
          yield { rowCount: part.numRows, columns: cut };
        }
      }
    }
  }
  return { columns, rowCount: undefined, stream };
}

/** A path's value in every row. */
function constantColumn({ name, type, values }: PathColumn, index: number, length: number): Column {
  const text = values[index]!;
  const value =
    text === null || !isNumericType(type) ? text : /64$/.test(type) && type !== 'float64' ? BigInt(text) : Number(text);
  const row = { [name]: value };
  return Column.fromData(
    columnOfRows(
      Array.from({ length }, () => row),
      name,
      type,
      0,
    ),
  );
}

function typeIn(schema: Schema, name: string, file: string): ColumnType {
  const field = schema.fields.find((one) => one.name === name);
  if (field === undefined) {
    throw new MillraceError('COLUMN_MISSING', `'${file}' has no column '${name}'`, {
      file,
      column: name,
      remedy: `use one of: ${schema.names.join(', ')}`,
    });
  }
  const type = columnTypeOf(field.type);
  if (type === undefined) {
    throw new MillraceError(
      'COLUMN_TYPE',
      `column '${name}' of '${file}' is of type ${field.type}, which can't be read`,
      { file, column: name, value: String(field.type), remedy: "leave it out: name the other columns with 'columns'" },
    );
  }
  return type;
}

function expectTypes(schema: Schema, columns: readonly { name: string; type: ColumnType }[], file: string): void {
  for (const { name, type } of columns) {
    const found = typeIn(schema, name, file);
    if (found === type) continue;
    throw new MillraceError(
      'COLUMN_TYPE',
      `column '${name}' of '${file}' is ${found}, not ${type} as in the first file`,
      {
        file,
        column: name,
        value: found,
        remedy: 'write the files with one schema',
      },
    );
  }
}

async function* recordBatches(file: string): AsyncIterable<RecordBatch> {
  const { reader, close } = await openReader(file);
  try {
    for (;;) {
      const next = await nextBatch(file, reader);
      if (next === undefined) return;
      yield next;
    }
  } finally {
    await close();
  }
}

async function nextBatch(file: string, reader: RecordBatchReader): Promise<RecordBatch | undefined> {
  try {
    const next = await reader.next();
    return next.done ? undefined : next.value;
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

async function reading<T>(file: string, use: (reader: RecordBatchReader) => Promise<T>): Promise<T> {
  const { reader, close } = await openReader(file);
  try {
    return await use(reader);
  } finally {
    await close();
  }
}

async function openReader(file: string) {
  if (file.toLowerCase().endsWith('.zst')) {
    throw new MillraceError('FILE_UNREADABLE', `'${file}' is Arrow inside Zstandard, which can't be read`, {
      file,
      remedy: 'decompress it, or write it as Parquet',
    });
  }
  const isPacked = file.toLowerCase().endsWith('.gz');
  await (isPacked ? expectSoundStream(unzipped(file)) : expectSoundFraming(file)).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  const source = isPacked ? unzipped(file) : await open(file, 'r');
  const close = async () => {
    if ('destroy' in source) source.destroy();
    else await (source as FileHandle).close().catch(() => undefined); // the reader may have closed it
  };
  try {
    const reader = await RecordBatchReader.from(source as FileHandle);
    await reader.open();
    if (reader.schema === undefined) throw new Error('it holds no schema');
    return { reader: reader as RecordBatchReader, close };
  } catch (cause) {
    await close();
    throw unreadable(file, cause);
  }
}

function unzipped(file: string) {
  const packed = createReadStream(file);
  const plain = createGunzip();
  packed.on('error', (error) => plain.destroy(error));
  plain.on('close', () => packed.destroy());
  return packed.pipe(plain);
}

function unreadable(file: string, cause: unknown): MillraceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const isCompressed = /codec|compress/i.test(reason);
  return new MillraceError('FILE_UNREADABLE', `'${file}' can't be read as Arrow: ${reason}`, {
    file,
    remedy: isCompressed ? 'write it without compression, or as Parquet' : 'write or copy the file again',
    cause,
  });
}
