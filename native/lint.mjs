// Lints the C++ core with clang-tidy (.clang-tidy says what and why), two files at a time.
//   node native/lint.mjs [FILE…]
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './programs.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const folder = path.join(root, 'build-lint');

if (spawnSync('clang-tidy', ['--version'], { stdio: 'ignore' }).status !== 0) {
  console.error(
    'clang-tidy was not found: apt-get install clang-tidy, brew install llvm or pip install clang-tidy.' +
      (process.env.CI ? '' : ' The C++ is not linted here.'),
  );
  process.exit(process.env.CI ? 1 : 0);
}

// Nothing is compiled: clang-tidy needs to know only how it would be.
run('cmake', ['-S', root, '-B', folder, '-DCMAKE_EXPORT_COMPILE_COMMANDS=ON', '--log-level=WARNING']);
const commands = JSON.parse(readFileSync(path.join(folder, 'compile_commands.json'), 'utf8'));
const named = process.argv.slice(2).map((file) => path.resolve(file));
// The kernels' table is one file compiled for several instruction sets: once is enough.
const files = [...new Set(commands.map(({ file }) => file))].filter(
  (file) => named.length === 0 || named.includes(file),
);

const jobs = Number(process.env.CMAKE_BUILD_PARALLEL_LEVEL ?? 2);
let failed = 0;

/** Resolves when clang-tidy is through with one file. */
function lint(file) {
  return new Promise((resolve) => {
    const child = spawn('clang-tidy', ['-p', folder, '--quiet', file], { cwd: root });
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
    });
    child.stderr.on('data', (text) => {
      output += text;
    });
    child.on('close', (code) => {
      if (code !== 0) {
        failed += 1;
        console.error(output);
      }
      resolve();
    });
  });
}

async function lintSome() {
  for (let file = files.shift(); file !== undefined; file = files.shift()) await lint(file);
}

const count = files.length;
await Promise.all(Array.from({ length: jobs }, lintSome));
console.log(`clang-tidy: ${count - failed} of ${count} files pass`);
process.exit(failed > 0 ? 1 : 0);
