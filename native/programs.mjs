// Builds the core's own programs (tests and fuzzers) with CMake.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * @param {'TESTS' | 'FUZZERS'} kind
 * @param {string} sanitizers such as 'address,undefined'; '' for none
 * @returns the folder with the programs
 */
export function buildPrograms(kind, sanitizers) {
  // Without sanitizers, the core that the addon was built from: it is compiled once.
  const folder = path.join(root, sanitizers === '' ? 'build' : `build-${sanitizers.replaceAll(',', '-')}`);
  const options = [`-DMILLRACE_${kind}=ON`];
  if (sanitizers === '') {
    run(process.execPath, [path.join(root, 'native/build.mjs')]);
  } else {
    // No warnings as errors: sanitizers make GCC warn of paths that there are not. And unrolled kernels under
    // sanitizers take minutes to compile.
    options.push(`-DMILLRACE_SANITIZE=${sanitizers}`, '-DCMAKE_BUILD_TYPE=Release', '-DCMAKE_CXX_FLAGS_RELEASE=-O1');
  }
  run('cmake', ['-S', root, '-B', folder, ...options]);
  const targets = kind === 'TESTS' ? ['--target', 'millrace_tests'] : [];
  const parallel = process.env.CMAKE_BUILD_PARALLEL_LEVEL ?? '2';
  run('cmake', ['--build', folder, '--config', 'Release', '--parallel', parallel, ...targets]);
  return folder;
}

/** Runs a program with its output on this terminal; ends this process when it fails. */
export function run(command, parameters) {
  const { error, status, signal } = spawnSync(command, parameters, { stdio: 'inherit', cwd: root });
  if (status === 0) return;
  console.error(`${command} failed: ${error?.message ?? signal ?? `exit code ${status}`}`);
  process.exit(status || 1);
}
