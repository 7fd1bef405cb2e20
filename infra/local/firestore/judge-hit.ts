import type { StoredDocument } from './document.ts';
import { encodeNameKey } from './encode-key.ts';
import { candidateKey, matchFilter, type Candidate } from './match-filter.ts';
import type { Filter, Order, Query } from './query.ts';
import { bodySource } from './read-field.ts';

/** A document that a query found, with the keys it is ordered by where they had to be read. */
export type Hit = StoredDocument & { keys: Buffer[] | undefined };

export function candidateOf(hit: StoredDocument): Candidate {
  let nameKey: Buffer | undefined;
  return { nameKey: () => (nameKey ??= encodeNameKey(hit.name)), source: bodySource(hit.body) };
}

/** Whether a document passes filters, has every field it is ordered by, and lies between the cursors. */
export function passes(hit: Hit, query: Query, filters: readonly Filter[], checkOrders: boolean): boolean {
  const candidate = candidateOf(hit);
  if (!filters.every((filter) => matchFilter(filter, candidate))) return false;
  if (!checkOrders && !query.start && !query.end) return true;
  hit.keys = keysOf(candidate, query.orders);
  return hit.keys !== undefined && isBetween(hit.keys, query);
}

export function orderKeys(hit: StoredDocument, query: Query): Buffer[] | undefined {
  return keysOf(candidateOf(hit), query.orders);
}

/** The keys a document is ordered by; undefined when it lacks one of the fields. */
export function keysOf(candidate: Candidate, orders: readonly Order[]): Buffer[] | undefined {
  const keys: Buffer[] = [];
  for (const { field } of orders) {
    const key = candidateKey(candidate, field);
    if (!key) return undefined;
    keys.push(key);
  }
  return keys;
}

export function isBetween(keys: readonly Buffer[], query: Query): boolean {
  const { start, end, orders } = query;
  if (start) {
    const side = compareKeys(keys, start.keys, orders);
    if (start.before ? side < 0 : side <= 0) return false;
  }
  if (end) {
    const side = compareKeys(keys, end.keys, orders);
    if (end.before ? side >= 0 : side > 0) return false;
  }
  return true;
}

/** Compares as many keys as the second has. */
export function compareKeys(a: readonly Buffer[], b: readonly Buffer[], orders: readonly Order[]): number {
  for (const [i, other] of b.entries()) {
    const own = a[i];
    const side = own ? Buffer.compare(own, other) : 0;
    if (side !== 0) return orders[i]?.descending ? -side : side;
  }
  return 0;
}

export function compareHits(a: Hit, b: Hit, query: Query): number {
  return compareKeys(a.keys ?? [], b.keys ?? [], query.orders);
}
