import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, expect, it } from 'vitest';
import type { Caller } from '../../../shared/platform/auth.ts';
import { type App, createApp } from '../../../shared/platform/http.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { registry } from '../../../shared/platform/metrics.ts';
import { type RateLimit, rateLimit } from '../../../shared/platform/rate-limit.ts';

let now = 0;
afterAll(configureLog({ sink: () => undefined }));

/** An app that lets through three a minute; the test says who calls in headers. */
function appOf(options: Partial<RateLimit> = {}): App {
  const app = createApp({ name: 'test' });
  app.use(async (c, next) => {
    const caller = c.req.header('x-caller');
    if (caller !== undefined) c.set('caller', JSON.parse(caller) as Caller);
    await next();
  });
  const limit = rateLimit({
    name: 'test',
    limit: 3,
    windowSeconds: 60,
    by: 'person',
    proxies: 1,
    clock: () => now,
    ...options,
  });
  app.get('/', limit, (c) => c.text('yes'));
  return app;
}

const user = (userId: string) => ({ 'x-caller': JSON.stringify({ kind: 'user', userId }) });
const service = (name: string) => ({ 'x-caller': JSON.stringify({ kind: 'service', name }) });
const from = (forwarded: string) => ({ 'x-forwarded-for': forwarded });

/** How many of ten requests get through. */
async function through(app: App, headers: Record<string, string>): Promise<number> {
  let passed = 0;
  for (let i = 0; i < 10; i += 1) if ((await app.request('/', { headers })).ok) passed += 1;
  return passed;
}

it('lets the limit through and then says when to come back', async () => {
  const app = appOf();
  expect(await through(app, user('ann'))).toBe(3);
  const refused = await app.request('/', { headers: user('ann') });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '20']);
  expect(await refused.json()).toMatchObject({ error: { code: 'rate_limited' } });
  now += 20_000;
  expect(await through(app, user('ann'))).toBe(1);
  now += 3_600_000;
  expect(await through(app, user('ann'))).toBe(3);
});

it('counts each person and each service apart, wherever they call from', async () => {
  const app = appOf();
  expect(await through(app, { ...user('ann'), ...from('1.1.1.1') })).toBe(3);
  expect(await through(app, { ...user('ann'), ...from('2.2.2.2') })).toBe(0);
  expect(await through(app, user('ben'))).toBe(3);
  expect(await through(app, service('reader@demo.example'))).toBe(3);
});

it('counts an address’s callers together where told so, or where nobody signed in', async () => {
  const byAddress = appOf({ by: 'address' });
  expect(await through(byAddress, { ...user('ann'), ...from('1.1.1.1') })).toBe(3);
  expect(await through(byAddress, { ...user('ben'), ...from('1.1.1.1') })).toBe(0);
  expect(await through(byAddress, { ...user('ben'), ...from('2.2.2.2') })).toBe(3);
  const byPerson = appOf();
  expect(await through(byPerson, from('1.1.1.1'))).toBe(3);
  expect(await through(byPerson, from('1.1.1.1'))).toBe(0);
});

it('believes only what trusted proxies appended', async () => {
  const one = appOf({ by: 'address' });
  expect(await through(one, from('6.6.6.1, 1.1.1.1'))).toBe(3);
  expect(await through(one, from('6.6.6.2, 1.1.1.1'))).toBe(0);
  const two = appOf({ by: 'address', proxies: 2 });
  expect(await through(two, from('6.6.6.1, 1.1.1.1, 9.9.9.1'))).toBe(3);
  expect(await through(two, from('6.6.6.2, 1.1.1.1, 9.9.9.2'))).toBe(0);
});

it('believes no header but the connection where nothing stands in front', async () => {
  const app = appOf({ by: 'address', proxies: 0 });
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const statuses = [];
  for (let i = 0; i < 5; i += 1) {
    statuses.push((await fetch(url, { headers: from(`6.6.6.${i}`) })).status);
  }
  server.close();
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
});

it('forgets the least recently seen when too many call', async () => {
  const app = appOf({ max: 2 });
  expect(await through(app, user('ann'))).toBe(3);
  expect(await through(app, user('ben'))).toBe(3);
  expect(await through(app, user('ann'))).toBe(0);
  expect(await through(app, user('cat'))).toBe(3);
  expect(await through(app, user('ann'))).toBe(0);
  expect(await through(app, user('ben'))).toBe(3);
});

it('counts what it refused', async () => {
  await through(appOf({ name: 'counted' }), user('ann'));
  expect(await registry.metrics()).toContain('rate_limited_total{limit="counted"} 7');
});
