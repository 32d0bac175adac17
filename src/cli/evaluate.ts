import type { Command } from 'commander';
import { resolveDevice } from '../engine/device.ts';
import { evaluateFile } from '../runs/evaluate.ts';
import { addDataOptions, type DataOptions, readOptions } from './data-options.ts';
import { evaluateJson, evaluatePage } from './output/evaluation.ts';
import { perform } from './perform.ts';
import { addRunOptions, type RunCliOptions } from './run-options.ts';

export function addEvaluate(program: Command): void {
  const command = program
    .command('evaluate <model> <data>')
    .summary('measure a model on other rows')
    .description('Measures a saved model on rows whose answer is known, beside the trivial baseline.');
  addRunOptions(addDataOptions(command)).action((model: string, data: string, options: DataOptions & RunCliOptions) =>
    perform(options, async ({ signal, progress }) => {
      await resolveDevice(options.device);
      const { threads, seed } = options;
      const found = await evaluateFile(model, data, {
        read: readOptions(options, signal),
        sql: options.sql,
        threads,
        seed,
        signal,
        progress,
      });
      return { json: evaluateJson(found), text: (terminal) => evaluatePage(found, terminal) };
    }),
  );
}
