// Runs every fuzz program, with bounds and undefined behaviour checked:
//   node native/fuzz.mjs [INPUTS = 10000] [SEED = 1]
// With Clang as the compiler (CXX=clang++) libFuzzer drives them, otherwise native/fuzz/random_main.cpp.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { buildPrograms, run } from './programs.mjs';

const [inputs = '10000', seed = '1'] = process.argv.slice(2);
const folder = buildPrograms('FUZZERS', 'address,undefined');
const programs = readdirSync(folder).filter((file) => /^fuzz_\w+(\.exe)?$/.test(file));
if (programs.length === 0) throw new Error(`no fuzz program was built in ${folder}`);
const libFuzzer = /clang/.test(process.env.CXX ?? '');
for (const program of programs) {
  console.log(program);
  run(path.join(folder, program), libFuzzer ? [`-runs=${inputs}`, `-seed=${seed}`] : [inputs, seed]);
}
