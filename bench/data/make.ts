// npm run bench:data -- GENERATOR FILE [--rows N] [--gb G] [--seed S]: writes made rows, as the tasks do for themselves.
import { Command, InvalidArgumentError } from 'commander';
import { positive, wholeFrom } from '../harness/arguments.ts';
import { GENERATORS, type Generator, writeMade } from './made/index.ts';
import { writeOrders } from './made/orders.ts';

type Writer = (file: string, options: { rows: number; gb: number; seed: number }) => Promise<unknown>;

const rowsOf =
  (generator: Generator): Writer =>
  (file, { rows, seed }) =>
    writeMade(file, generator, 0, rows, seed);

/** What each name writes, and what it says of itself. */
const writers = new Map<string, readonly [summary: string, write: Writer]>([
  ...Object.values(GENERATORS).map((one) => [one.name, [one.summary, rowsOf(one)]] as const),
  [
    'orders',
    ['untidy orders as CSV of --gb gigabytes, any size', (file, { gb, seed }) => writeOrders(file, gb * 1e9, seed)],
  ],
]);

const list = [...writers].map(([name, [summary]]) => `  ${name}\n      ${summary}`).join('\n');

await new Command('npm run bench:data --')
  .argument('<generator>', 'which rows; the list is below', (name: string): Writer => {
    const found = writers.get(name);
    if (found === undefined) throw new InvalidArgumentError(`There is no such generator. They are:\n${list}`);
    return found[1];
  })
  .argument('<file>', 'a .parquet, .arrow, .csv, .tsv or .jsonl file to write; orders: .csv')
  .option('--rows <n>', 'how many; not of orders', wholeFrom(1), 1_000_000)
  .option('--gb <n>', 'orders: how large the file becomes', positive, 1)
  .option('--seed <n>', 'of the rows', wholeFrom(0), 0)
  .addHelpText('after', `\nGenerators:\n${list}`)
  .action(async (write: Writer, file: string, options: { rows: number; gb: number; seed: number }) => {
    await write(file, options);
  })
  .parseAsync();
