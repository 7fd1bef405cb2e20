import type { Firestore } from '@google-cloud/firestore';
import { createCache } from '../platform/cache.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { log } from '../platform/log.ts';
import { acceptsProduct } from './accepts-product.ts';
import type { CatalogSearch, Found, SearchRequest } from './catalog-search.ts';
import { keepMatches, type KeptMatches, pickMatches } from './kept-matches.ts';
import { type LoadedCatalog, loadCatalog } from './load-catalog.ts';
import { readThesaurus, type Synonyms, type Thesaurus } from './read-query.ts';
import type { Product, SearchFilters } from './schema.ts';
import type { TextMatch } from './text-index.ts';

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
  const results = createCache<KeptMatches>({
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
      const kept = await results.get(keyOf(request), () =>
        Promise.resolve(searchTexts(catalog, words, request)),
      );
      return kept ? pickFound(catalog, kept, request) : [];
    },
    async browse({ near, filters, limit }) {
      const { products } = await current();
      const accepts = acceptsOf(products, filters);
      const ordinals = products.browse({ ...(near && { near }), filters, limit }, accepts);
      return ordinals.flatMap((ordinal) => {
        const product = products.at(ordinal);
        return product ? [foundOf(product, { relevance: 1, coverage: 1 }, false)] : [];
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
  { query, filters }: SearchRequest,
): KeptMatches {
  const matches = texts.search(query, thesaurus, filters && acceptsOf(products, filters));
  return keepMatches(matches, names.named(query));
}

function pickFound({ products }: LoadedCatalog, kept: KeptMatches, { limit, known }: SearchRequest): Found[] {
  const ordinals = new Set([...(known ?? [])].flatMap((productId) => products.ordinal(productId) ?? []));
  return pickMatches(kept, limit, ordinals).flatMap((match) => {
    const product = products.at(match.ordinal);
    return product ? [foundOf(product, match, kept.named.has(match.ordinal))] : [];
  });
}

function foundOf(
  product: Product,
  { relevance, coverage }: Pick<TextMatch, 'relevance' | 'coverage'>,
  exact: boolean,
): Found {
  const { productId, category, brand, attributes } = product;
  return { productId, category, brand, attributes, relevance, coverage, exact, product };
}

const acceptsOf =
  (products: LoadedCatalog['products'], filters: SearchFilters = {}) =>
  (ordinal: number): boolean => {
    const product = products.at(ordinal);
    return product !== undefined && acceptsProduct(filters, product);
  };

/** Queries that differ in case or in how often a space was typed are one. */
function keyOf({ query, filters = {} }: SearchRequest): string {
  const asked = query.normalize('NFC').toLowerCase().trim().replace(/\s+/g, ' ');
  return JSON.stringify([asked, Object.entries(filters).sort()]);
}
