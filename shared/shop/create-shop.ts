import { createEpochCache } from '../platform/epoch-cache.ts';
import type { Language } from '../profile/index.ts';
import { readTasteOf } from './read-taste-of.ts';
import type { SearchRequest } from './schema.ts';
import { searchProducts, type SearchOutcome } from './search-products.ts';
import type { ShopServices } from './services.ts';
import { type KnownTaste, listUsual, tellTaste, type UsualProduct } from './tell-taste.ts';

/** Longer than this a purchase need not wait until the butler speaks of it. */
const knownMs = 60_000;

/** What people look for, buy and like. */
export type Shop = {
  /** Products for a query, or by taste, best first for this person; reads the person's preferences afresh. */
  search(userId: string, request: SearchRequest): Promise<SearchOutcome>;
  /** What the person buys again and again, what is due first; read afresh. */
  usual(userId: string, language: Language): Promise<UsualProduct[]>;
  /** The strongest few of what the person buys and likes, as new as their epoch or a minute; undefined if nothing is known. */
  known(userId: string, epoch: number, language: Language): Promise<KnownTaste | undefined>;
  /** Forgets what this instance holds of the person. */
  drop(userId: string): void;
};

/** The shop over the given services. */
export function createShop(services: ShopServices): Shop {
  const { clock = Date.now, personalization } = services;
  const cache = createEpochCache<KnownTaste>({ name: 'tastes', ttlMs: knownMs, clock });
  return {
    search: (userId, request) => searchProducts(services, userId, request),
    usual: async (userId, language) =>
      personalization ? listUsual(await readTasteOf(services, userId), language) : [],
    known: async (userId, epoch, language) =>
      personalization
        ? cache.get(`${userId}/${language}`, epoch, async () =>
            tellTaste(await readTasteOf(services, userId), language),
          )
        : undefined,
    drop: (userId) => cache.deletePrefix(`${userId}/`),
  };
}
