import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Catalog } from './catalog.ts';
import { relativePath } from './document-name.ts';
import { AFTER_SUBTREE, fromOrderedPath, SEPARATOR, toOrderedPath } from './ordered-path.ts';
import type { Span } from './plan-query.ts';
import type { Scope } from './query.ts';

export type FoundCollection = { number: number; name: string };

/** Those of a scope that may have documents in one of the spans, when there are spans. */
export type FindCollections = (scope: Scope, spans?: readonly Span[]) => FoundCollection[];

const IN_SPAN =
  'EXISTS (SELECT 1 FROM firestore_entries e WHERE e.collection = c.id AND e.field = ? AND e.value >= ? AND e.value <= ?)';

/** Finds the collections whose documents a query is about. */
export function openCollections(db: DatabaseSync, catalog: Catalog): FindCollections {
  const below = db.prepare(
    'SELECT id, path FROM firestore_collections WHERE database = ? AND path > ? AND path < ? ORDER BY path',
  );
  const ofKind =
    'SELECT id, path FROM firestore_collections c WHERE database = ? AND kind = ? AND path >= ? AND path < ?';
  const statements = new Map<number, StatementSync>();

  /** A group can have a collection for every person; most are left out by a look into their entries alone. */
  function prepareOfKind(spans: number): StatementSync {
    let statement = statements.get(spans);
    if (!statement) {
      const inSpans =
        spans === 0 ? '' : ` AND (${Array.from({ length: spans }, () => IN_SPAN).join(' OR ')})`;
      statements.set(spans, (statement = db.prepare(`${ofKind}${inSpans} ORDER BY path`)));
    }
    return statement;
  }

  return ({ database, parent, kind, descendants }, spans = []) => {
    if (kind !== undefined && !descendants) {
      const name = `${parent}/${kind}`;
      const number = catalog.findCollection(name);
      return number === undefined ? [] : [{ number, name }];
    }
    const path = toOrderedPath(relativePath(parent));
    const low = path === '' ? '' : path + SEPARATOR;
    const high = path === '' ? '\u{10ffff}' : path + AFTER_SUBTREE;
    const id = catalog.database(database);
    const bounds = spans.flatMap((span) => [catalog.findField(span.field) ?? -1, span.low, span.high]);
    const rows =
      kind === undefined
        ? below.all(id, low, high)
        : prepareOfKind(spans.length).all(id, kind, low, high, ...bounds);
    return rows
      .map((row) => ({
        number: Number(row['id']),
        name: `${database}/documents/${fromOrderedPath(String(row['path']))}`,
      }))
      .filter(({ name }) => descendants || !name.slice(parent.length + 1).includes('/'));
  };
}

/** Whether documents of this collection are in the scope. */
export function isInScope(scope: Scope, collection: string): boolean {
  const { parent, kind, descendants } = scope;
  if (!collection.startsWith(`${parent}/`)) return false;
  const rest = collection.slice(parent.length + 1);
  if (!descendants) return kind === undefined ? !rest.includes('/') : rest === kind;
  return kind === undefined || rest.slice(rest.lastIndexOf('/') + 1) === kind;
}
