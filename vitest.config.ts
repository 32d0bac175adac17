import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 60_000,
    // Each file in a process of its own: the addon's pool and Dawn live as long as the process.
    pool: 'forks',
  },
});
