import type { Product, SearchFilters } from './schema.ts';

/** A product that was found. */
export type Found = {
  productId: string;
  category: string;
  brand: string | undefined;
  attributes: readonly string[];
  /** Positive; comparable with that of the other results of the same search alone. */
  relevance: number;
  /** How much of what was asked for it has: 1 is all, in words or their synonyms. */
  coverage: number;
  /** Its name, alone or with its brand, is what was asked for. */
  exact: boolean;
  product: Product;
};

export type SearchRequest = {
  query: string;
  filters?: SearchFilters | undefined;
  limit: number;
  /** Where they match at all, these are not left out for others that are more relevant. */
  known?: ReadonlySet<string> | undefined;
};

/** What a person is drawn to, the strongest first. */
export type Near = {
  productIds?: readonly string[];
  categories?: readonly string[];
  brands?: readonly string[];
  attributes?: readonly string[];
};

export type BrowseRequest = { near?: Near; filters?: SearchFilters | undefined; limit: number };

/** How products are found. What an implementation promises is in README.md and held by the contract test. */
export type CatalogSearch = {
  /** Resolves when searches need not wait; rejects where the catalog cannot be had, and may be asked again. */
  ready(): Promise<void>;
  /** The most relevant products for a text, and known ones that match, best first; none for a text without words. */
  search(request: SearchRequest): Promise<Found[]>;
  /** Products without a text, all equally relevant: those near first, then others of every category. */
  browse(request: BrowseRequest): Promise<Found[]>;
  /** The product as the catalog in force has it; never waits. */
  product(productId: string): Product | undefined;
  /** Of the catalog that is searched; undefined before the first is there. */
  version(): string | undefined;
};
