import { defineConfig } from 'vitest/config';

/** The integration suite: against the emulators that the environment names, else against the local cloud. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['tests/emulator/**/*.test.ts'],
    globalSetup: ['tests/emulator/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: { METADATA_SERVER_DETECTION: 'none' },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  },
});
