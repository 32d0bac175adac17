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

const jobs = Number(process.env.CMAKE_BUILD_PARALLEL_LEVEL ?? 2);
const named = process.argv.slice(2).map((file) => path.resolve(file));
let failed = 0;

/** Every source once, or every group of a folder's files that are compiled together. */
function sources(at, unity) {
  // Nothing is compiled: clang-tidy needs to know only how it would be.
  run('cmake', [
    ...['-S', root, '-B', at, '--log-level=WARNING'],
    ...['-DCMAKE_EXPORT_COMPILE_COMMANDS=ON', `-DMILLRACE_UNITY=${unity ? 'ON' : 'OFF'}`],
  ]);
  const commands = JSON.parse(readFileSync(path.join(at, 'compile_commands.json'), 'utf8'));
  // The kernels' table is one file compiled for several instruction sets: once is enough.
  return [...new Set(commands.map(({ file }) => file))];
}

/** Resolves when clang-tidy is through with one file. */
function lint({ at, file, checks }) {
  return new Promise((resolve) => {
    const child = spawn('clang-tidy', ['-p', at, '--quiet', `--checks=${checks}`, file], { cwd: root });
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

function plan() {
  const separate = sources(folder, false);
  if (named.length > 0) {
    return separate.filter((file) => named.includes(file)).map((file) => ({ at: folder, file, checks: '' }));
  }
  // Most checks match patterns in the syntax tree, and nearly all of a file's tree is its headers': they look at a
  // folder's files together. The static analyzer follows the paths through one file alone.
  const listed = spawnSync('clang-tidy', ['--list-checks'], { cwd: root, encoding: 'utf8' }).stdout;
  const perFile = (check) => check.startsWith('clang-analyzer-') || check === 'bugprone-suspicious-include';
  const checks = [...listed.matchAll(/^ {4}(\S+)$/gm)].map(([, check]) => check);
  const only = (some) => ['-*', ...some].join(',');
  const groups = path.join(folder, 'together');
  return [
    ...sources(groups, true).map((file) => ({
      at: groups,
      file,
      checks: only(checks.filter((check) => !perFile(check))),
    })),
    ...separate.map((file) => ({ at: folder, file, checks: only(checks.filter(perFile)) })),
  ];
}

const tasks = plan();
const count = tasks.length;
async function lintSome() {
  for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) await lint(task);
}
await Promise.all(Array.from({ length: jobs }, lintSome));
console.log(`clang-tidy: ${count - failed} of ${count} runs pass`);
process.exit(failed > 0 ? 1 : 0);
