import { spawn } from 'node:child_process';
import path from 'node:path';
import { BenchError } from './result.ts';

const root = path.join(import.meta.dirname, '../..');

/** Runs `millrace` with `--json` and gives what it prints. @throws BenchError when it fails */
export function runMillrace(args: readonly string[]): Promise<Record<string, unknown>> {
  const command = ['--import', 'tsx', path.join(root, 'src/cli/main.ts'), ...args, '--json'];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output) as Record<string, unknown>);
      else reject(new BenchError(`millrace ${args.join(' ')} ended with ${code}: ${output}`));
    });
  });
}
