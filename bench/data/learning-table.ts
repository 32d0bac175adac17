import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ColumnData, isNumericType, isValid } from '../../src/core/column.ts';
import type { Field, Role } from '../../src/core/schema.ts';
import { Column } from '../../src/engine/column.ts';
import type { QueryField } from '../../src/engine/query.ts';
import { type Batch, releaseBatch } from '../../src/source/batch.ts';
import { writeBatches } from '../../src/source/files/write.ts';
import { read } from '../../src/source/read.ts';
import type { Source } from '../../src/source/source.ts';
import { BenchError } from '../harness/result.ts';
import { type Generator, writeMade } from './made/index.ts';

/** What is in the files of a learning table: the peers' side is bench/peers/tree_table.py. */
export interface TableDescription {
  readonly target: string;
  /** `binary`: the target is 0 or 1. */
  readonly task: 'binary' | 'regression';
  /** Features that are numbers: numeric, boolean and time columns. */
  readonly numeric: readonly string[];
  /** Features of type utf8 that are categories. */
  readonly categorical: readonly string[];
  /** The text column, in tables of text: it alone is the features then. */
  readonly text: string | undefined;
}

/** Rows to learn from and rows to judge by, as Parquet files that every contender reads. */
export interface LearningTable {
  readonly folder: string;
  readonly description: TableDescription;
  readonly rowCount: number;
  /** The targets of the test rows. */
  readonly actual: Float64Array;
  /** What it is, for people. */
  readonly data: string;
}

/** Made rows for the test are so many times fewer than those to learn from. */
const TRAIN_TO_TEST = 5;
const LEAST_TEST_ROWS = 2000;

/** `rowCount` made rows to learn from, and a fifth as many more to judge by. */
export async function makeTable(
  folder: string,
  generator: Generator,
  rowCount: number,
  seed: number,
): Promise<LearningTable> {
  mkdirSync(folder, { recursive: true });
  const testCount = Math.max(LEAST_TEST_ROWS, Math.ceil(rowCount / TRAIN_TO_TEST));
  await writeMade(path.join(folder, 'train.parquet'), generator, 0, rowCount, seed);
  await writeMade(path.join(folder, 'test.parquet'), generator, rowCount, rowCount + testCount, seed);
  const features = generator.fields.filter(({ name }) => name !== generator.target);
  const isText = generator.name === 'sparse';
  const texts = features.filter(({ type }) => type === 'utf8').map(({ name }) => name);
  const description: TableDescription = {
    target: generator.target,
    task: 'binary',
    numeric: features.filter(({ type }) => type !== 'utf8').map(({ name }) => name),
    categorical: isText ? [] : texts,
    text: isText ? texts[0] : undefined,
  };
  return finishTable(folder, description, rowCount, `made: ${generator.summary}`);
}

/** Rows of a source, by their ids. */
export interface Side {
  readonly source: Source;
  readonly isTaken: (rowId: number) => boolean;
}

export interface SourceTableOptions {
  readonly train: Side;
  readonly test: Side;
  /** Rows that tell when to stop: beside the others in `validation.parquet`. */
  readonly validation?: Side | undefined;
  readonly target: string;
  readonly features: readonly Field[];
  /** Whether the features are the one text column, instead of all that is not text. */
  readonly text: boolean;
  readonly data: string;
}

