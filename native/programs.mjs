// Builds the core's own programs (tests and fuzzers) with CMake: no Node header takes part.
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
  const folder = path.join(root, sanitizers === '' ? 'build-tests' : `build-${sanitizers.replaceAll(',', '-')}`);
  // Sanitizers make GCC warn of paths that there are not.
  const strict = process.env.MILLRACE_WERROR === '1' && sanitizers === '';
  const options = [
    `-DMILLRACE_WERROR=${strict ? 'ON' : 'OFF'}`,
    `-DMILLRACE_SANITIZE=${sanitizers}`,
    `-DMILLRACE_${kind}=ON`,
    // Unrolled kernels under sanitizers take minutes to compile.
    ...(sanitizers === '' ? [] : ['-DCMAKE_CXX_FLAGS_RELEASE=-O1']),
  ];
  run('cmake', ['-S', root, '-B', folder, '-DCMAKE_BUILD_TYPE=Release', ...options]);
  run('cmake', ['--build', folder, '--parallel', process.env.CMAKE_BUILD_PARALLEL_LEVEL ?? '2']);
  return folder;
}

/** Runs a program with its output on this terminal; ends this process when it fails. */
export function run(command, parameters) {
  const { error, status, signal } = spawnSync(command, parameters, { stdio: 'inherit', cwd: root });
  if (status === 0) return;
  console.error(`${command} failed: ${error?.message ?? signal ?? `exit code ${status}`}`);
  process.exit(status || 1);
}
