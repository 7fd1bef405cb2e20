import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Most of the time tests wait for servers and queues, so more of them run than there are cores.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/emulator/**'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
          execArgv: ['--disable-warning=ExperimentalWarning'],
        },
      },
      'tests/emulator/vitest.config.ts',
    ],
    coverage: {
      provider: 'v8',
      include: ['functions/**', 'shared/**'],
      reporter: ['text-summary', 'lcovonly'],
      thresholds: { lines: 80 },
    },
  },
});
