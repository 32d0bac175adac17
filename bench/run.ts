// npm run bench -- TASK [options]: times Millrace and its peers at one task. See bench/README.md.
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { MillraceError } from '../src/core/errors.ts';
import { writeWhole } from '../src/core/whole-file.ts';
import { GENERATORS } from './data/made/index.ts';
import { positiveList, wholeFrom } from './harness/arguments.ts';
import { describe } from './harness/print.ts';
import { BenchError, type Task, type TaskOptions } from './harness/result.ts';
import { TASKS } from './tasks/index.ts';

interface Arguments extends Omit<TaskOptions, 'allowMissing'> {
  readonly json: string | undefined;
  readonly allowMissing?: boolean;
}

const taskList = TASKS.map(({ name, summary }) => `  ${name}\n      ${summary}`).join('\n');

const program = new Command('npm run bench --')
  .argument('<task>', 'which task; the list is below', findTask)
  .option('--rows <n>', "rows to make or to take (default: the task's own; all of --data)", wholeFrom(1))
  .option('--data <file>', 'take the rows from a file instead of making them')
  .option('--target <column>', 'the column of --data to learn, or whose text to take')
  .option('--threads <n>', 'threads for every contender', wholeFrom(1), 1)
  .option('--seed <n>', 'of the rows that are made', wholeFrom(0), 0)
  .addOption(new Option('--generator <name>', 'tasks of trees: which made rows').choices(Object.keys(GENERATORS)))
  .option('--leaves <n>', "tasks of trees: the most leaves of a tree (default: the task's own)", wholeFrom(2))
  .option('--trees <n>', "tasks of trees: how many trees to grow (default: the task's own)", wholeFrom(1))
  .option('--gb <list>', 'out-of-core: gigabytes of each file (default: 1,4,16)', positiveList)
  .option('--json <file>', 'write the result there too')
  .option('--allow-missing', 'leave out peers that are not installed instead of failing')
  .addHelpText('after', `\nTasks:\n${taskList}`)
  .exitOverride()
  .action(run);

async function run(task: Task, { json, ...options }: Arguments): Promise<void> {
  const result = await task.run({ ...options, allowMissing: options.allowMissing === true });
  console.log(describe(result));
  if (json === undefined) return;
  await writeWhole(json, async (handle) => {
    await handle.writeFile(`${JSON.stringify(result, null, 2)}\n`);
  });
  console.log(`Written to ${json}`);
}

function findTask(name: string): Task {
  const task = TASKS.find((one) => one.name === name);
  if (task === undefined) throw new InvalidArgumentError(`There is no such task. The tasks:\n${taskList}`);
  return task;
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof BenchError || error instanceof MillraceError) {
    console.error(`bench: ${error.message}`);
    process.exitCode = 1;
  } else throw error;
}
