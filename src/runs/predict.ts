import path from 'node:path';
import type { RecordBatch, Vector } from 'apache-arrow';
import { MillraceError } from '../core/errors.ts';
import { Column } from '../engine/column.ts';
import type { RunOptions } from '../engine/job.ts';
import { loadModel } from '../model-file/load.ts';
import type { Batch } from '../source/batch.ts';
import { writeBatches } from '../source/files/write.ts';
import { fromArrowData } from '../source/from-arrow.ts';
import { peakRssBytes } from './machine.ts';
import { type OpenDataOptions, withoutPassword } from './open-data.ts';
import { openForPrediction } from './open-for-model.ts';
import type { RunProgress } from './run-progress.ts';

export interface PredictFileOptions extends RunOptions, OpenDataOptions {
  /** Columns of the data to hand on in front of the predictions. */
  readonly keep?: readonly string[] | undefined;
  readonly progress?: RunProgress | undefined;
}

export interface PredictedFile {
  readonly modelFile: string;
  readonly data: string;
  readonly out: string;
  readonly rows: number;
  /** Rows that could not be scored: null, with the reason in the column `error`. */
  readonly errorRows: number;
  /** The first few reasons. */
  readonly errors: readonly string[];
  readonly seconds: number;
  readonly peakRssBytes: number;
}

const SHOWN_ERRORS = 3;

/**
 * Predicts every row of a file, or with `sql` of a query, into a file, which appears whole or not at all: one output row
 * for each input row,
 * in order, with the kept columns, `prediction`, `probability_<class>` and `error`.
 *
 * @throws MillraceError of `loadModel`, `read`, `readSql`, `readPostgres` and `writeBatches`; COLUMN_MISSING for a column
 *   that the model reads
 */
export async function predictFile(
  modelFile: string,
  data: string,
  out: string,
  { read, sql, keep = [], progress, ...run }: PredictFileOptions,
): Promise<PredictedFile> {
  const began = performance.now();
  if (path.resolve(out) === path.resolve(data) || path.resolve(out) === path.resolve(modelFile)) {
    throw new MillraceError('OPTION_INVALID', `'${out}' is what is read`, { file: out, remedy: 'name another file' });
  }
  progress?.stage('open');
  const model = await loadModel(modelFile);
  const source = await openForPrediction(model, data, { read, sql }, keep);
  for (const name of keep) source.schema.field(name);
  progress?.stage('predict', source.rowCount);
  let rows = 0;
  let errorRows = 0;
  const errors: string[] = [];
  async function* predictions(): AsyncGenerator<Batch> {
    for await (const predicted of model.predict(source, { ...run, keep })) {
      const reasons = predicted.getChild('error')!;
      const failed = predicted.numRows - reasons.nullCount;
      if (failed > 0 && errors.length < SHOWN_ERRORS) errors.push(...firstReasons(reasons, rows));
      errorRows += failed;
      yield batchOf(predicted, rows);
      rows += predicted.numRows;
      progress?.update(rows);
    }
  }
  await writeBatches(out, predictions(), { signal: run.signal });
  const seconds = (performance.now() - began) / 1000;
  return {
    modelFile,
    data: withoutPassword(data),
    out,
    rows,
    errorRows,
    errors: errors.slice(0, SHOWN_ERRORS),
    seconds,
    peakRssBytes: peakRssBytes(),
  };
}

function firstReasons(reasons: Vector, firstRow: number): string[] {
  const found: string[] = [];
  for (let row = 0; row < reasons.length && found.length < SHOWN_ERRORS; row++) {
    const reason = reasons.get(row) as string | null;
    if (reason !== null) found.push(`row ${firstRow + row}: ${reason}`);
  }
  return found;
}

function batchOf(record: RecordBatch, firstRow: number): Batch {
  const length = record.numRows;
  const columns = new Map(
    record.schema.fields.map((field, i) => [
      field.name,
      Column.fromData(fromArrowData(field.name, record.getChildAt(i)!.data[0]!)),
    ]),
  );
  return { length, rowIds: Float64Array.from({ length }, (_, row) => firstRow + row), columns };
}
