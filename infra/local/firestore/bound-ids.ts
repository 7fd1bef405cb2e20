import { AFTER_SUBTREE, SEPARATOR, toOrderedId, toOrderedPath } from './ordered-path.ts';
import { NAME, type Cursor, type Filter, type Query } from './query.ts';

/** Ids, as the store keeps them, that the documents of one collection can have; a little wide where a name lies deeper than the collection. */
export type IdBounds = {
  low: string | undefined;
  high: string | undefined;
  /** In clear: only these. */ only: string[] | undefined;
};

/** What the filters on the name, and cursors that begin with it, say about ids in this collection. */
export function boundIds(query: Query, conjuncts: readonly Filter[], collection: string): IdBounds {
  const bounds: IdBounds = { low: undefined, high: undefined, only: undefined };
  const prefix = `${collection}/`;
  const idOf = (name: string) => toOrderedId(name.slice(prefix.length).split('/')[0] ?? '');
  const outside = new Set<'before' | 'after'>();
  const raise = (name = '') => {
    if (name === '') return;
    if (!name.startsWith(prefix)) {
      if (compare(toOrderedPath(name), toOrderedPath(collection) + AFTER_SUBTREE) >= 0) outside.add('before');
      return;
    }
    const id = idOf(name);
    if (bounds.low === undefined || compare(id, bounds.low) > 0) bounds.low = id;
  };
  const lower = (name = '') => {
    if (name === '') return;
    if (!name.startsWith(prefix)) {
      if (compare(toOrderedPath(name), toOrderedPath(collection) + SEPARATOR) < 0) outside.add('after');
      return;
    }
    const id = idOf(name);
    if (bounds.high === undefined || compare(id, bounds.high) < 0) bounds.high = id;
  };

  for (const one of conjuncts) {
    if ((one.kind !== 'equal' && one.kind !== 'range') || one.field.text !== NAME) continue;
    if (one.kind === 'equal') {
      bounds.only = one.names
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length));
      continue;
    }
    // A range has one end given; the other is that of all names, a single byte.
    const [name = ''] = one.names;
    if (one.low.length > 1) raise(name);
    else lower(name);
  }
  const last = query.orders.at(-1);
  if (last?.field.text === NAME) {
    const [after, until] = last.descending ? [query.end, query.start] : [query.start, query.end];
    if (after && decidesByName(after, query, conjuncts)) raise(after.name);
    if (until && decidesByName(until, query, conjuncts)) lower(until.name);
  }
  // A collection that lies beyond the names asked for need not be read at all.
  return outside.size > 0 ? { ...bounds, only: [] } : bounds;
}

/** Whether all documents that the filters let through are equal in what the cursor compares before the name. */
function decidesByName(cursor: Cursor, query: Query, conjuncts: readonly Filter[]): boolean {
  if (cursor.name === undefined) return false;
  return query.orders
    .slice(0, -1)
    .every(({ field }, i) =>
      conjuncts.some(
        (one) =>
          one.kind === 'equal' &&
          one.field.text === field.text &&
          one.keys.length === 1 &&
          cursor.keys[i] !== undefined &&
          one.keys[0]?.equals(cursor.keys[i]),
      ),
    );
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
