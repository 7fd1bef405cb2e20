import type { DatabaseSync } from 'node:sqlite';
import { databaseOf, relativePath } from './document-name.ts';
import { toOrderedPath } from './ordered-path.ts';

/** The numbers that stand for databases, collections and field paths in the tables. */
export type Catalog = {
  database(name: string): number;
  findCollection(name: string): number | undefined;
  makeCollection(name: string): number;
  findField(path: string): number | undefined;
  makeField(path: string): number;
  /** To be called when a change was undone: numbers given out by it may no longer exist. */
  forget(): void;
};

/** Dynamic map keys make field paths without bound, and people make collections; memory holds the recent ones. */
const CACHE_LIMIT = 20_000;

export function openCatalog(db: DatabaseSync): Catalog {
  const databases = new Map<string, number>();
  const collections = new Map<string, number>();
  const fields = new Map<string, number>();
  const selectDatabase = db.prepare('SELECT id FROM firestore_databases WHERE name = ?');
  const insertDatabase = db.prepare(
    'INSERT INTO firestore_databases (name, clock) VALUES (?, 0) RETURNING id',
  );
  const selectCollection = db.prepare('SELECT id FROM firestore_collections WHERE database = ? AND path = ?');
  const insertCollection = db.prepare(
    'INSERT INTO firestore_collections (database, path, kind) VALUES (?, ?, ?) RETURNING id',
  );
  const selectField = db.prepare('SELECT id FROM firestore_fields WHERE path = ?');
  const insertField = db.prepare('INSERT INTO firestore_fields (path) VALUES (?) RETURNING id');

  function remember(cache: Map<string, number>, key: string, row: Record<string, unknown> | undefined) {
    if (!row) return undefined;
    if (cache.size >= CACHE_LIMIT) cache.clear();
    const id = Number(row['id']);
    cache.set(key, id);
    return id;
  }

  function database(name: string): number {
    const id =
      databases.get(name) ?? remember(databases, name, selectDatabase.get(name) ?? insertDatabase.get(name));
    if (id === undefined) throw new Error(`no number for ${name}`);
    return id;
  }

  function findCollection(name: string): number | undefined {
    return (
      collections.get(name) ??
      remember(
        collections,
        name,
        selectCollection.get(database(databaseOf(name)), toOrderedPath(relativePath(name))),
      )
    );
  }

  function findField(path: string): number | undefined {
    return fields.get(path) ?? remember(fields, path, selectField.get(path));
  }

  return {
    database,
    findCollection,
    makeCollection(name) {
      const known = findCollection(name);
      if (known !== undefined) return known;
      const path = relativePath(name);
      const kind = path.slice(path.lastIndexOf('/') + 1);
      const row = insertCollection.get(database(databaseOf(name)), toOrderedPath(path), kind);
      return remember(collections, name, row) ?? 0;
    },
    findField,
    makeField: (path) => findField(path) ?? remember(fields, path, insertField.get(path)) ?? 0,
    forget() {
      databases.clear();
      collections.clear();
      fields.clear();
    },
  };
}
