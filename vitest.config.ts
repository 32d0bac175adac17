import { defineConfig } from 'vitest/config';

// Each file in a process of its own: the addon's pool and Dawn live as long as the process.
const shared = { testTimeout: 60_000, pool: 'forks' } as const;
const apart = ['tests/alone/**', 'tests/package/**'];

export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: 'together', include: ['tests/**/*.test.ts'], exclude: apart } },
      // What measures time: nothing else may run beside it. Groups run one after the other.
      {
        test: {
          ...shared,
          name: 'alone',
          include: ['tests/alone/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      // Packs and installs: slow, and it needs a package registry. `npm run test:package`
      {
        test: {
          ...shared,
          name: 'package',
          include: ['tests/package/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
