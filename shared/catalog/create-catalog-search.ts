import type { Firestore } from '@google-cloud/firestore';
import { createCache } from '../platform/cache.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { log } from '../platform/log.ts';
import { acceptsProduct } from './accepts-product.ts';
import type { CatalogSearch, Found, SearchRequest } from './catalog-search.ts';
import { type LoadedCatalog, loadCatalog } from './load-catalog.ts';
import { readThesaurus, type Synonyms, type Thesaurus } from './read-query.ts';
import type { Product, SearchFilters } from './schema.ts';

export type CatalogSearchServices = {
  firestore: () => Promise<Firestore>;
  /** Asked at every search; the same array while nothing changed. */
  synonyms?: () => Synonyms;
  clock?: Clock;
  /** How long one read of the catalog may take. */
  patienceMs?: number;
};

/** Newer versions are looked for at most so often. */
const lookEveryMs = 30_000;
const resultsKeptMs = 5 * 60_000;
const mostResultsKept = 200;
const noSynonyms: Synonyms = [];

/** Searches the catalog from this process's memory; looks behind the scenes whether there is a newer one. */
export function createCatalogSearch({
  firestore,
  synonyms = () => noSynonyms,
  clock = systemClock,
  patienceMs,
}: CatalogSearchServices): CatalogSearch {
  const results = createCache<Found[]>({
    name: 'catalog_searches',
    ttlMs: resultsKeptMs,
    max: mostResultsKept,
    clock,
  });
  let loaded: LoadedCatalog | undefined;
  let loading: Promise<LoadedCatalog> | undefined;
  let lookedAt = 0;
  let said: Synonyms | undefined;
  let thesaurus: Thesaurus = readThesaurus(noSynonyms);

  /** One load at a time; a failed one is tried again by the next who asks. */
  function load(): Promise<LoadedCatalog> {
    loading ??= (async () => {
      lookedAt = clock();
      try {
        const began = performance.now();
        const newer = await loadCatalog(await firestore(), { known: loaded?.version, patienceMs });
        if (newer) {
          loaded = newer;
          results.clear();
          log.info('catalog.loaded', {
            version: newer.version,
            products: newer.products.size(),
            durationMs: Math.round(performance.now() - began),
          });
        }
        if (!loaded) throw new Error('No catalog was loaded.');
        return loaded;
      } finally {
        loading = undefined;
      }
    })();
    return loading;
  }

  async function current(): Promise<LoadedCatalog> {
    if (!loaded) return load().catch(refuse);
    if (clock() - lookedAt >= lookEveryMs && !loading)
      load().catch((cause: unknown) => log.warning('catalog.not_refreshed', {}, cause));
    return loaded;
  }

  /** Read anew when the rules have changed. */
  function thesaurusNow(): Thesaurus {
    const now = synonyms();
    if (now !== said) {
      said = now;
      thesaurus = readThesaurus(now);
      results.clear();
    }
    return thesaurus;
  }

  return {
    async ready() {
      await current();
    },
    async search(request) {
      const catalog = await current();
      const words = thesaurusNow();
      // A load that ends meanwhile clears what is kept, and this with it: nothing in between waits.
      const found = await results.get(keyOf(request), () =>
        Promise.resolve(searchTexts(catalog, words, request)),
      );
      return found ?? [];
    },
    async browse({ near, filters, limit }) {
      const { products } = await current();
      const accepts = acceptsOf(products, filters);
      const ordinals = products.browse({ ...(near && { near }), filters, limit }, accepts);
      return ordinals.flatMap((ordinal) => {
        const product = products.at(ordinal);
        return product ? [foundOf(product, 1, false)] : [];
      });
    },
    product: (productId) => loaded?.products.find(productId),
    version: () => loaded?.version,
  };
}

function refuse(cause: unknown): never {
  throw new AppError('unavailable', 'The catalog cannot be read at the moment.', {
    cause,
    retryAfterSeconds: 5,
  });
}

function searchTexts(
  { products, texts, names }: LoadedCatalog,
  thesaurus: Thesaurus,
  { query, filters, limit }: SearchRequest,
): Found[] {
  const matches = texts.search(query, thesaurus, filters && acceptsOf(products, filters));
  const named = names.named(query);
  // However many are as relevant, what was asked for by its name is among those that are answered.
  const kept = matches.filter(({ ordinal }, place) => place < limit || named.has(ordinal));
  const exact = kept.filter(({ ordinal }) => named.has(ordinal)).slice(0, limit);
  const others = kept.filter(({ ordinal }) => !named.has(ordinal)).slice(0, limit - exact.length);
  return [...exact, ...others]
    .sort((a, b) => b.relevance - a.relevance)
    .flatMap(({ ordinal, relevance }) => {
      const product = products.at(ordinal);
      return product ? [foundOf(product, relevance, named.has(ordinal))] : [];
    });
}

function foundOf(product: Product, relevance: number, exact: boolean): Found {
  const { productId, category, brand, attributes } = product;
  return { productId, category, brand, attributes, relevance, exact, product };
}

const acceptsOf =
  (products: LoadedCatalog['products'], filters: SearchFilters = {}) =>
  (ordinal: number): boolean => {
    const product = products.at(ordinal);
    return product !== undefined && acceptsProduct(filters, product);
  };

/** Queries that differ in case or in how often a space was typed are one. */
function keyOf({ query, filters = {}, limit }: SearchRequest): string {
  const asked = query.normalize('NFC').toLowerCase().trim().replace(/\s+/g, ' ');
  return JSON.stringify([asked, limit, Object.entries(filters).sort()]);
}
