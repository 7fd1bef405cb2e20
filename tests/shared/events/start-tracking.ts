import type { Firestore } from '@google-cloud/firestore';
import {
  createTracking,
  type RawActionRow,
  type TrackedEvent,
  type Tracking,
  type TrackingServices,
} from '../../../shared/events/index.ts';
import { createPeople } from '../../../shared/person/index.ts';
import { defaultRules } from '../../../shared/preferences/index.ts';

const categories = ['milk', 'snacks', 'bread'];

/** Products `p0` to `p9` of three categories. */
export const catalog = Array.from({ length: 10 }, (_, n) => ({
  productId: `p${n}`,
  name: { en: `Product ${n}` },
  category: categories[n % 3] ?? 'milk',
  brand: `brand ${n % 4}`,
  attributes: n % 2 ? ['organic'] : ['spicy', 'vegan'],
}));

export type Instance = Tracking & { rows: Map<string, RawActionRow>; all(userId: string, told: TrackedEvent[]): Promise<void> }; // prettier-ignore

/** One instance that tracks, on a store that others may share. */
export function startTracking(
  firestore: Firestore,
  { clock = Date.now, ...more }: Partial<Omit<TrackingServices, 'firestore'>> = {},
): Instance {
  const open = () => Promise.resolve(firestore);
  const rows = new Map<string, RawActionRow>();
  const tracking = createTracking({
    firestore: open,
    people: createPeople({ firestore: open, clock }),
    products: { find: (id) => Promise.resolve(catalog.find(({ productId }) => productId === id)) },
    rules: { current: () => ({ rules: defaultRules, version: 'r1' }), ready: () => Promise.resolve() },
    rows: { push: (insertId, row) => void rows.set(insertId, row) },
    personalization: true,
    clock,
    // Google's emulator lets transactions that meet wait for seconds.
    writeBehind: { firstMs: 1, apartMs: 5, durableMs: 60_000, attemptMs: 30_000, drainMs: 60_000 },
    ...more,
  });
  return {
    ...tracking,
    rows,
    async all(userId, told) {
      await Promise.all(told.map((event) => tracking.track(userId, event, { receivedAt: clock() })));
      await tracking.drain();
    },
  };
}
