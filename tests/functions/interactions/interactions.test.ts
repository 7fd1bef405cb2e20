import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { configureLog } from '../../../shared/platform/log.ts';
import { type Server, startServer } from '../../infra/local/firestore/start-server.ts';
import { startSignIn } from '../me/sign-in.ts';
import { startShop } from './start-shop.ts';

const logged: string[] = [];
afterAll(configureLog({ sink: (line) => void logged.push(line) }));

let server: Server;
let signedIn: Awaited<ReturnType<typeof startSignIn>>;
let now: number;
let person = 0;

beforeAll(async () => {
  [server, signedIn] = await Promise.all([startServer(), startSignIn()]);
});
afterAll(() => Promise.all([server.stop(), signedIn.close()]));
beforeEach(() => {
  now = Date.now();
});

async function start(overrides: { personalization?: boolean } = {}) {
  const userId = `kay-${(person += 1)}`;
  const token = await signedIn.signIn(userId);
  const shop = startShop({
    firestore: server.firestore,
    auth: signedIn.auth,
    clock: () => now,
    ...overrides,
  });
  return {
    ...shop,
    userId,
    token,
    track: (json: unknown, query = '') => shop.ask(token, 'POST', `/api/interactions/track${query}`, json),
    preferences: () => server.firestore.doc(`users/${userId}/state/preferences`).get(),
  };
}
const click = { eventType: 'click_product', productId: 'oat-milk' };

