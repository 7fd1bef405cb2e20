import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import * as functions from '../../../functions/index.ts';
import { mergeOpenapi } from '../../../infra/docs/merge-openapi.ts';
import { localProject } from '../../../shared/platform/config.ts';

// As where the files of hosting are built: no service answers there.
beforeAll(() => {
  // Each function's code is loaded.
  vi.setConfig({ testTimeout: 120_000 });
  vi.stubEnv('GOOGLE_CLOUD_PROJECT', localProject);
  vi.stubEnv('FIRESTORE_EMULATOR_HOST', '127.0.0.1:1');
  vi.stubEnv('PUBSUB_EMULATOR_HOST', '127.0.0.1:1');
  vi.stubEnv('BIGQUERY_EMULATOR_HOST', 'http://127.0.0.1:1');
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const described = Object.entries(functions).filter(([, { trigger }]) => trigger === 'http');

it.each(described)('the routes of %s can be described', async (name, entry) => {
  const { openapi } = await mergeOpenapi({ [name]: entry });
  expect(openapi).toBe('3.1.0');
});

it('no two functions claim the same path', async () => {
  const { paths } = await mergeOpenapi(functions);
  expect(paths).toHaveProperty(['/api/interactions/track', 'post', 'requestBody']);
});
