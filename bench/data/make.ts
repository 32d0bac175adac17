// npm run bench:data -- GENERATOR FILE [--rows N] [--seed S]: writes made rows, as the tasks do for themselves.
import { Command, InvalidArgumentError } from 'commander';
import { wholeFrom } from '../harness/arguments.ts';
import { GENERATORS, type Generator, writeMade } from './made/index.ts';

const list = Object.values(GENERATORS)
  .map(({ name, summary }) => `  ${name}\n      ${summary}`)
  .join('\n');

await new Command('npm run bench:data --')
  .argument('<generator>', 'which rows; the list is below', (name: string): Generator => {
    const found = Object.values(GENERATORS).find((one) => one.name === name);
    if (found === undefined) throw new InvalidArgumentError(`There is no such generator. They are:\n${list}`);
    return found;
  })
  .argument('<file>', 'a .parquet, .arrow, .csv, .tsv or .jsonl file to write')
  .option('--rows <n>', 'how many', wholeFrom(1), 1_000_000)
  .option('--seed <n>', 'of the rows', wholeFrom(0), 0)
  .addHelpText('after', `\nGenerators:\n${list}`)
  .action((generator: Generator, file: string, { rows, seed }: { rows: number; seed: number }) =>
    writeMade(file, generator, 0, rows, seed),
  )
  .parseAsync();
