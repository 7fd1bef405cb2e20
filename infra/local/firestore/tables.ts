import type { DatabaseSync } from 'node:sqlite';

/** What the store holds for Firestore. Names are interned, so that entries are small and compare fast. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS firestore_databases (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  clock INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS firestore_collections (
  id INTEGER PRIMARY KEY,
  database INTEGER NOT NULL,
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  UNIQUE (database, path)
);
CREATE INDEX IF NOT EXISTS firestore_collections_by_kind ON firestore_collections (database, kind, path);
CREATE TABLE IF NOT EXISTS firestore_documents (
  key INTEGER PRIMARY KEY,
  collection INTEGER NOT NULL,
  id TEXT NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  body BLOB NOT NULL,
  UNIQUE (collection, id)
);
CREATE TABLE IF NOT EXISTS firestore_fields (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE
);
CREATE TABLE IF NOT EXISTS firestore_entries (
  collection INTEGER NOT NULL,
  field INTEGER NOT NULL,
  value BLOB NOT NULL,
  id TEXT NOT NULL,
  document INTEGER NOT NULL,
  PRIMARY KEY (collection, field, value, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS firestore_settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
`;

export function createTables(db: DatabaseSync): void {
  db.exec(SCHEMA);
}
