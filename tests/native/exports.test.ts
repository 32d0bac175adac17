import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const addon = path.join(import.meta.dirname, '..', '..', 'build', 'Release', 'millrace.node');

/** The lines that a program of binutils prints about the addon. */
function linesOf(command: string, ...options: string[]): string[] {
  const { error, status, stdout } = spawnSync(command, [...options, addon], { encoding: 'utf8' });
  if (error) throw error;
  expect(status).toBe(0);
  return stdout.split('\n').filter((line) => line !== '');
}

test.runIf(process.platform === 'linux')('the addon exports what Node looks up and nothing else', () => {
  const names = linesOf('nm', '-D', '--defined-only').map((line) => line.split(' ').at(-1));
  expect(names.sort()).toEqual(['napi_register_module_v1', 'node_api_module_get_api_version_v1']);
});

test.runIf(process.platform === 'linux')('the addon needs the C library alone, and no C++ library', () => {
  const needed = linesOf('objdump', '-p')
    .filter((line) => line.includes('NEEDED'))
    .map((line) => line.trim().split(/\s+/)[1]);
  expect(needed).toContain('libc.so.6');
  for (const library of needed) expect(library).toMatch(/^(libc|libm|libdl|libpthread|ld-linux.*)\.so\.\d+$/);
});
