import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readActions, replayPerson } from '../../../shared/action-log/index.ts';
import {
  createTracking,
  type RawActionRow,
  rawActionsTable,
  type TrackedEvent,
} from '../../../shared/events/index.ts';
import { createPeople } from '../../../shared/person/index.ts';
import {
  defaultRules,
  forgetStored,
  preferencesOf,
  preferencesRef,
  readState,
  rulesSchema,
  type Rules,
  versionOf,
} from '../../../shared/preferences/index.ts';
import { clearShop } from '../../../shared/rights/clear-shop.ts';
import { type Server, startServer } from '../../infra/local/firestore/start-server.ts';
import { startLog } from './start-log.ts';

let log: Awaited<ReturnType<typeof startLog>>;
let server: Server;
const now = Date.parse('2026-11-20T12:00:00Z');
const dayMs = 86_400_000;

beforeAll(async () => {
  [log, server] = await Promise.all([startLog(), startServer()]);
});
afterAll(() => Promise.all([log.close(), server.stop()]));

const open = () => Promise.resolve(server.firestore);
const oat = {
  productId: 'oat',
  name: { en: 'Oat milk' },
  category: 'milk',
  brand: 'Oatly',
  attributes: ['plant-based'],
};
const chips = { productId: 'chips', name: {}, category: 'snacks', attributes: ['spicy'] };
const products = {
  find: (id: string) => Promise.resolve([oat, chips].find(({ productId }) => productId === id)),
};

let count = 0;

/** A person who is tracked, and whose rows come to the log when the test lets them. */
function someone() {
  const userId = `u${(count += 1)}`;
  const people = createPeople({ firestore: open, clock: () => now });
  const held: { insertId: string; json: RawActionRow }[] = [];
  const tracker = (rules: Rules = defaultRules, receivedAt = now) => {
    const tracking = createTracking({
      firestore: open,
      people,
      products,
      rules: {
        current: () => ({ rules, version: versionOf(rules) }),
        ready: () => Promise.resolve(),
      },
      rows: { push: (insertId, json) => void held.push({ insertId, json }) },
      personalization: true,
      clock: () => receivedAt,
    });
    return {
      tracking,
      track: (event: Partial<TrackedEvent>) =>
        tracking.track(
          userId,
          { eventType: 'purchase', productId: 'oat', ...event },
          { receivedAt, durable: true },
        ),
    };
  };
  return {
    userId,
    tracker,
    async stream() {
      const rows = held.splice(0);
      if (rows.length > 0)
        await log.client.dataset('butler').table(rawActionsTable).insert(rows, { raw: true });
    },
    lose: () => void held.splice(0),
    async replay(rules: Rules = defaultRules, incomplete = false) {
      const actions = await readActions({ bigquery: log.client, dataset: 'butler' }, [userId]);
      const nameOf = async (id: string) => (await products.find(id))?.name;
      return replayPerson(server.firestore, userId, actions.get(userId) ?? [], {
        rules,
        now,
        incomplete,
        nameOf,
      });
    },
    stored: async () => preferencesOf(await preferencesRef(server.firestore, userId).get()),
  };
}

let person: ReturnType<typeof someone>;
beforeEach(() => {
  person = someone();
});

/** A person's events of some weeks, the older ones received when they happened. */
async function shop(rules: Rules = defaultRules) {
  for (const days of [40, 30, 20]) {
    const at = now - days * dayMs;
    await person.tracker(rules, at).track({ eventId: `e${days}`, at, quantity: 2 });
  }
  const { track } = person.tracker(rules);
  await track({ eventType: 'click_product', productId: 'chips', at: now - 2 * dayMs });
  await track({ eventType: 'search', productId: undefined, query: 'milk', context: { category: 'milk' } });
  await track({ eventType: 'rate', rating: 1, productId: 'chips' });
}

test('a replay under the same rules comes to the same', async () => {
  await shop();
  await person.stream();
  const before = await person.stored();
  expect(await person.replay()).toEqual({ outcome: 'replayed', events: 6, waiting: 0, missing: 0 });
  const after = await person.stored();
  expect(after).toEqual({ ...before!, updatedAt: after!.updatedAt });
  expect(after!.usualItems).toMatchObject([{ productId: 'oat', name: { en: 'Oat milk' }, quantity: 2 }]);
  expect(after!.updatedAt).toBeGreaterThan(before!.updatedAt);
});

