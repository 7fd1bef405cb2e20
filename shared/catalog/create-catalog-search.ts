import type { Firestore } from '@google-cloud/firestore';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import type { CatalogSearch } from './catalog-search.ts';

/** Words or phrases that stand for each other, in groups. */
export type Synonyms = readonly (readonly string[])[];

export type CatalogSearchServices = {
  firestore: () => Promise<Firestore>;
  /** Asked at every search; the same array while nothing changed. */
  synonyms?: () => Synonyms;
  clock?: Clock;
};

/** Searches the catalog from this process's memory; looks behind the scenes whether there is a newer one. */
export function createCatalogSearch(_services: CatalogSearchServices): CatalogSearch {
  const unavailable = () => Promise.reject(new AppError('unavailable', 'The catalog is not there yet.'));
  return {
    ready: unavailable,
    search: unavailable,
    browse: unavailable,
    product: () => undefined,
    version: () => undefined,
  };
}
