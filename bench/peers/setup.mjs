// Makes the Python environments of the peers: bench/peers/.venv from requirements.txt, and .venv-ydata from
// requirements-ydata.txt. Safe to run again. PYTHON names the interpreter to make them with; default python3.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const isWindows = process.platform === 'win32';
const python = process.env.PYTHON ?? (isWindows ? 'python' : 'python3');

function run(command, args, remedy) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) return;
  console.error(`bench:setup failed at '${[command, ...args].join(' ')}'. ${remedy}`);
  process.exit(1);
}

/** Makes one environment in this folder, and installs what a file of requirements pins. */
function make(name, requirements) {
  const folder = path.join(import.meta.dirname, name);
  const interpreter = path.join(folder, isWindows ? 'Scripts/python.exe' : 'bin/python');
  if (!existsSync(interpreter)) {
    run(python, ['-m', 'venv', folder], 'It takes Python 3.11 or later with its venv module (Debian: python3-venv).');
  }
  const pinned = path.join(import.meta.dirname, requirements);
  const install = ['-m', 'pip', 'install', '--disable-pip-version-check', '--only-binary', ':all:', '-r', pinned];
  run(interpreter, install, 'pip says above what it could not install.');
  console.log(`Ready: ${path.relative(process.cwd(), folder)}`);
}

make('.venv', 'requirements.txt');
make('.venv-ydata', 'requirements-ydata.txt');