test('a replay under other half-lives comes to what tracking under them would have', async () => {
  const other = rulesSchema.parse({ halfLifeDays: { item: { plus: 60 } }, weights: { click_product: 0.4 } });
  await shop();
  await person.stream();
  await person.replay(other);
  const replayed = readState((await person.stored())!);
  person = someone();
  await shop(other);
  expect(replayed).toEqual(readState((await person.stored())!));
});

test('what is forgotten stays so', async () => {
  await shop();
  await person.stream();
  await forgetStored(server.firestore, person.userId, { kind: 'brand', key: 'Oatly', now });
  await forgetStored(server.firestore, person.userId, { kind: 'item', key: 'oat', now });
  await person.replay();
  const state = readState((await person.stored())!);
  expect([state.evidence.brand.size, [...state.evidence.item.keys()], state.history.has('oat')]).toEqual([
    0,
    ['chips'],
    false,
  ]);
  expect(state.forgotten.brand.get('Oatly')).toBe(now);
  expect(state.evidence.category.has('milk')).toBe(true);
});

test('what was reset stays so, and what was received since counts, whenever it happened', async () => {
  await shop();
  await clearShop(server.firestore, person.userId, now);
  const { track } = person.tracker(defaultRules, now + 1000);
  await track({ eventId: 'offline', productId: 'chips', at: now - dayMs });
  await track({ eventId: 'after', productId: 'chips', at: now + 500 });
  await person.stream();
  const before = await person.stored();
  expect(await person.replay()).toMatchObject({ outcome: 'replayed', missing: 0 });
  const after = await person.stored();
  expect(readState(after!)).toEqual(readState(before!));
  expect(Object.keys(after!.history)).toEqual(['chips']);
  expect(after!.history['chips']?.purchases).toBe(2);
});

test('where the log has not got a stored event yet, nothing is changed', async () => {
  await shop();
  await person.stream();
  await person.tracker().track({ eventId: 'late', at: now });
  const before = await person.stored();
  expect(await person.replay()).toEqual({ outcome: 'behind', missing: 1 });
  expect(await person.stored()).toEqual(before);
  expect(await person.replay(defaultRules, true)).toMatchObject({
    outcome: 'replayed',
    events: 6,
    missing: 1,
  });
});

test('an event that the log lost is missed, also where its id is looked for no more', async () => {
  const at = now - 35 * dayMs;
  await person.tracker(defaultRules, at).track({ eventId: 'lost', at });
  person.lose();
  await shop();
  await person.stream();
  const before = await person.stored();
  expect(await person.replay()).toEqual({ outcome: 'behind', missing: 1 });
  expect(await person.stored()).toEqual(before);
  const replayed = { outcome: 'replayed', events: 6, waiting: 0, missing: 1 };
  expect(await person.replay(defaultRules, true)).toEqual(replayed);
});

test('an event that is in the log and not yet stored has its effect once', async () => {
  await shop();
  const { track } = person.tracker();
  await track({ eventId: 'waits', at: now - 1000 });
  await person.stream();
  const both = await person.stored();
  // Another instance holds it: in the log, not in the store.
  const day = server.firestore.doc(`users/${person.userId}/seen/2026-11-20`);
  await server.firestore.runTransaction(async (transaction) => {
    const snapshot = await transaction.get(day);
    const ids: unknown = snapshot.get('ids');
    if (!(ids instanceof Uint8Array)) throw new Error('no ids');
    transaction.update(day, { ids: ids.subarray(0, ids.length - 12), count: ids.length / 12 - 1 });
    transaction.update(preferencesRef(server.firestore, person.userId), { events: both!.events - 1 });
  });
  expect(await person.replay()).toMatchObject({ outcome: 'replayed', events: 6, waiting: 1 });
  await person.tracker().track({ eventId: 'waits', at: now - 1000 });
  const after = await person.stored();
  expect(readState(after!)).toEqual(readState(both!));
});

test('of whom nothing is stored, nothing is learned', async () => {
  await log.add({ id: 'x', user: person.userId, at: now, product: 'oat' });
  expect(await person.replay()).toEqual({ outcome: 'nothing' });
  expect(await person.stored()).toBeUndefined();
});
