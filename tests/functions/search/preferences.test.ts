import { afterAll, beforeAll, expect, it } from 'vitest';
import { preferenceRoutes } from '../../../functions/search/preference-routes.ts';
import { createApp } from '../../../shared/platform/http.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import {
  defaultRules as rules,
  emptyState,
  forgetStored,
  learnEvent,
  preferencesOf,
  preferencesRef,
  readState,
  showPreferences,
  unknownPopulation as population,
  usualItems,
  writeState,
} from '../../../shared/preferences/index.ts';
import { type Server, startServer } from '../../infra/local/firestore/start-server.ts';
import { startSignIn } from '../me/sign-in.ts';

afterAll(configureLog({ sink: () => undefined }));

let server: Server;
let signedIn: Awaited<ReturnType<typeof startSignIn>>;
beforeAll(async () => {
  [server, signedIn] = await Promise.all([startServer(), startSignIn()]);
});
afterAll(() => Promise.all([server.stop(), signedIn.close()]));

const dayMs = 86_400_000;
const now = Date.UTC(2026, 10, 20);
const oat = { productId: 'p1', category: 'milk', brand: 'Oat & Co / Nord', attributes: ['plant-based'] };

async function as(userId: string) {
  const app = createApp({ name: 'search' });
  app.use('/api/*', signedIn.auth.requireUser());
  preferenceRoutes(app, {
    preferences: {
      async read(id) {
        const stored = preferencesOf(await preferencesRef(server.firestore, id).get());
        return stored && showPreferences(stored, { rules, population, now });
      },
      forget: (id, kind, key) => forgetStored(server.firestore, id, { kind, key, now }),
      nameOf: (id) => (id === 'p1' ? { en: 'Oat milk' } : undefined),
    },
  });
  const headers = { authorization: `Bearer ${await signedIn.signIn(userId)}` };
  const call = async (path: string, method = 'GET') => {
    const response = await app.request(path, { method, headers });
    return { status: response.status, body: response.status === 204 ? null : await response.json() };
  };
  return {
    app,
    read: (query = '') => call(`/api/v1/preferences${query}`),
    forget: (kind: string, key: string) =>
      call(`/api/v1/preferences/${kind}/${encodeURIComponent(key)}`, 'DELETE'),
    stored: async () => preferencesOf(await preferencesRef(server.firestore, userId).get()),
    async buy(times: number) {
      const state = emptyState(rules);
      for (let n = times; n > 0; n -= 1)
        learnEvent(state, { eventType: 'purchase', at: now - n * 7 * dayMs, quantity: 2 }, oat, rules);
      learnEvent(state, { eventType: 'click_product', at: now - 1000 }, { ...oat, productId: 'p2' }, rules);
      const usual = usualItems(state.history, rules, now).map(({ productId, confidence }) => ({
        productId,
        name: { ru: 'Овсяное молоко' },
        confidence,
      }));
      await preferencesRef(server.firestore, userId).set({
        ...writeState(state),
        usualItems: usual,
        events: times + 1,
        updatedAt: now - 1000,
        since: 0,
        joined: [],
      });
    },
  };
}

it('tells what was learned, how strongly, and what is usual in what quantity and how often', async () => {
  const { buy, read } = await as('ann');
  await buy(4);
  const { status, body } = await read();
  expect(status).toBe(200);
  expect(body).toMatchObject({
    learned: {
      category: [{ key: 'milk', for: expect.closeTo(3.65, 1), against: 0, lastAt: now - 1000 }],
      brand: [{ key: 'Oat & Co / Nord', score: expect.any(Number) }],
      attribute: [{ key: 'plant-based' }],
      item: [{ key: 'p1', name: { en: 'Oat milk' } }, { key: 'p2' }],
    },
    totals: { category: 1, brand: 1, attribute: 1, item: 2 },
    usual: [
      {
        productId: 'p1',
        name: { en: 'Oat milk' },
        purchases: 4,
        intervalDays: 7,
        due: 1,
        quantity: { quantity: 2, fill: true },
      },
    ],
    forgotten: [],
    events: 5,
    updatedAt: now - 1000,
  });
  expect(body).toMatchObject({
    learned: { category: [{ score: expect.toSatisfy((score: number) => score > 0.5) }] },
  });
  expect((await read('?limit=1')).body).toMatchObject({
    learned: { item: [{ key: 'p1' }] },
    totals: { item: 2 },
  });
  expect(await read('?limit=0')).toMatchObject({
    status: 400,
    body: { error: { fields: [{ path: 'limit' }] } },
  });
});

it('forgets one thing, which stays forgotten whatever happened before', async () => {
  const { buy, read, forget, stored } = await as('bob');
  await buy(3);
  expect((await forget('brand', 'Oat & Co / Nord')).status).toBe(204);
  expect((await forget('item', 'p1')).status).toBe(204);
  const { body } = await read();
  expect(body).toMatchObject({
    learned: { brand: [], item: [{ key: 'p2' }], category: [{ key: 'milk' }] },
    usual: [],
    forgotten: [
      { kind: 'brand', key: 'Oat & Co / Nord', at: now },
      { kind: 'item', key: 'p1', at: now },
    ],
  });
  const document = await stored();
  expect([document?.usualItems, document?.updatedAt]).toEqual([[], now + 1]);
  const state = readState(document!);
  learnEvent(state, { eventType: 'purchase', at: now - 10 }, oat, rules);
  expect([state.evidence.brand.size, state.history.size]).toEqual([0, 0]);
  learnEvent(state, { eventType: 'purchase', at: now + 10 }, oat, rules);
  expect([state.evidence.brand.size, state.history.size]).toEqual([1, 1]);
  expect((await forget('brand', 'Oat & Co / Nord')).status).toBe(204);
});

it('does not know what was never learned, and learns nothing of someone by being asked', async () => {
  const { read, forget, stored } = await as('eve');
  expect(await read()).toMatchObject({ status: 200, body: { learned: { category: [] }, events: 0 } });
  expect((await forget('brand', 'any')).status).toBe(404);
  expect(await stored()).toBeUndefined();
  expect(await forget('colour', 'any')).toMatchObject({
    status: 400,
    body: { error: { fields: [{ path: 'kind' }] } },
  });
});

it('is for the person alone', async () => {
  const { app } = await as('kim');
  expect((await app.request('/api/v1/preferences')).status).toBe(401);
  expect((await app.request('/api/v1/preferences/brand/x', { method: 'DELETE' })).status).toBe(401);
});
