import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCarts } from '../../../shared/cart/index.ts';
import type { TrackedEvent } from '../../../shared/events/index.ts';
import { createPeople, type ErasureMark, erasureMarkPath } from '../../../shared/person/index.ts';
import { catalog, startTracking } from '../../shared/events/start-tracking.ts';
import { connect } from '../firestore/connect.ts';

const firestore = connect();
const dayMs = 86_400_000;
const now = Date.now();
let made = 0;
const someone = () => `tracked-${now}-${(made += 1)}`;
const doc = (userId: string, path: string) => firestore.doc(`users/${userId}/${path}`);
const open = () => Promise.resolve(firestore);
const meet = (userId: string) => createPeople({ firestore: open }).meet(userId, { receivedAt: now });

/** What a person's documents hold, sums to nine figures, for sums in another order differ beyond. */
async function stored(userId: string): Promise<unknown> {
  const [preferences, cart, seen] = await Promise.all([
    doc(userId, 'state/preferences').get(),
    doc(userId, 'state/cart').get(),
    firestore.collection(`users/${userId}/seen`).get(),
  ]);
  const learned = { ...preferences.data(), updatedAt: 0 };
  const text = JSON.stringify(
    {
      learned,
      cart: cart.get('items') as unknown,
      seen: seen.docs.map((day) => [day.id, day.get('count') as number]),
    },
    (_key, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(9)) : value),
  );
  return JSON.parse(text);
}

const anyEvent = fc.record(
  {
    eventType: fc.constantFrom('purchase', 'add_to_cart', 'remove_from_cart', 'click_product', 'displayed_but_scrolled', 'dwell'), // prettier-ignore
    productId: fc.constantFrom(...catalog.map(({ productId }) => productId)),
    quantity: fc.integer({ min: 1, max: 4 }),
    at: fc.integer({ min: now - 6 * dayMs, max: now }),
  },
  { requiredKeys: ['eventType', 'productId', 'at'] },
);

describe('events of one person', () => {
  it('end the same whichever instances they reach, in any order and told any number of times', async () => {
    const anyEvents = fc.uniqueArray(anyEvent, { minLength: 1, maxLength: 25, selector: ({ at }) => at });
    const anyWays = fc.infiniteStream(fc.nat(11));
    await fc.assert(
      fc.asyncProperty(anyEvents, anyWays, async (drawn, ways) => {
        const events: TrackedEvent[] = drawn.map((event, n) => ({ ...event, eventId: `e${n}` }));
        const [alone, shared] = [someone(), someone()];
        await Promise.all([alone, shared].map(meet));
        await startTracking(firestore).all(alone, events);
        const [one, other] = [startTracking(firestore), startTracking(firestore)];
        const parts: [TrackedEvent[], TrackedEvent[]] = [[], []];
        for (const event of events.toReversed()) {
          const way = ways.next().value ?? 0;
          parts[way % 2 ? 1 : 0].push(event);
          if (way % 3 === 0) parts[way % 2 ? 1 : 0].push(event);
          if (way % 4 === 0) parts[0].unshift(event);
        }
        await Promise.all([one.all(shared, parts[0]), other.all(shared, parts[1])]);
        await startTracking(firestore).all(shared, events.slice(0, 3));
        expect(await stored(shared)).toEqual(await stored(alone));
      }),
      { numRuns: 8, endOnFailure: true },
    );
  }, 120_000);

  it('are all stored where the first of them reach several instances at once', async () => {
    const userId = someone();
    await meet(userId);
    const instances = Array.from({ length: 3 }, () => startTracking(firestore));
    const told = (n: number) => [
      { eventType: 'add_to_cart', productId: `p${n}` },
      { eventType: 'click_product', productId: 'p9' },
    ];
    await Promise.all(instances.map((instance, n) => instance.all(userId, told(n))));
    expect((await doc(userId, 'state/preferences').get()).get('events')).toBe(6);
    const cart = (await doc(userId, 'state/cart').get()).get('items') as object;
    expect(Object.keys(cart).sort()).toEqual(['p0', 'p1', 'p2']);
  });

  it('make the person once where somebody new reaches two instances at once', async () => {
    const userId = someone();
    const told = { eventType: 'purchase', productId: 'p1' };
    await Promise.all([1, 2].map(() => startTracking(firestore).all(userId, [told])));
    expect((await doc(userId, 'state/preferences').get()).get('events')).toBe(2);
  });

  it('are stored by one commit for all that came together', async () => {
    const userId = someone();
    const instance = startTracking(firestore, { writeBehind: { firstMs: 20 } });
    await instance.all(
      userId,
      Array.from({ length: 50 }, () => ({ eventType: 'click_product', productId: 'p1' })),
    );
    const { createTime, updateTime } = await doc(userId, 'state/preferences').get();
    expect(updateTime).toEqual(createTime);
    expect((await doc(userId, 'state/preferences').get()).get('events')).toBe(50);
  });

  it('are known here at once, and not twice once a read holds them', async () => {
    const userId = someone();
    const instance = startTracking(firestore, { writeBehind: { firstMs: 1, apartMs: 60_000 } });
    const before = await doc(userId, 'state/preferences').get();
    await instance.track(userId, { eventType: 'click_product', productId: 'p1' }, { receivedAt: Date.now() });
    expect(instance.pending(userId, 0)).toHaveLength(1);
    await expect.poll(() => instance.pending(userId), { timeout: 10_000 }).toHaveLength(0);
    expect(before.exists).toBe(false);
    expect(instance.pending(userId, 0)).toHaveLength(1);
    const after = (await doc(userId, 'state/preferences').get()).get('updatedAt') as number;
    expect(instance.pending(userId, after)).toHaveLength(0);
  });
});

