import type { Engine } from './engine.ts';
import { isInScope } from './find-collections.ts';
import { compareKeys, isBetween, keysOf, orderKeys } from './judge-hit.ts';
import type { Abandonable } from './locks.ts';
import { matchFilter } from './match-filter.ts';
import type { Query } from './query.ts';
import type { Range } from './range.ts';
import { encodeNameKey } from './encode-key.ts';
import { fieldsSource } from './read-field.ts';
import { runQuery, type Found } from './run-query.ts';
import type { Transaction } from './transactions.ts';
import type { View } from './view.ts';

/** Runs a query in a view; in a read-write transaction, what it found and where it looked are locked. */
export async function queryInView(
  engine: Engine,
  view: View,
  query: Query,
  call: Abandonable,
): Promise<Found> {
  const { locking } = view;
  if (!locking) return runQuery(engine, query, view.snapshot);
  // The same query in another transaction waits here, instead of both finding later that they are in each other's way.
  let wanted = [`query:${JSON.stringify(query)}`];
  for (;;) {
    const found = await engine.locks.request(locking, wanted, () => lockFound(engine, locking, query), call);
    if (found.locked) return found;
    wanted = found.names;
  }
}

type Attempt = Found & { locked: boolean; names: string[] };

/** Runs once the names known so far are held; others that turn up must be waited for. */
function lockFound(engine: Engine, transaction: Transaction, query: Query): Attempt {
  const found = runQuery(engine, query, undefined);
  const names = found.hits.map((hit) => hit.name);
  const locked = engine.locks.tryHold(transaction, names);
  if (locked) engine.transactions.lookThrough(transaction, rangeOf(query, found));
  return { ...found, locked, names };
}

function rangeOf(query: Query, found: Found): Range {
  const { scope, filter, limit, orders } = query;
  const last = limit !== undefined && found.hits.length >= limit ? found.hits.at(-1) : undefined;
  const lastKeys = last && (last.keys ?? orderKeys(last, query));
  return {
    holds(place, fields) {
      if (place.database !== scope.database || !isInScope(scope, place.collection)) return false;
      const candidate = {
        nameKey: () => encodeNameKey(`${place.collection}/${place.id}`),
        source: fieldsSource(fields),
      };
      if (filter && !matchFilter(filter, candidate)) return false;
      const keys = keysOf(candidate, orders);
      if (!keys || !isBetween(keys, query)) return false;
      // Beyond the last of a full page nothing was looked at.
      return !lastKeys || compareKeys(keys, lastKeys, orders) <= 0;
    },
  };
}