/** Writes the rows of two sides to files. Rows without a target are left out. */
export async function sourceTable(folder: string, options: SourceTableOptions): Promise<LearningTable> {
  const { train, test, validation, target, features, text, data } = options;
  mkdirSync(folder, { recursive: true });
  const values = await targetValues(train, target);
  const { name: sourceName, schema } = train.source;
  const classes = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const { type } = schema.field(target);
  const isBinary = classes.length === 2;
  if (!isBinary && (!isNumericType(type) || classes.length < 2)) {
    throw new BenchError(
      `'${target}' of '${sourceName}' is neither a number nor of two values: ${classes.slice(0, 5)}`,
    );
  }
  const wanted = features.filter(({ role }) => (text ? role === 'text' : role !== 'text' && role !== 'identifier'));
  if (wanted.length === 0 || (text && wanted.length > 1)) {
    throw new BenchError(`'${sourceName}' has ${wanted.length} columns to learn '${target}' from`);
  }
  const description: TableDescription = {
    target: 'target',
    task: isBinary ? 'binary' : 'regression',
    numeric: wanted.filter((field) => field.type !== 'utf8').map(({ name }) => name),
    categorical: text ? [] : wanted.filter((field) => field.type === 'utf8').map(({ name }) => name),
    text: text ? wanted[0]!.name : undefined,
  };
  const fields: QueryField[] = wanted.map((field) => ({ name: field.name, type: storedType(field) }));
  fields.push({ name: 'target', type: 'float64' });
  const names = [...wanted.map(({ name }) => name), target];
  const toTarget = (value: unknown) => (isBinary ? classes.indexOf(value as number | string) : Number(value));
  const rowsOf = async function* ({ source, isTaken }: Side): AsyncGenerator<Batch> {
    for await (const batch of source.scan({ columns: names })) {
      const answers = batch.columns.get(target)!;
      const kept: number[] = [];
      for (let row = 0; row < batch.length; row++) {
        if (isTaken(batch.rowIds[row]!) && isPresent(answers.data, row)) kept.push(row);
      }
      if (kept.length > 0) {
        const rows = Uint32Array.from(kept);
        const columns = new Map(wanted.map(({ name }) => [name, stored(batch.columns.get(name)!.take(rows))]));
        const answer = Float64Array.from(kept, (row) => toTarget(valueAt(answers.data, row)));
        columns.set('target', Column.fromData(float64Column(answer)));
        yield { length: kept.length, rowIds: Float64Array.from(kept, (row) => batch.rowIds[row]!), columns };
      }
      releaseBatch(batch);
    }
  };
  const rowCount = await writeBatches(path.join(folder, 'train.parquet'), rowsOf(train), { fields });
  await writeBatches(path.join(folder, 'test.parquet'), rowsOf(test), { fields });
  if (validation !== undefined) {
    await writeBatches(path.join(folder, 'validation.parquet'), rowsOf(validation), { fields });
  }
  return finishTable(folder, description, rowCount, data);
}

async function finishTable(
  folder: string,
  description: TableDescription,
  rowCount: number,
  data: string,
): Promise<LearningTable> {
  writeFileSync(path.join(folder, 'description.json'), JSON.stringify(description));
  const actual: number[] = [];
  const test = await read(path.join(folder, 'test.parquet'));
  for await (const batch of test.scan({ columns: [description.target] })) {
    for (const value of batch.columns.get(description.target)!.data.values) actual.push(Number(value));
    releaseBatch(batch);
  }
  return { folder, description, rowCount, actual: Float64Array.from(actual), data };
}

/** Roles under which ours reads a table's files: what the description says, not what a sample of rows suggests. */
export function rolesOf({ numeric, categorical, text }: TableDescription): Record<string, Role> {
  return Object.fromEntries([
    ...numeric.map((name) => [name, 'numeric'] as const),
    ...categorical.map((name) => [name, 'categorical'] as const),
    ...(text === undefined ? [] : [[text, 'text'] as const]),
  ]);
}

/** The different values of the target, until they are too many for classes. */
async function targetValues({ source, isTaken }: Side, target: string): Promise<Set<string | number>> {
  const found = new Set<string | number>();
  for await (const batch of source.scan({ columns: [target] })) {
    const { data } = batch.columns.get(target)!;
    for (let row = 0; row < batch.length; row++) {
      if (isTaken(batch.rowIds[row]!) && isPresent(data, row)) found.add(valueAt(data, row));
    }
    releaseBatch(batch);
    if (found.size > 2) break;
  }
  return found;
}

function isPresent(data: ColumnData, row: number): boolean {
  return isValid(data, row) && !Number.isNaN(data.type === 'float32' || data.type === 'float64' ? data.values[row] : 0);
}

function valueAt(data: ColumnData, row: number): string | number {
  if (data.type === 'boolean') return (((data.values as Uint8Array)[row >> 3]! >> (row & 7)) & 1) === 1 ? 1 : 0;
  if (data.type !== 'utf8') return Number(data.values[row]);
  return Buffer.from((data.values as Uint8Array).subarray(data.offsets![row], data.offsets![row + 1])).toString();
}

/** What all contenders read as a number: booleans are 0 and 1, dates and times count. */
function storedType({ type }: Field): QueryField['type'] {
  if (type === 'boolean') return 'uint8';
  return type === 'date32' || type === 'timestamp_us' ? 'float64' : type;
}

function stored(column: Column): Column {
  const { type, length, nullCount, validity } = column.data;
  if (type !== 'boolean' && type !== 'date32' && type !== 'timestamp_us') return column;
  const numbers = Float64Array.from({ length }, (_, row) => valueAt(column.data, row) as number);
  const values = type === 'boolean' ? Uint8Array.from(numbers) : numbers;
  const taken: ColumnData = {
    type: type === 'boolean' ? 'uint8' : 'float64',
    length,
    nullCount,
    validity,
    offsets: undefined,
    values,
  };
  return Column.fromData(taken);
}

function float64Column(values: Float64Array): ColumnData {
  return { type: 'float64', length: values.length, nullCount: 0, validity: undefined, offsets: undefined, values };
}
