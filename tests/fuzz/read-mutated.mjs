// Reads mutated files to their ends: node read-mutated.mjs SEEDS FOLDER FIRST END SEED
// Says which before it reads it, so that whoever watches knows which one it was that ended the process. Each must end in
// rows or in a MillraceError.
import { readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { MillraceError, read } from '../../dist/index.js';
import { mutate } from './mutate.mjs';

const [seeds, folder, first, end, seed] = process.argv.slice(2);
const originals = readdirSync(seeds)
  .sort()
  .map((name) => ({ name, bytes: readFileSync(path.join(seeds, name)) }));
const say = (line) => writeSync(1, `${line}\n`);

async function readAll(file) {
  let rows = 0;
  const source = await read(file);
  for await (const batch of source.scan()) {
    rows += batch.length;
    // The values too: a column whose buffers don't fit shows when they are looked at.
    for (const column of batch.columns.values()) void column.data;
    for (const column of batch.columns.values()) column.release();
  }
  return rows;
}

for (let i = Number(first); i < Number(end); i++) {
  const { name, bytes } = originals[i % originals.length];
  const file = path.join(folder, `${i}-${name}`);
  writeFileSync(file, mutate(bytes, Number(seed) * 1_000_003 + i));
  say(`reads ${i} ${file}`);
  try {
    await readAll(file);
    say('rows');
  } catch (error) {
    if (!(error instanceof MillraceError) || error.code === 'INTERNAL') {
      say(`fault ${JSON.stringify(String(error?.stack ?? error))}`);
      continue; // and leave the file
    }
    say(`error ${error.code}`);
  }
  rmSync(file);
}
