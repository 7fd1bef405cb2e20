import type { Firestore } from '@google-cloud/firestore';
import { createCache } from '../platform/cache.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import type { Product } from './schema.ts';
import { readProduct } from './store.ts';

export type Products = {
  /** The product, from memory or with one read; undefined where there is none. */
  find(productId: string): Promise<Product | undefined>;
};

/** Looks products up one by one; a price may be as old as the cache keeps it. */
export function createProducts({
  firestore,
  clock = systemClock,
}: {
  firestore: () => Promise<Firestore>;
  clock?: Clock;
}): Products {
  const cache = createCache<Product>({
    name: 'products',
    ttlMs: 5 * 60_000,
    negativeTtlMs: 15_000,
    max: 20_000,
    clock,
  });
  return {
    find: (productId) => cache.get(productId, async () => readProduct(await firestore(), productId)),
  };
}