describe('POST /api/interactions/track', () => {
  it('a click is taken at once, known here before it is stored, and stored soon after', async () => {
    const { track, tracking, userId, preferences, rows } = await start();
    const { status, body } = await track({
      ...click,
      sessionId: 's1',
      position: 2,
      context: { badges: ['usual'] },
    });
    expect(status).toBe(202);
    expect(body).toEqual({
      status: 'tracked',
      eventId: expect.any(String),
      preferencesUpdated: true,
      durable: false,
      responseTimeMs: expect.any(Number),
    });
    expect(tracking.pending(userId)).toEqual([
      expect.objectContaining({
        eventId: body.eventId,
        subject: expect.objectContaining({ category: 'milk' }),
      }),
    ]);
    await expect.poll(async () => (await preferences()).get('events') as number, { timeout: 10_000 }).toBe(1);
    expect((await preferences()).get('evidence')).toMatchObject({ category: { milk: { minus: 0 } }, item: { 'oat-milk': {} } }); // prettier-ignore
    expect(rows).toEqual([
      {
        insertId: body.eventId,
        row: {
          event_id: body.eventId,
          event_timestamp: new Date(now).toISOString(),
          event_type: 'click_product',
          user_id: userId,
          session_id: 's1',
          product_id: 'oat-milk',
          interaction_strength: 0.2,
          raw_event_data: JSON.stringify({
            position: 2,
            context: { badges: ['usual'] },
            category: 'milk',
            brand: 'Oatly',
            attributes: ['plant-based'],
            rulesVersion: 'r1',
          }),
        },
      },
    ]);
  });

  it.each([
    [{ ...click, eventType: 'hovered' }, 'eventType'],
    [{ ...click, eventType: 'Click' }, 'eventType'],
    [{ ...click, productId: 'nothing-like-it' }, 'productId'],
    [{ eventType: 'purchase' }, 'productId'],
    [{ ...click, at: '2199-01-01T00:00:00Z' }, 'at'],
    [{ ...click, at: '2024-01-01T00:00:00Z' }, 'at'],
    [{ ...click, at: 'yesterday' }, 'at'],
    [{ ...click, eventId: 'e1' }, 'at'],
    [{ ...click, context: { note: 'x'.repeat(5000) } }, 'context'],
    [{ ...click, context: ['not', 'an', 'object'] }, 'context'],
    [{ ...click, quantity: 0 }, 'quantity'],
    [{ ...click, eventType: 'rate' }, 'rating'],
    [{ ...click, eventType: 'rate', rating: 6 }, 'rating'],
    [{ eventType: 'search' }, 'query'],
    [{ ...click, userId: 'someone-else' }, 'userId'],
    [{ ...click, productId: 'oat\ud800' }, 'productId'],
    [{ ...click, sessionId: '\udc00' }, 'sessionId'],
    [{ ...click, eventId: '\ud800', at: Date.now() }, 'eventId'],
    [{ eventType: 'search', query: 'milk \ud83d' }, 'query'],
    [{ ...click, context: { deep: [{ note: '\ud800' }] } }, 'context'],
    [{ ...click, context: { ['\ud800']: 1 } }, 'context'],
    [null, 'body'],
    ['an event', 'body'],
  ])('%j is refused, naming the field', async (event, field) => {
    const { track, rows } = await start();
    const { status, body } = await track(event);
    expect(status).toBe(400);
    expect(body.error?.fields?.map(({ path }) => path)).toContain(field);
    expect(rows).toEqual([]);
  });

  it('a context that is deeper than can be written is refused as one that is too large', async () => {
    const { app, token } = await start();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const body = `{"eventType":"click_product","productId":"chips","context":{"deep":${deep}}}`;
    const answer = await app.request('/api/interactions/track', { method: 'POST', headers, body });
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { error: { fields: [{ path: 'context' }] } },
    ]);
  });

  it('a long category is cut between characters', async () => {
    const { track, rows } = await start();
    await track({ eventType: 'search', query: 'x', context: { category: `${'a'.repeat(79)}🥛🥛` } });
    expect(rows[0]?.row.raw_event_data).toContain(`"category":"${'a'.repeat(79)}🥛","`);
  });

  it('a batch answers for each event', async () => {
    const { track } = await start();
    const { status, body } = await track([
      click,
      { ...click, productId: 'nothing-like-it' },
      { eventType: 'search', query: 'milk', context: { category: 'Milk' } },
      'not an event',
      { ...click, quantity: 0 },
    ]);
    expect(status).toBe(202);
    expect(body.results?.map((result) => result.status)).toEqual(['tracked', 'refused', 'tracked', 'refused', 'refused']); // prettier-ignore
    expect(body.results?.map(({ error }) => error?.fields?.[0]?.path)).toEqual([undefined, '1.productId', undefined, '3', '4.quantity']); // prettier-ignore
  });

  it('a batch of which nothing can be taken, or of too many, is refused', async () => {
    const { track } = await start();
    const none = await track([{ eventType: 'purchase' }, { ...click, quantity: -1 }]);
    expect(none.status).toBe(400);
    expect(none.body.error?.fields?.map(({ path }) => path)).toEqual(['0.productId', '1.quantity']);
    for (const many of [[], Array.from({ length: 101 }, () => click)])
      expect((await track(many)).body.error?.fields?.[0]?.path).toBe('body');
  });

  it('what is no JSON, and a flag that is neither true nor false, is refused', async () => {
    const { app, token, track } = await start();
    const authorization = `Bearer ${token}`;
    const send = (type: string, body: string) =>
      app.request('/api/interactions/track', { method: 'POST', headers: { authorization, 'content-type': type }, body }); // prettier-ignore
    expect((await send('application/json', '{')).status).toBe(400);
    expect((await send('text/plain', '{}')).status).toBe(415);
    expect((await track(click, '?durable=maybe')).body.error?.fields?.[0]?.path).toBe('durable');
  });

  it('is for signed-in people only', async () => {
    const { ask } = await start();
    expect((await ask(undefined, 'POST', '/api/interactions/track', click)).status).toBe(401);
    const telegram = await signedIn.signIn('telegram:5');
    expect((await ask(telegram, 'POST', '/api/interactions/track', click)).status).toBe(403);
  });

  it('a purchase, a cart event and whatever asks for it are stored before the answer', async () => {
    const { track, preferences } = await start();
    let events = 0;
    for (const event of ['purchase', 'add_to_cart', 'remove_from_cart']) {
      const { body } = await track({ ...click, eventType: event });
      expect(body.durable).toBe(true);
      expect((await preferences()).get('events')).toBe((events += 1));
    }
    expect((await track(click, '?durable=true')).body.durable).toBe(true);
    expect((await preferences()).get('events')).toBe(events + 1);
  });

  it('the same event again has one effect, also on another instance, and after it was stored', async () => {
    const { track, preferences, userId, token, rows } = await start();
    const event = { ...click, eventType: 'purchase', eventId: 'order-7', at: now - 60_000 };
    expect((await track(event)).status).toBe(202);
    const first = (await preferences()).data();
    const other = startShop({ firestore: server.firestore, auth: signedIn.auth, clock: () => now });
    expect((await track(event)).status).toBe(202);
    expect((await other.ask(token, 'POST', '/api/interactions/track', [event, event])).status).toBe(202);
    expect((await preferences()).data()).toEqual(first);
    const [insertId] = new Set([...rows, ...other.rows].map((row) => row.insertId));
    expect(new Set([...rows, ...other.rows].map((row) => row.insertId))).toEqual(new Set([insertId]));
    expect(Buffer.byteLength(insertId ?? '')).toBeLessThanOrEqual(128);
    expect(tracking(userId, other)).toBe(0);
  });

  it('usual items are stored with their names', async () => {
    const { track, preferences } = await start();
    for (const days of [6, 4, 2]) {
      const at = now - days * 86_400_000;
      await track({ ...click, eventType: 'purchase', quantity: 2, at });
    }
    expect((await preferences()).get('usualItems')).toEqual([
      { productId: 'oat-milk', name: { en: 'Oat milk', ru: 'Овсяное молоко' }, confidence: expect.any(Number), quantity: 2 }, // prettier-ignore
    ]);
  });

  it('without personalization events go to analysts and carts follow, and no preferences are read or written', async () => {
    const { track, ask, token, userId, preferences, rows } = await start({ personalization: false });
    expect((await track(click)).body).toMatchObject({ preferencesUpdated: false, durable: false });
    expect((await track({ ...click, eventType: 'add_to_cart' })).body).toMatchObject({ preferencesUpdated: false, durable: true }); // prettier-ignore
    expect((await track(click, '?durable=true')).body).toMatchObject({ preferencesUpdated: false, durable: true }); // prettier-ignore
    expect(rows).toHaveLength(3);
    const seen = () => server.firestore.collection(`users/${userId}/seen`).get();
    await expect
      .poll(async () => (await seen()).docs[0]?.get('count') as number, { timeout: 10_000 })
      .toBe(3);
    expect((await ask(token, 'GET', '/api/v1/cart')).body.items).toHaveLength(1);
    expect((await preferences()).exists).toBe(false);
  });
});

