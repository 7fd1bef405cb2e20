import type { Firestore } from '@google-cloud/firestore';
import type { CatalogSearch } from '../catalog/index.ts';
import type { LearnedEvent } from '../events/index.ts';
import type { People } from '../person/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Population, Rules } from '../preferences/index.ts';

/** What the shop needs. */
export type ShopServices = {
  firestore: () => Promise<Firestore>;
  people: Pick<People, 'profile'>;
  catalog: Pick<CatalogSearch, 'search' | 'browse'>;
  rules: { current(): { rules: Rules }; ready(): Promise<void> };
  population: { current(): Population };
  /** What this process has learned of the person and the document read does not hold; none where it tracks nobody. */
  pending: (userId: string, updatedAt?: number) => readonly Pick<LearnedEvent, 'event' | 'subject'>[];
  /** Whether anything personal is read at all. */
  personalization: boolean;
  clock?: Clock;
};
