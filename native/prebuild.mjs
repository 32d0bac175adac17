// Puts the addon that was built here into prebuilds/<platform>-<arch>/, stripped: the package carries it, so that
// installing needs no compiler and runs no script. Run by `npm pack`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkGlibc } from './check-glibc.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const folder = path.join(root, 'prebuilds', `${process.platform}-${process.arch}`);
const addon = path.join(folder, 'millrace.node');

mkdirSync(folder, { recursive: true });
copyFileSync(path.join(root, 'build', 'Release', 'millrace.node'), addon);

// Windows keeps its symbols in a file apart. On macOS what other modules look up has to stay.
const stripOptions = { linux: ['--strip-unneeded'], darwin: ['-x'] }[process.platform];
if (stripOptions !== undefined) {
  const { error, status } = spawnSync('strip', [...stripOptions, addon], { stdio: 'inherit' });
  if (error || status !== 0) throw new Error(`strip failed on ${addon}`, { cause: error });
}
if (process.platform === 'linux') checkGlibc(addon);
// npm prints the name of the package on stdout, and scripts read it.
console.error(`${path.relative(root, addon)}: ${(statSync(addon).size / 1024).toFixed(0)} KiB`);
