import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseExpression } from '../../src/expression/index.ts';
import { trainingColumns } from '../../src/pipeline/training-columns.ts';
import { read } from '../../src/source/read.ts';
import { BenchError } from '../harness/result.ts';
import type { Side, SourceTableOptions } from './learning-table.ts';

const FLIGHTS = path.join(import.meta.dirname, '../../node_modules/vega-datasets/data/flights-3m.parquet');
export const FLIGHT_COUNT = 3_000_000;
const FLIGHT_FEATURES = ['hour', 'minute', 'weekday', 'distance', 'origin', 'destination'];
/** Of every five rows of a file one is for the test, counted from the first. */
const TEST_EVERY = 5;

/** Rows to learn from and rows to test on. */
export interface DataSet extends SourceTableOptions {
  readonly name: string;
  /** The file, when the sides are every fifth row of it and the others. */
  readonly file: string | undefined;
}

export interface FileOptions {
  readonly target: string | undefined;
  /** The most rows to take. */
  readonly most?: number | undefined;
  /** Whether the features are the one text column, instead of all that is not text. */
  readonly text?: boolean | undefined;
}

/** Any file: every fifth row is for the test. `target` is a column or an expression. */
export async function fileDataSet(file: string, { target, most, text }: FileOptions): Promise<DataSet> {
  if (target === undefined) throw new BenchError('--data needs --target: the column to learn');
  const plain = await read(file);
  const source = plain.schema.has(target) ? plain : plain.derive(() => ({ [target]: parseExpression(target) }));
  const side = (isTest: boolean): Side => ({
    source,
    isTaken: (rowId) => (most === undefined || rowId < most) && (rowId % TEST_EVERY === 0) === isTest,
  });
  return {
    name: path.basename(file),
    file,
    data: file,
    train: side(false),
    test: side(true),
    target,
    features: trainingColumns(source, { target }).features,
    text: text === true,
  };
}

/** Which flights of 2001 were more than 15 minutes late; the last fifth by date is for the test. @param rows about */
export async function flightsDataSet(rows: number = FLIGHT_COUNT): Promise<DataSet> {
  const flights = (await read(FLIGHTS)).derive((c) => ({
    hour: c.date!.hour(),
    minute: c.date!.minute(),
    weekday: c.date!.dayOfWeek(),
    late: c.delay!.gt(15),
  }));
  const { train, test } = await flights.split({ time: 'date', test: 0.2 });
  const every = Math.max(1, Math.round(FLIGHT_COUNT / rows));
  const isTaken = (rowId: number) => rowId % every === 0;
  return {
    name: 'flights',
    file: undefined,
    data: "vega-datasets' flights of 2001, late by more than 15 minutes; the last fifth by date is the test",
    train: { source: train, isTaken },
    test: { source: test, isTaken },
    target: 'late',
    features: FLIGHT_FEATURES.map((name) => flights.schema.field(name)),
    text: false,
  };
}

/** A file of the folder with real data, which is no part of the repository: MILLRACE_DATA names it. */
export function sharedFile(name: string): string | undefined {
  const folder = process.env.MILLRACE_DATA ?? path.join(import.meta.dirname, '../../../shared/data');
  const file = path.join(folder, name);
  return existsSync(file) ? file : undefined;
}
