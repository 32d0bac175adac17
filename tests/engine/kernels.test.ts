import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BACKENDS, KERNELS, type Kernel } from '../../src/engine/kernels.ts';

const root = path.join(import.meta.dirname, '../..');
const kernels = Object.entries<Kernel>(KERNELS);

/** Where each counterpart of a kernel is, from the project's root. */
const places = {
  reference: (id: string) => `src/engine/reference/${id}.ts`,
  native: (id: string) => `native/kernels/${id}/body.h`,
  webgpu: (id: string) => `kernels/${id}.wgsl`,
  benchmark: (id: string) => `bench/kernels/${id}.ts`,
};

function idsIn(folder: string, ending: string): string[] {
  const full = path.join(root, folder);
  if (!existsSync(full)) return [];
  return readdirSync(full, { withFileTypes: true })
    .filter((entry) => (ending === '' ? entry.isDirectory() && entry.name !== 'common' : entry.name.endsWith(ending)))
    .map((entry) => entry.name.slice(0, entry.name.length - ending.length));
}

test.each(kernels)('%s has every counterpart that is not declared unsupported', (id, kernel) => {
  for (const part of [...BACKENDS, 'benchmark'] as const) {
    const file = places[part](id);
    const support = kernel[part];
    expect({ file, exists: existsSync(path.join(root, file)) }).toEqual({ file, exists: support === true });
    if (support !== true) expect(support.unsupported).toMatch(/\w+ \w+/);
  }
  expect(kernel.meaning).toMatch(/\.$/);
});

test.each(kernels)('%s has a parity test', (id, { parity }) => {
  const file = parity === 'tests/kernels' ? `tests/kernels/${id}.test.ts` : parity.googleTest;
  expect(readFileSync(path.join(root, file), 'utf8')).toContain(id);
});

test.each([
  ['src/engine/reference', '.ts'],
  ['native/kernels', ''],
  ['kernels', '.wgsl'],
  ['tests/kernels', '.test.ts'],
  ['bench/kernels', '.ts'],
])('everything in %s belongs to a kernel of the list', (folder, ending) => {
  for (const id of idsIn(folder, ending)) expect(Object.keys(KERNELS)).toContain(id);
});

test('every kernel of the native table is in the list, and the other way round', () => {
  const header = readFileSync(path.join(root, 'native/simd/kernels.h'), 'utf8');
  const table = header.slice(header.indexOf('struct KernelTable'), header.indexOf('};'));
  const inTable = [...table.matchAll(/\(\*(\w+)\)\(/g)].map((match) => match[1]);
  const listed = kernels.filter(([, kernel]) => kernel.native === true).map(([id]) => id);
  expect(inTable.sort()).toEqual(listed.sort());
});
