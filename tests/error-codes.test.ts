import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../src/index.ts';

const root = path.resolve(import.meta.dirname, '..');

/** All code in some folders, but for the list of codes and this test; `among` picks files. */
function textOf(folders: readonly string[], among: (file: string) => boolean): string {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        path.join(folder, name),
      ),
    )
    .filter((file) => /\.(ts|cpp|h)$/.test(file) && among(file))
    .filter((file) => file !== path.join('src', 'core', 'errors.ts') && !file.endsWith('error-codes.test.ts'))
    .map((file) => readFileSync(path.join(root, file), 'utf8'))
    .join('\n');
}

const isTest = (file: string) => /^(tests|native.tests)\b/.test(file);
const quoted = (code: string) => new RegExp(`['"\`]${code}['"\`]`);
const codes = Object.keys(ERROR_CODES);

test('every error code is raised somewhere', () => {
  const source = textOf(['src', 'native'], (file) => !isTest(file));
  expect(codes.filter((code) => !quoted(code).test(source))).toEqual([]);
});

test('every error code has a test that names it', () => {
  const tests = textOf(['tests', 'native'], isTest);
  expect(codes.filter((code) => !quoted(code).test(tests))).toEqual([]);
});

test('every error code has its meaning in a sentence', () => {
  for (const [code, meaning] of Object.entries(ERROR_CODES)) expect(meaning, code).toMatch(/^[A-Z].*\.$/);
});
