import { defineConfig } from 'vitest/config';

// Each file in a process of its own: the addon's pool and Dawn live as long as the process.
const shared = { testTimeout: 60_000, pool: 'forks' } as const;

export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: 'together', include: ['tests/**/*.test.ts'], exclude: ['tests/alone/**'] } },
      // What measures time: nothing else may run beside it, so it is a run of its own.
      { test: { ...shared, name: 'alone', include: ['tests/alone/**/*.test.ts'], fileParallelism: false } },
    ],
  },
});
