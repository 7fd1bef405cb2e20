import type { Firestore } from '@google-cloud/firestore';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRights } from '../../../shared/rights/index.ts';
import { everything, livePerson } from './live-person.ts';
import { startStores } from './start-stores.ts';

let stores: Awaited<ReturnType<typeof startStores>>;
beforeEach(async () => {
  stores = await startStores();
});
afterEach(() => stores.close());

/** Lets so many transactions through; the one after dies, before or after it is kept, and everything from then on. */
function dying(
  firestore: Firestore,
  allowed: number,
  when: 'before' | 'after',
): { firestore: Firestore; died(): boolean } {
  let run = 0;
  const firestoreThatDies = new Proxy(firestore, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name !== 'runTransaction') return value.bind(target) as unknown;
      return async (work: Parameters<Firestore['runTransaction']>[0]) => {
        run += 1;
        if (run > allowed + 1 || (run > allowed && when === 'before')) throw new Error('died');
        const result = await target.runTransaction(work);
        if (run > allowed) throw new Error('died');
        return result;
      };
    },
  });
  return { firestore: firestoreThatDies, died: () => run > allowed };
}

const rows = { bigquery: () => Promise.reject(new Error('not asked')), dataset: 'butler', tables: [] };

it.each(['before', 'after'] as const)(
  'an erasure that dies %s any of its writes is finished by the schedule, with the counts of one that did not die',
  async (when) => {
    const firestore = stores.open();
    for (let step = 0; ; step += 1) {
      const userId = `ann${step}`;
      const people = await livePerson(firestore, userId, { archive: 450 });
      const before = Date.now();
      const dies = dying(firestore, step, when);
      const ids = () => `receipt-${userId}`;
      const first = createRights({ firestore: () => Promise.resolve(dies.firestore), rows, ids });
      const outcome = await first.erase(userId).then(
        () => 'erased',
        () => 'died',
      );
      const next = createRights({ firestore: () => Promise.resolve(firestore), rows, ids });
      const begun = (await firestore.doc(`erasures/${userId}`).get()).exists;
      expect(begun).toBe(step > 0 || when === 'after');
      if (begun) expect(await people.meet(userId, { receivedAt: before })).toBe('refused');
      await next.continueErasures();
      if (!begun) await next.erase(userId);

      expect(await everything(firestore)).toEqual([]);
      expect(await next.receipt(userId, `receipt-${userId}`)).toMatchObject({
        documents: { users: 2, state: 2, archive: 451, identities: 1, jobs: 1, deep: 1, quotas: 2 },
      });
      expect((await next.receipt(userId, `receipt-${userId}`))?.erasedAt).not.toBeNull();
      if (outcome === 'erased') {
        expect(dies.died()).toBe(false);
        expect(step).toBeGreaterThan(6);
        return;
      }
    }
  },
  60_000,
);
