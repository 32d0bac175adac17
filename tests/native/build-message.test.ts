import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = path.join(import.meta.dirname, '../../native/build.mjs');

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(path.join(tmpdir(), 'millrace-bin-'));
});
afterEach(() => rmSync(bin, { recursive: true }));

/** What the build says where only these programs are installed. Nothing gets as far as building. */
function buildWith(...programs: string[]) {
  for (const program of programs) {
    writeFileSync(path.join(bin, program), '#!/bin/sh\nexit 0\n');
    chmodSync(path.join(bin, program), 0o755);
  }
  const { CXX: _, ...environment } = process.env;
  return spawnSync(process.execPath, [script], { env: { ...environment, PATH: bin }, encoding: 'utf8' });
}

test.skipIf(process.platform === 'win32')('names everything that is missing, and how to get it', () => {
  const { status, stderr } = buildWith();
  expect(status).toBe(1);
  expect(stderr).toContain("Millrace's native engine can't be built here");
  expect(stderr).toMatch(/CMake 3\.20 or later was not found\. To get it: .+/);
  expect(stderr).toMatch(/A C\+\+20 compiler was not found .*To get it: .+/);
  expect(stderr).toMatch(/make was not found\. To get it: .+/);
});

test.skipIf(process.platform === 'win32')('names only what is missing', () => {
  const { status, stderr } = buildWith('c++', 'make');
  expect(status).toBe(1);
  expect(stderr).toContain('CMake');
  expect(stderr).not.toContain('compiler was not found');
  expect(stderr).not.toContain('make was not found');
});
