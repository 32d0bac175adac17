// Builds the addon with cmake-js, and says in plain words what is missing when it can't.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

const howToInstall = {
  linux: {
    cmake: 'apt-get install cmake (Debian, Ubuntu), dnf install cmake (Fedora) or pip install cmake',
    compiler: 'apt-get install g++ make (Debian, Ubuntu) or dnf install gcc-c++ make (Fedora)',
  },
  darwin: { cmake: 'brew install cmake', compiler: 'xcode-select --install' },
  win32: {
    cmake: 'winget install Kitware.CMake',
    compiler: 'install "Desktop development with C++" from the Visual Studio Build Tools',
  },
}[process.platform] ?? { cmake: 'see cmake.org', compiler: 'install GCC 12 or Clang 15 or later' };

const runs = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;

const missing = [];
if (!runs('cmake')) missing.push(`CMake 3.20 or later was not found. To get it: ${howToInstall.cmake}.`);
if (process.platform !== 'win32') {
  const compilers = process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'];
  if (!compilers.some(runs)) {
    missing.push(
      `A C++20 compiler was not found (looked for ${compilers.join(', ')}). To get it: ${howToInstall.compiler}.`,
    );
  }
  if (!runs('make') && !runs('ninja')) missing.push(`make was not found. To get it: ${howToInstall.compiler}.`);
}
if (missing.length > 0) {
  console.error(`Millrace's native engine can't be built here:\n  ${missing.join('\n  ')}`);
  process.exit(1);
}

const { status } = spawnSync(
  process.execPath,
  [
    require.resolve('cmake-js/bin/cmake-js'),
    'compile',
    '--CDMILLRACE_ADDON=ON',
    `--CDMILLRACE_WERROR=${process.env.MILLRACE_WERROR === '1' ? 'ON' : 'OFF'}`,
    '--log-level',
    'error',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // make builds one file after the other unless told otherwise.
    env: { CMAKE_BUILD_PARALLEL_LEVEL: String(os.availableParallelism()), ...process.env },
  },
);
if (status !== 0) console.error("The native engine did not compile: the compiler's first error above says where.");
process.exit(status ?? 1);
