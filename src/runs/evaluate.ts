import { existsSync } from 'node:fs';
import path from 'node:path';
import type { RunOptions } from '../engine/job.ts';
import { loadModel } from '../model-file/load.ts';
import { excludedCount } from '../pipeline/evaluation-rows.ts';
import { peakRssBytes } from './machine.ts';
import { type FittedModel, type Measurement, measure } from './measure.ts';
import { trainedRowsWarnings } from './measurement-warnings.ts';
import { type OpenDataOptions, withoutPassword } from './open-data.ts';
import { openForModel } from './open-for-model.ts';
import type { RunProgress } from './run-progress.ts';

export interface EvaluateFileOptions extends RunOptions, OpenDataOptions {
  readonly seed?: number | undefined;
  readonly progress?: RunProgress | undefined;
}

export interface EvaluatedFile {
  readonly model: FittedModel;
  readonly modelFile: string;
  /** The run that made the model, if the file lies in its folder. */
  readonly run: string | undefined;
  readonly data: string;
  readonly measurement: Measurement;
  /** Rows read: measured and left out. */
  readonly rows: number;
  readonly excludedRows: number;
  readonly warnings: readonly string[];
  readonly seconds: number;
  readonly peakRssBytes: number;
}

/**
 * Measures a saved model on a file, or on a query's rows with `sql`.
 *
 * @throws MillraceError of `loadModel`, `read`, `readSql`, `readPostgres` and `evaluate`
 */
export async function evaluateFile(
  modelFile: string,
  data: string,
  { read, sql, progress, ...options }: EvaluateFileOptions,
): Promise<EvaluatedFile> {
  const began = performance.now();
  progress?.stage('open');
  const model = await loadModel(modelFile);
  const source = await openForModel(model, data, { read, sql });
  const measurement = await measure(model, source, {
    ...options,
    progress,
    rows: source.rowCount,
    trainedRows: 'allow', // whoever names a model and a file has chosen: they are told
  });
  const excludedRows = excludedCount(measurement.excludedRows);
  const folder = path.dirname(modelFile);
  return {
    model,
    modelFile,
    run: existsSync(path.join(folder, 'run.json')) ? folder : undefined,
    data: withoutPassword(data),
    measurement,
    rows: source.rowCount ?? measurement.rows + excludedRows,
    excludedRows,
    warnings: trainedRowsWarnings(measurement),
    seconds: (performance.now() - began) / 1000,
    peakRssBytes: peakRssBytes(),
  };
}
