import { defineConfig } from 'vitest/config';

const google = process.env['FIRESTORE_EMULATOR_HOST'] !== undefined;

/** The integration suite: against the emulators that the environment names, else against the local cloud. */
export default defineConfig({
  test: {
    name: 'emulator',
    root: new URL('../..', import.meta.url).pathname,
    include: ['tests/emulator/**/*.test.ts'],
    // What compares with Google's emulator, or needs its security rules, has no other judge.
    exclude: google ? [] : ['tests/emulator/differential/**', 'tests/emulator/rules/**'],
    globalSetup: [new URL('setup.ts', import.meta.url).pathname],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: { METADATA_SERVER_DETECTION: 'none' },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  },
});
