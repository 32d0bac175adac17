// The oldest glibc that the packed addon may need, and the check that it needs no newer one.
//   node native/check-glibc.mjs [FILE]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** That of Debian 12, where the packed addons are built. README's "Platforms" states it. */
export const GLIBC_FLOOR = '2.36';

/** The newest glibc version whose symbols `file` asks for, such as '2.34'. */
export function neededGlibc(file) {
  const { error, status, stdout } = spawnSync('objdump', ['-T', file], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error || status !== 0) throw new Error(`objdump could not read ${file}`, { cause: error });
  const versions = [...stdout.matchAll(/GLIBC_([\d.]+)/g)].map(([, version]) => version);
  if (versions.length === 0) throw new Error(`${file} names no glibc version: is it a Linux library?`);
  return versions.reduce((newest, version) => (isNewer(version, newest) ? version : newest));
}

/** Throws when `file` needs a newer glibc than the floor. */
export function checkGlibc(file) {
  const needed = neededGlibc(file);
  if (isNewer(needed, GLIBC_FLOOR)) {
    throw new Error(`${file} needs glibc ${needed}; the stated floor is ${GLIBC_FLOOR}`);
  }
  return needed;
}

function isNewer(version, than) {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  const place = [0, 1, 2].find((i) => (a[i] ?? 0) !== (b[i] ?? 0));
  return place !== undefined && (a[place] ?? 0) > (b[place] ?? 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'build', 'Release', 'millrace.node');
  const file = process.argv[2] ?? built;
  console.log(`${file} needs glibc ${checkGlibc(file)}; the stated floor is ${GLIBC_FLOOR}`);
}
