import { expect, test } from 'vitest';
import { fuzzFiles } from './run.mjs';

// `npm run fuzz:files` reads 10,000.
test('files that are nearly right end in rows or in a typed error', { timeout: 300_000 }, async () => {
  const { rows, errors, faults } = await fuzzFiles(400, 7);
  expect(faults).toEqual([]);
  const refused = [...errors.values()].reduce((sum, count) => sum + count, 0);
  expect(rows + refused).toBe(400);
  expect(rows).toBeGreaterThan(20);
  expect(refused).toBeGreaterThan(100);
});
