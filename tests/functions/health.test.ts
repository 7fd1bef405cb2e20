import { beforeAll, beforeEach, afterAll, expect, it } from 'vitest';
import { health, type HealthServices } from '../../functions/health.ts';
import { createAuth } from '../../shared/platform/auth.ts';
import { createCache } from '../../shared/platform/cache.ts';
import { createApp } from '../../shared/platform/http.ts';
import { configureLog } from '../../shared/platform/log.ts';
import { registry } from '../../shared/platform/metrics.ts';

afterAll(configureLog({ sink: () => undefined }));

const key = 'a-key-for-the-health-tests';
let now = 0;
let asked = 0;
let storeUp = true;

function build(overrides: Partial<HealthServices> = {}) {
  return health({
    app: createApp({ name: 'health' }),
    auth: createAuth({
      GOOGLE_CLOUD_PROJECT: 'demo-butler',
      PROFILE_ADMIN_API_KEY: key,
      SERVICE_AUDIENCE: undefined,
      SERVICE_ACCOUNTS: [],
      AUTH_ISSUER_URL: undefined,
      FIREBASE_AUTH_EMULATOR_HOST: undefined,
      K_SERVICE: undefined,
    }),
    probes: {
      firestore: () => {
        asked += 1;
        return storeUp ? Promise.resolve() : Promise.reject(new Error('down'));
      },
      pubsub: () => Promise.resolve(),
    },
    cache: createCache({ name: 'health', ttlMs: 10_000, max: 1, clock: () => now }),
    lastBeat: () => Promise.resolve({ count: 3, at: Date.UTC(2026, 0, 2, 3, 4, 5), source: 'schedule' }),
    metrics: () => registry.metrics(),
    model: 'offline',
    openToLoopback: false,
    ...overrides,
  });
}

let app: ReturnType<typeof build>;
const asService = { headers: { 'x-admin-key': key } };

beforeAll(() => configureLog({ sink: () => undefined }));
beforeEach(() => {
  now = 0;
  asked = 0;
  storeUp = true;
  app = build();
});

it('tells anyone a bare status and probes nothing for them', async () => {
  const response = await app.request('/health');
  expect([response.status, await response.json()]).toEqual([200, { status: 'ok', model: 'offline' }]);
  expect(asked).toBe(0);
});

it('tells a service each dependency and the last heartbeat', async () => {
  const body = (await (await app.request('/health', asService)).json()) as Record<string, unknown>;
  expect(body).toMatchObject({
    status: 'ok',
    checks: { firestore: { ok: true }, pubsub: { ok: true } },
    heartbeat: { count: 3, at: '2026-01-02T03:04:05.000Z' },
  });
});

it('keeps what it probed for ten seconds', async () => {
  await app.request('/health', asService);
  now = 9_999;
  await app.request('/health', asService);
  expect(asked).toBe(1);
  now = 10_001;
  await app.request('/health', asService);
  expect(asked).toBe(2);
});

it('says degraded, and which, when a dependency is down', async () => {
  storeUp = false;
  const response = await app.request('/health', asService);
  expect([response.status, await response.json()]).toMatchObject([
    200,
    { status: 'degraded', checks: { firestore: { ok: false }, pubsub: { ok: true } } },
  ]);
});

it('does not wait for a dependency that never answers', async () => {
  app = build({ probes: { bigquery: () => new Promise(() => undefined) }, probeLimitMs: 20 });
  expect(await (await app.request('/health', asService)).json()).toMatchObject({
    status: 'degraded',
    checks: { bigquery: { ok: false } },
  });
});

it('refuses a wrong key rather than taking it for no key', async () => {
  const response = await app.request('/health', { headers: { 'x-admin-key': 'another-key-altogether' } });
  expect(response.status).toBe(401);
});

it('shows metrics to services alone', async () => {
  expect((await app.request('/metrics')).status).toBe(401);
  const response = await app.request('/metrics', asService);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('http_requests_total');
});
