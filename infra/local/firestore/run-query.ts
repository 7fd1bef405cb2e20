import type { Micros, StoredDocument } from './document.ts';
import type { Engine } from './engine.ts';
import { isInScope } from './find-collections.ts';
import { compareHits, orderKeys, passes, type Hit } from './judge-hit.ts';
import type { Query } from './query.ts';
import { collectionsOf, readCollection } from './read-collection.ts';

export type Found = { hits: Hit[]; skipped: number };

/** Runs a query on what is there now, or on what was there at `snapshot`. */
export function runQuery(engine: Engine, query: Query, snapshot: Micros | undefined): Found {
  const need = query.offset + (query.limit ?? Infinity);
  if (query.limit === 0) return { hits: [], skipped: 0 };
  const past =
    snapshot === undefined ? new Map<string, never>() : engine.history.since(query.scope.database, snapshot);
  const parts = collectionsOf(engine, query).map((one) => readCollection(engine, query, one, need, past));
  const earlier = [...past.values()].flatMap(({ name, row }) => {
    if (!row || !isInScope(query.scope, name.slice(0, name.lastIndexOf('/')))) return [];
    const hit = toHit({ name, ...row });
    return passes(hit, query, query.filter ? [query.filter] : [], true) ? [hit] : [];
  });
  if (earlier.length > 0) parts.push({ hits: earlier, sorted: false });

  const [only] = parts;
  let hits = only?.hits ?? [];
  if (parts.length > 1 || only?.sorted === false) {
    hits = parts.flatMap((part) => part.hits);
    for (const hit of hits) hit.keys ??= orderKeys(hit, query);
    hits.sort((a, b) => compareHits(a, b, query));
  }
  const skipped = Math.min(query.offset, hits.length);
  return { hits: skipped > 0 || hits.length > need ? hits.slice(skipped, need) : hits, skipped };
}

function toHit(document: StoredDocument): Hit {
  return {
    name: document.name,
    body: document.body,
    created: document.created,
    updated: document.updated,
    keys: undefined,
  };
}
