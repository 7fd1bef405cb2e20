import type { DatabaseSync } from 'node:sqlite';
import type { Catalog } from './catalog.ts';
import type { Engine, IndexRules } from './engine.ts';
import { indexEntries, type KeptEntries } from './index-entries.ts';
import { decodeFields } from './value.ts';

/** Makes all entries anew when those in the store were made under other exemptions than these. */
export async function renewEntries(engine: Engine, { exemptions, kept }: IndexRules): Promise<void> {
  const { store, catalog } = engine;
  const row = store.db.prepare("SELECT value FROM firestore_settings WHERE name = 'exemptions'").get();
  if (String(row?.['value'] ?? '[]') === exemptions) return;
  await store.write((db) => {
    rebuildEntries(db, catalog, kept);
    const remember = "INSERT OR REPLACE INTO firestore_settings (name, value) VALUES ('exemptions', ?)";
    db.prepare(remember).run(exemptions);
  });
}

function rebuildEntries(db: DatabaseSync, catalog: Catalog, kept: KeptEntries): void {
  db.exec('DELETE FROM firestore_entries');
  const insert = db.prepare(
    'INSERT INTO firestore_entries (collection, field, value, id, document) VALUES (?, ?, ?, ?, ?)',
  );
  const documents = db.prepare(
    `SELECT d.key, d.collection, d.id, d.body, c.kind
     FROM firestore_documents d JOIN firestore_collections c ON c.id = d.collection`,
  );
  for (const row of documents.iterate()) {
    const { key, collection, id, body, kind } = row as {
      key: number;
      collection: number;
      id: string;
      body: Uint8Array;
      kind: string;
    };
    for (const entry of indexEntries(kind, decodeFields(body), kept)) {
      insert.run(collection, catalog.makeField(entry.field), entry.key, id, key);
    }
  }
}
