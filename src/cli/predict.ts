import type { Command } from 'commander';
import { resolveDevice } from '../engine/device.ts';
import { predictFile } from '../runs/predict.ts';
import { addDataOptions, type DataOptions, readOptions } from './data-options.ts';
import { predictPage } from './output/predict-page.ts';
import { names } from './parse.ts';
import { perform } from './perform.ts';
import { addRunOptions, type RunCliOptions } from './run-options.ts';

interface PredictCliOptions extends DataOptions, RunCliOptions {
  readonly output: string;
  readonly keep?: string[];
}

export function addPredict(program: Command): void {
  const command = program
    .command('predict <model> <data>')
    .summary('predict every row of a file')
    .description('Writes one row for each row of the data, in order: prediction, probabilities, and what went wrong.')
    .requiredOption('-o, --output <file>', 'where to: .csv, .tsv, .jsonl, .parquet or .arrow')
    .option('--keep <names>', 'columns of the data to hand on, a,b,c', names);
  addRunOptions(addDataOptions(command)).action((model: string, data: string, options: PredictCliOptions) =>
    perform(options, async ({ signal, progress }) => {
      await resolveDevice(options.device);
      const { threads, keep, output } = options;
      const open = { read: readOptions(options, signal), sql: options.sql };
      const found = await predictFile(model, data, output, { ...open, keep, threads, signal, progress });
      const { modelFile, ...json } = found;
      return { json: { ...json, model: modelFile }, text: (terminal) => predictPage(found, terminal) };
    }),
  );
}