const tracking = (userId: string, shop: ReturnType<typeof startShop>) => shop.tracking.pending(userId).length;

describe('the cart', () => {
  it('follows cart events and is emptied of what was bought', async () => {
    const { track, ask, token } = await start();
    expect((await ask(token, 'GET', '/api/v1/cart')).body).toEqual({ items: [], updatedAt: null });
    await track([{ ...click, eventType: 'add_to_cart', quantity: 3 }, { eventType: 'add_to_cart', productId: 'chips' }]); // prettier-ignore
    now += 1000;
    await track({ ...click, eventType: 'remove_from_cart', quantity: 1 });
    const names = { 'oat-milk': { en: 'Oat milk', ru: 'Овсяное молоко' }, chips: { en: 'Chips' } };
    expect((await ask(token, 'GET', '/api/v1/cart')).body.items).toEqual([
      { productId: 'chips', quantity: 1, name: names.chips },
      { productId: 'oat-milk', quantity: 2, name: names['oat-milk'] },
    ]);
    now += 1000;
    await track([
      { eventType: 'purchase', productId: 'chips' },
      { ...click, eventType: 'remove_from_cart' },
    ]);
    expect((await ask(token, 'GET', '/api/v1/cart')).body.items).toEqual([]);
  });

  it('is replaced as a whole; what happened before does not change it any more', async () => {
    const { track, ask, token } = await start();
    const put = (items: object[]) => ask(token, 'PUT', '/api/v1/cart', { items });
    expect((await put([{ productId: 'oat-milk', quantity: 4 }])).body.items).toEqual([
      expect.objectContaining({ productId: 'oat-milk', quantity: 4 }),
    ]);
    await track({ eventType: 'add_to_cart', productId: 'chips', at: now - 1000 });
    now += 1;
    await track({ ...click, eventType: 'add_to_cart' });
    expect((await ask(token, 'GET', '/api/v1/cart')).body.items).toEqual([
      expect.objectContaining({ productId: 'oat-milk', quantity: 5 }),
    ]);
    now += 1;
    expect((await put([])).body.items).toEqual([]);
  });

  it('takes no unknown product, no product twice, not too many pieces', async () => {
    const { ask, token } = await start();
    for (const [items, field] of [
      [[{ productId: 'chips' }, { productId: 'nothing-like-it' }], 'items.1.productId'],
      [[{ productId: 'chips' }, { productId: 'chips' }], 'items'],
      [[{ productId: 'chips', quantity: 1000 }], 'items.0.quantity'],
      [[{ productId: 'chips\ud800' }], 'items.0.productId'],
    ] as const) {
      const { status, body } = await ask(token, 'PUT', '/api/v1/cart', { items });
      expect([status, body.error?.fields?.[0]?.path]).toEqual([400, field]);
    }
  });
});
