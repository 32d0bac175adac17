import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkGlibc, GLIBC_FLOOR } from '../../native/check-glibc.mjs';

const root = path.join(import.meta.dirname, '../..');

test.skipIf(process.platform !== 'linux')('the addon runs with the stated glibc', () => {
  expect(checkGlibc(path.join(root, 'build/Release/millrace.node'))).toMatch(/^2\.\d+$/);
});

test('the README states the floor', () => {
  expect(readFileSync(path.join(root, 'README.md'), 'utf8')).toContain(`glibc ${GLIBC_FLOOR}`);
});
