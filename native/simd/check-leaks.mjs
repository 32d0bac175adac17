// Checks the compiled objects for code of one instruction set that could run on a processor without it.
//
//   node native/simd/check-leaks.mjs [BUILD_FOLDER]     (default: build)
//
// 1. Kernel objects define nothing but their own table, and nothing weak or unique: the linker keeps one copy of such
//    a symbol for the whole program, and it may keep the AVX-512 one. What they call is on the list below.
// 2. Every other object, and the baseline's kernels, are free of AVX registers.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const folder = path.resolve(root, process.argv[2] ?? 'build');

// What a compiler may call for a plain loop or a large object, and what the linker provides.
const mayCall = new Set(['memcpy', 'memmove', 'memset', 'memcmp', '__stack_chk_fail', '_GLOBAL_OFFSET_TABLE_']);

function skip(reason) {
  console.log(`Leak check skipped: ${reason}.`);
  process.exit(0);
}

function output(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (result.error || result.status !== 0) {
    console.error(`${command} failed: ${result.error?.message ?? result.stderr}`);
    process.exit(1);
  }
  return result.stdout;
}

if (process.platform !== 'linux') skip(`objects of ${process.platform} are not read`);
for (const tool of ['nm', 'objdump']) {
  if (spawnSync(tool, ['--version']).error) skip(`${tool} is not installed (binutils)`);
}
if (!existsSync(folder)) {
  console.error(`There is no ${folder}: build first (npm run build:native).`);
  process.exit(1);
}

const objects = readdirSync(folder, { recursive: true })
  .filter((file) => file.endsWith('.o'))
  .map((file) => path.join(folder, file));
const isaOf = (object) => /millrace_kernels_(\w+)\.dir/.exec(object)?.[1];
const kernelObjects = objects.filter(isaOf);
if (kernelObjects.length === 0) {
  console.error(`${folder} holds no kernel objects: build first (npm run build:native).`);
  process.exit(1);
}

const faults = [];
for (const object of kernelObjects) {
  const isa = isaOf(object);
  const table = `_ZN8millrace${isa.length}${isa}5tableE`;
  let tables = 0;
  for (const line of output('nm', ['--format=posix', object]).split('\n').filter(Boolean)) {
    const [name, type] = line.split(' ');
    if ('WwVvu'.includes(type)) faults.push(`${isa}: ${name} is weak or unique, so the linker may merge it`);
    else if (type === 'U' && !mayCall.has(name)) faults.push(`${isa}: ${name} is called, and defined elsewhere`);
    else if (name === table) tables++;
    else if (type !== 'U' && type === type.toUpperCase()) faults.push(`${isa}: ${name} is visible outside its object`);
  }
  if (tables !== 1) faults.push(`${isa}: the table is defined ${tables} times`);
}

const isX86 = process.arch === 'x64';
const ofBaseline = objects.filter((object) => [undefined, 'baseline'].includes(isaOf(object)));
if (isX86) {
  for (const object of ofBaseline) {
    const wide = /^.*%[yz]mm\d.*$/m.exec(output('objdump', ['--disassemble', '--no-show-raw-insn', object]));
    if (wide) faults.push(`${path.relative(folder, object)} holds AVX code:${wide[0]}`);
  }
} else {
  console.log(`Registers not checked: ${process.arch} has one instruction set.`);
}

for (const fault of faults) console.error(fault);
const sets = kernelObjects.map(isaOf).join(', ');
console.log(`${faults.length} leaks in the kernels of ${sets} and ${ofBaseline.length} objects of the baseline.`);
process.exit(faults.length === 0 ? 0 : 1);
