import { type Command, Option } from 'commander';
import { resolveDevice } from '../engine/device.ts';
import type { LearningTask } from '../models/learner.ts';
import { LEARNERS, type LearnerFamily } from '../plan/learner-choice.ts';
import { isServerUrl } from '../runs/open-data.ts';
import { identifyFiles } from '../runs/source-identity.ts';
import { train } from '../runs/train.ts';
import { read } from '../source/read.ts';
import type { Source } from '../source/source.ts';
import { commandLine } from './command-line.ts';
import { addDataOptions, type DataOptions, openDataOf, readOptions } from './data-options.ts';
import { trainJson } from './output/train-json.ts';
import { trainPage } from './output/train-page.ts';
import { hold, names, wholeNumber } from './parse.ts';
import { perform } from './perform.ts';
import { addRunOptions, type RunCliOptions } from './run-options.ts';
import { UsageError } from './usage-error.ts';

interface TrainCliOptions extends DataOptions, RunCliOptions {
  readonly target: string;
  readonly task?: LearningTask;
  readonly learner?: LearnerFamily;
  readonly maxIter?: number;
  readonly positive?: string;
  readonly weight?: string;
  readonly group?: string;
  readonly time?: string;
  readonly features?: string[];
  readonly drop?: string[];
  readonly test: ReturnType<typeof hold>;
  readonly checkpoint?: string;
  readonly checkpointEvery?: number;
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
    .addOption(
      new Option('--task <task>', 'default: by the target').choices(['classification', 'regression', 'ranking']),
    )
    .option('--positive <class>', 'of two classes the one that counts (default: the rarer)')
    .option('--weight <column>', 'weights of rows')
    .option('--group <column>', 'rows of a group stay on one side of the split, and are ranked among themselves')
    .option('--time <column>', "what dates rows: the latest test; 'none' for a random split")
    .option('--features <names>', 'the columns to learn from, a,b,c (default: all that may be known)', names)
    .option('--drop <names>', 'columns to leave out, a,b,c', names)
    .option('--test <test>', "the share of rows to hold out, a file of test rows, or 'none'", hold, { share: 0.2 })
    .addOption(
      new Option('--learner <family>', 'what learns (default: boosted trees; linear for free text)').choices(LEARNERS),
    )
    .option(
      '--max-iter <number>',
      'rounds of boosting, or trees of a forest (default: as many as held-back rows confirm)',
      wholeNumber('--max-iter', 1),
    )
    .option('--checkpoint <folder>', 'keep the state of boosting there: the same command goes on after it was killed')
    .option(
      '--checkpoint-every <rounds>',
      'rounds between two states (default: 50)',
      wholeNumber('--checkpoint-every', 1),
    )
    .option('--refit', 'after the evaluation fit once more, on all rows, and save that model')
    .option('--name <name>', "the run's name (default: the data's)")
    .option('--runs <folder>', 'the folder that holds runs', 'runs');
  addRunOptions(addDataOptions(command)).action((data: string, options: TrainCliOptions) =>
    perform(options, async ({ signal, progress }) => {
      const device = await resolveDevice(options.device);
      progress.stage('open');
      const reading = readOptions(options, signal);
      const source = await openDataOf(data, options, signal);
      const files = isServerUrl(data) ? [] : await identifyFiles(data);
      const { time } = options;
      const { checkpoint, checkpointEvery, ...given } = options;
      if (checkpoint === undefined && checkpointEvery !== undefined) {
        throw new UsageError('--checkpoint-every needs a folder', 'as in --checkpoint state --checkpoint-every 20');
      }
      const run = await train(source, {
        ...given,
        checkpoint: checkpoint === undefined ? undefined : { folder: checkpoint, every: checkpointEvery },
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
