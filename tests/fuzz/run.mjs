// Reads mutated CSV, JSON, Parquet and Arrow files in processes of their own: node tests/fuzz/run.mjs [INPUTS = 10000] [SEED = 1]
// A crash, a hang or an error of another kind fails; its file is kept and named. Needs `npm run build`.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSeeds } from './seeds.mjs';

const child = path.join(path.dirname(fileURLToPath(import.meta.url)), 'read-mutated.mjs');
const HANGS_AFTER = 60_000;

/** Reads inputs from `first` up to `end`; resolves to what came of each, and where the process ended. */
function readSome(seeds, folder, first, end, seed) {
  return new Promise((resolve) => {
    const process_ = spawn(process.execPath, [child, seeds, folder, String(first), String(end), String(seed)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const found = { rows: 0, errors: new Map(), faults: [], next: first };
    let current = '';
    let rest = '';
    let complaints = '';
    let hung = false;
    const kill = () => {
      hung = true;
      process_.kill('SIGKILL');
    };
    let watch = setTimeout(kill, HANGS_AFTER);
    process_.stderr.on('data', (text) => {
      complaints = `${complaints}${text}`.slice(-2000);
    });
    process_.stdout.on('data', (text) => {
      clearTimeout(watch);
      watch = setTimeout(kill, HANGS_AFTER);
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop();
      for (const line of lines) {
        const [what, ...more] = line.split(' ');
        if (what === 'reads') {
          current = more.slice(1).join(' ');
          found.next = Number(more[0]);
          continue;
        }
        found.next += 1;
        if (what === 'rows') found.rows += 1;
        else if (what === 'error') found.errors.set(more[0], (found.errors.get(more[0]) ?? 0) + 1);
        else found.faults.push({ file: current, what: JSON.parse(more.join(' ')) });
      }
    });
    process_.on('close', (code, signal) => {
      clearTimeout(watch);
      if (found.next < end) {
        const what = hung ? `hung for ${HANGS_AFTER / 1000} s` : `ended with ${signal ?? code}: ${complaints}`;
        found.faults.push({ file: current, what });
        found.next += 1;
      }
      resolve(found);
    });
  });
}

/** Reads that many mutated files, in two processes at a time. */
export async function fuzzFiles(inputs, seed) {
  const home = mkdtempSync(path.join(os.tmpdir(), 'millrace-fuzz-'));
  const seeds = path.join(home, 'seeds');
  const all = { rows: 0, errors: new Map(), faults: [] };
  await writeSeeds(seeds);
  const chunk = 250;
  let begin = 0;
  const work = async () => {
    while (begin < inputs) {
      const first = begin;
      const end = Math.min(inputs, first + chunk);
      begin = end;
      for (let next = first; next < end; ) {
        const found = await readSome(seeds, home, next, end, seed);
        all.rows += found.rows;
        for (const [code, count] of found.errors) all.errors.set(code, (all.errors.get(code) ?? 0) + count);
        all.faults.push(...found.faults);
        next = found.next;
      }
    }
  };
  await Promise.all([work(), work()]);
  if (all.faults.length === 0) rmSync(home, { recursive: true });
  return all;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [inputs = '10000', seed = '1'] = process.argv.slice(2);
  const { rows, errors, faults } = await fuzzFiles(Number(inputs), Number(seed));
  console.log(`${inputs} mutated files (seed ${seed}): ${rows} read to the end`);
  for (const [code, count] of [...errors].sort(([, a], [, b]) => b - a))
    console.log(`${String(count).padStart(8)} ${code}`);
  for (const { file, what } of faults) console.error(`${file}\n  ${what}`);
  console.log(`${faults.length} crashed, hung or ended in an error of another kind`);
  process.exit(faults.length > 0 ? 1 : 0);
}
