import type { DatabaseSync } from 'node:sqlite';
import type { Catalog } from './catalog.ts';
import { relativePath } from './document-name.ts';
import { AFTER_SUBTREE, fromOrderedPath, SEPARATOR, toOrderedPath } from './ordered-path.ts';
import type { Scope } from './query.ts';

export type FoundCollection = { number: number; name: string };

/** Finds the collections whose documents a query is about. */
export function openCollections(db: DatabaseSync, catalog: Catalog): (scope: Scope) => FoundCollection[] {
  const below = db.prepare(
    'SELECT id, path FROM firestore_collections WHERE database = ? AND path > ? AND path < ? ORDER BY path',
  );
  const ofKind = db.prepare(
    'SELECT id, path FROM firestore_collections WHERE database = ? AND kind = ? AND path >= ? AND path < ? ORDER BY path',
  );

  return ({ database, parent, kind, descendants }) => {
    if (kind !== undefined && !descendants) {
      const name = `${parent}/${kind}`;
      const number = catalog.findCollection(name);
      return number === undefined ? [] : [{ number, name }];
    }
    const path = toOrderedPath(relativePath(parent));
    const low = path === '' ? '' : path + SEPARATOR;
    const high = path === '' ? '\u{10ffff}' : path + AFTER_SUBTREE;
    const id = catalog.database(database);
    const rows = kind === undefined ? below.all(id, low, high) : ofKind.all(id, kind, low, high);
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
