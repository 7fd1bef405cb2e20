import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { buildFunctions } from '../../infra/build/build-functions.ts';
import { type LocalCloud, startCloud } from '../../infra/local/cloud.ts';
import { createIssuer } from '../../infra/local/issuer.ts';
import { provision } from '../../infra/provision/provision.ts';
import { productsCollection } from '../../shared/catalog/index.ts';
import { openSeenIds, seenDocumentSchema, type TrackedEvent } from '../../shared/events/index.ts';
import { bigquery, closeClients, firestore } from '../../shared/platform/clients.ts';
import { type StartedBundle, startBundle } from '../infra/build/start-bundle.ts';
import { startKeyServer } from '../shared/platform/fake-key-server.ts';

let folder: string;
let cloud: LocalCloud;
let keys: Awaited<ReturnType<typeof startKeyServer>>;
let issuer: Awaited<ReturnType<typeof createIssuer>>;
let environment: Record<string, string>;
const started: StartedBundle[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'butler-tracking-'));
  await buildFunctions({ folder, only: ['interactions'] });
  keys = await startKeyServer();
  issuer = await createIssuer({ data: ':memory:', url: () => keys.url });
  keys.state.keys = issuer.jwks().keys;
  cloud = await startCloud({ data: ':memory:' });
  environment = { ...cloud.endpoints, GOOGLE_CLOUD_PROJECT: 'demo-butler', AUTH_ISSUER_URL: keys.url };
  Object.assign(process.env, environment);
  await provision({ apply: true });
  const product = {
    productId: 'milk',
    name: { en: 'Milk' },
    category: 'milk',
    attributes: [],
    price: { amount: 1, currency: 'EUR' },
    tags: [],
  };
  await (await firestore()).collection(productsCollection).doc('milk').set(product);
}, 120_000);

afterEach(async () => {
  for (const bundle of started.splice(0)) {
    bundle.signal('SIGKILL');
    await bundle.exit;
  }
});

afterAll(async () => {
  await closeClients();
  await Promise.all([cloud.close(), keys.close()]);
  await rm(folder, { recursive: true });
});

async function start(): Promise<StartedBundle> {
  const bundle = await startBundle(join(folder, 'interactions'), 'interactions', environment);
  started.push(bundle);
  return bundle;
}

async function tell({ url }: StartedBundle, token: string, told: TrackedEvent | TrackedEvent[], query = '') {
  const answer = await fetch(new URL(`/api/interactions/track${query}`, url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(told),
  });
  expect([answer.status, await answer.text()]).toEqual([202, expect.any(String)]);
}

async function eventsOf(userId: string): Promise<unknown> {
  return (await (await firestore()).doc(`users/${userId}/state/preferences`).get()).get('events');
}

/** Which of these the person's days hold. */
async function stored(userId: string): Promise<(id: string) => boolean> {
  const days = await (await firestore()).collection(`users/${userId}/seen`).get();
  const ids = days.docs.map((day) => openSeenIds(seenDocumentSchema.parse(day.data()).ids));
  return (id) => ids.some((day) => day.has(id));
}

const click = (eventId: string): TrackedEvent => ({ eventType: 'click_product', productId: 'milk', eventId, at: Date.now() }); // prettier-ignore

it('a bundle that is told to end stores and streams all that it has taken', async () => {
  const bundle = await start();
  const people = Array.from({ length: 8 }, (_, n) => `leaving-${n}`);
  await Promise.all(
    people.map(async (userId) => {
      const token = await issuer.signUser(userId);
      for (let n = 0; n < 5; n++) await tell(bundle, token, [click(`a${n}`), click(`b${n}`)]);
    }),
  );
  bundle.signal('SIGTERM');
  expect(await bundle.exit).toBe(0);
  for (const userId of people) expect(await eventsOf(userId)).toBe(10);
  const query = `SELECT COUNT(*) AS n FROM butler.raw_user_actions_unique WHERE STARTS_WITH(user_id, 'leaving-')`;
  expect((await (await bigquery()).query(query))[0]).toEqual([{ n: 80 }]);
});

it('killed amid the load, it loses at most what was told within the last flush, and nothing durable', async () => {
  const bundle = await start();
  const people = Array.from({ length: 4 }, (_, n) => `killed-${n}`);
  const answered: { userId: string; event: TrackedEvent; durable: boolean; at: number }[] = [];
  const tokens = new Map<string, string>();
  for (const userId of people) tokens.set(userId, await issuer.signUser(userId));
  let over = false;
  const isOver = () => over;
  const loads = people.map(async (userId, person) => {
    for (let n = 0; !isOver(); n++) {
      const event = click(`e${n}`);
      const durable = n % 7 === person;
      try {
        await tell(bundle, tokens.get(userId) ?? '', event, durable ? '?durable=true' : '');
      } catch (cause) {
        if (isOver()) return;
        throw cause;
      }
      answered.push({ userId, event, durable, at: performance.now() });
    }
  });
  const longEnough = () => performance.now() - (answered[0]?.at ?? Infinity) > 4000;
  await expect.poll(longEnough, { timeout: 15_000 }).toBe(true);
  over = true;
  const killedAt = performance.now();
  bundle.signal('SIGKILL');
  await Promise.all([bundle.exit, ...loads]);

  const holds = new Map<string, (id: string) => boolean>();
  for (const userId of people) holds.set(userId, await stored(userId));
  const isStored = (one: (typeof answered)[number]) =>
    holds.get(one.userId)?.(one.event.eventId ?? '') === true;
  const lost = answered.filter((one) => !isStored(one));
  expect(lost.filter(({ durable }) => durable)).toEqual([]);
  // A second between flushes, and what one takes on a busy machine.
  expect(lost.filter(({ at }) => at < killedAt - 2500)).toEqual([]);
  expect(answered.length).toBeGreaterThan(lost.length);

  const again = await start();
  for (const userId of people) {
    const told = answered.filter((one) => one.userId === userId).map(({ event }) => event);
    for (let from = 0; from < told.length; from += 100)
      await tell(again, tokens.get(userId) ?? '', told.slice(from, from + 100));
  }
  again.signal('SIGTERM');
  await again.exit;
  for (const userId of people) {
    const told = answered.filter((one) => one.userId === userId).length;
    // The one that was on its way when it was killed may have been stored too.
    expect([told, told + 1]).toContain(await eventsOf(userId));
  }
}, 60_000);