describe('a person who was erased', () => {
  const click = { eventType: 'click_product', productId: 'p1' };
  const mark = (erasedAt: number): ErasureMark => ({ requestedAt: erasedAt, state: 'erased', erasedAt, receiptId: 'r' }); // prettier-ignore

  it('is not made again by what came before, and begins anew with what comes after', async () => {
    const userId = someone();
    const instance = startTracking(firestore);
    await firestore.doc(erasureMarkPath(userId)).set(mark(now));
    await instance.track(userId, click, { receivedAt: now - 1 });
    await instance.drain();
    expect((await firestore.doc(`users/${userId}`).get()).exists).toBe(false);
    await instance.track(userId, click, { receivedAt: now + 1 });
    await instance.track(userId, click, { receivedAt: now - 1 });
    await instance.drain();
    expect((await doc(userId, 'state/preferences').get()).data()).toMatchObject({ events: 1, since: now });
    await instance.track(userId, click, { receivedAt: now - 1 });
    await instance.drain();
    expect((await doc(userId, 'state/preferences').get()).get('events')).toBe(1);
  });

  it('is told so where they wait for the answer, for events and for the cart', async () => {
    const userId = someone();
    await firestore.doc(erasureMarkPath(userId)).set({ ...mark(now), state: 'running' });
    const instance = startTracking(firestore);
    const purchase = { eventType: 'purchase', productId: 'p1' };
    await expect(instance.track(userId, purchase, { receivedAt: now + 9 })).rejects.toMatchObject({ code: 'conflict' }); // prettier-ignore
    const products = { find: () => Promise.resolve({ name: {} }) };
    const carts = createCarts({ firestore: open, people: createPeople({ firestore: open }), products });
    const put = carts.replace(userId, { items: [{ productId: 'p1', quantity: 1 }] }, { receivedAt: now + 9 });
    await expect(put).rejects.toMatchObject({ code: 'conflict' });
    expect(await firestore.collection(`users/${userId}/state`).get()).toMatchObject({ size: 0 });
  });
});
