// Makes the Python environment of the peers, bench/peers/.venv, from requirements.txt. Safe to run again.
// PYTHON names the interpreter to make it with; default python3.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '.venv');
const interpreter = path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

function run(command, args, remedy) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) return;
  console.error(`bench:setup failed at '${[command, ...args].join(' ')}'. ${remedy}`);
  process.exit(1);
}

if (!existsSync(interpreter)) {
  const python = process.env.PYTHON ?? (process.platform === 'win32' ? 'python' : 'python3');
  run(python, ['-m', 'venv', folder], 'It takes Python 3.11 or later with its venv module (Debian: python3-venv).');
}
const requirements = path.join(import.meta.dirname, 'requirements.txt');
const install = ['-m', 'pip', 'install', '--disable-pip-version-check', '--only-binary', ':all:', '-r', requirements];
run(interpreter, install, 'pip says above what it could not install.');
console.log(`The peers run in ${path.relative(process.cwd(), folder)}.`);
