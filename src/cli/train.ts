import { type Command, Option } from 'commander';
import { resolveDevice } from '../engine/device.ts';
import { identifyFiles } from '../runs/source-identity.ts';
import { train } from '../runs/train.ts';
import { read } from '../source/read.ts';
import type { Source } from '../source/source.ts';
import { commandLine } from './command-line.ts';
import { addDataOptions, type DataOptions, readOptions } from './data-options.ts';
import { trainJson } from './output/train-json.ts';
import { trainPage } from './output/train-page.ts';
import { hold, names } from './parse.ts';
import { perform } from './perform.ts';
import { addRunOptions, type RunCliOptions } from './run-options.ts';

interface TrainCliOptions extends DataOptions, RunCliOptions {
  readonly target: string;
  readonly task?: 'classification' | 'regression';
  readonly positive?: string;
  readonly weight?: string;
  readonly group?: string;
  readonly time?: string;
  readonly features?: string[];
  readonly drop?: string[];
  readonly test: ReturnType<typeof hold>;
  readonly refit?: boolean;
  readonly name?: string;
  readonly runs: string;
}

export function addTrain(program: Command): void {
  const command = program
    .command('train <data>')
    .summary('learn a target: model, metrics and a report')
    .description('Plans, fits and measures a model on rows it has not seen, and writes a run folder.')
    .requiredOption('--target <column>', "what to learn: a column, or an expression such as 'delay > 15'")
    .addOption(new Option('--task <task>', 'default: by the target').choices(['classification', 'regression']))
    .option('--positive <class>', 'of two classes the one that counts (default: the rarer)')
    .option('--weight <column>', 'weights of rows')
    .option('--group <column>', 'rows of a group stay on one side of the split')
    .option('--time <column>', "what dates rows: the latest test; 'none' for a random split")
    .option('--features <names>', 'the columns to learn from, a,b,c (default: all that may be known)', names)
    .option('--drop <names>', 'columns to leave out, a,b,c', names)
    .option('--test <test>', "the share of rows to hold out, a file of test rows, or 'none'", hold, { share: 0.2 })
    .option('--refit', 'after the evaluation fit once more, on all rows, and save that model')
    .option('--name <name>', "the run's name (default: the data's)")
    .option('--runs <folder>', 'the folder that holds runs', 'runs');
  addRunOptions(addDataOptions(command)).action((data: string, options: TrainCliOptions) =>
    perform(options, async ({ signal, progress }) => {
      const device = await resolveDevice(options.device);
      progress.stage('open');
      const reading = readOptions(options, signal);
      const source = await read(data, reading);
      const files = await identifyFiles(data);
      const { time } = options;
      const run = await train(source, {
        ...options,
        time: time === 'none' && !source.schema.has(time) ? false : time,
        test: await testOf(options.test, (file) => read(file, reading)),
        data: files,
        device,
        command: commandLine(),
        progress,
        signal,
      });
      return { json: trainJson(run), text: (terminal) => trainPage(run, terminal) };
    }),
  );
}

async function testOf(test: TrainCliOptions['test'], open: (file: string) => Promise<Source>) {
  if (test === 'none') return test;
  return 'share' in test ? test.share : open(test.file);
}
