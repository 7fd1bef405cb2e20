import type { DatabaseSync } from 'node:sqlite';
import type { FollowTimes } from './admin-policies.ts';
import type { Catalog } from './catalog.ts';
import type { Micros } from './document.ts';
import { changedFields } from './compare-bodies.ts';
import { formatSegment } from './field-path.ts';
import { indexEntries, type Entry, type KeptEntries } from './index-entries.ts';
import { toOrderedId } from './ordered-path.ts';
import { decodeFields, type ValueFields } from './value.ts';

/** A document's row. */
export type DocumentRow = { key: number; created: Micros; updated: Micros; body: Uint8Array };

export type DocumentStore = {
  read(collection: string, id: string): DocumentRow | undefined;
  /** Writes the document and exactly those index entries that change. */
  put(collection: string, id: string, before: DocumentRow | undefined, after: NewDocument): void;
  remove(collection: string, id: string, before: DocumentRow): void;
};
export type NewDocument = { fields: ValueFields; body: Uint8Array; created: Micros; updated: Micros };

export function openDocumentStore(
  db: DatabaseSync,
  catalog: Catalog,
  kept: KeptEntries,
  follow: FollowTimes,
): DocumentStore {
  const select = db.prepare(
    'SELECT key, created, updated, body FROM firestore_documents WHERE collection = ? AND id = ?',
  );
  const insert = db.prepare(
    'INSERT INTO firestore_documents (collection, id, created, updated, body) VALUES (?, ?, ?, ?, ?)',
  );
  const update = db.prepare('UPDATE firestore_documents SET updated = ?, body = ? WHERE key = ?');
  const erase = db.prepare('DELETE FROM firestore_documents WHERE key = ?');
  const insertEntry = db.prepare(
    'INSERT INTO firestore_entries (collection, field, value, id, document) VALUES (?, ?, ?, ?, ?)',
  );
  const deleteEntry = db.prepare(
    'DELETE FROM firestore_entries WHERE collection = ? AND field = ? AND value = ? AND id = ?',
  );

  function read(collection: string, id: string): DocumentRow | undefined {
    const number = catalog.findCollection(collection);
    return number === undefined
      ? undefined
      : (select.get(number, toOrderedId(id)) as DocumentRow | undefined);
  }

  function entriesOf(collection: string, fields: ValueFields): Entry[] {
    return indexEntries(collection.slice(collection.lastIndexOf('/') + 1), fields, kept);
  }

  function addEntries(collection: number, id: string, key: number, entries: readonly Entry[]): void {
    for (const entry of entries)
      insertEntry.run(collection, catalog.makeField(entry.field), entry.key, id, key);
  }

  function removeEntries(collection: number, id: string, entries: readonly Entry[]): void {
    for (const entry of entries) deleteEntry.run(collection, catalog.makeField(entry.field), entry.key, id);
  }

  return {
    read,
    put(collection, plainId, before, after) {
      const id = toOrderedId(plainId);
      const number = catalog.makeCollection(collection);
      if (!before) {
        const inserted = insert.run(number, id, after.created, after.updated, after.body);
        const key = Number(inserted.lastInsertRowid);
        addEntries(number, id, key, entriesOf(collection, after.fields));
        follow(collection, key, undefined, after.fields);
        return;
      }
      const kind = collection.slice(collection.lastIndexOf('/') + 1);
      const isPassedOver = (name: string) => {
        const keeps = kept(kind, formatSegment(name));
        return !keeps.order && !keeps.contains;
      };
      const change = changedFields(before.body, after.body, after.fields, isPassedOver);
      const { added, gone } = difference(
        indexEntries(kind, change.before, kept),
        indexEntries(kind, change.after, kept),
      );
      removeEntries(number, id, gone);
      update.run(after.updated, after.body, before.key);
      addEntries(number, id, before.key, added);
      follow(collection, before.key, change.before, change.after);
    },
    remove(collection, plainId, before) {
      const id = toOrderedId(plainId);
      const number = catalog.makeCollection(collection);
      erase.run(before.key);
      const old = decodeFields(before.body);
      removeEntries(number, id, entriesOf(collection, old));
      follow(collection, before.key, old, undefined);
    },
  };
}

function difference(before: Entry[], after: Entry[]): { added: Entry[]; gone: Entry[] } {
  if (before.length === 0 || after.length === 0) return { added: after, gone: before };
  const mark = (entry: Entry) => `${entry.field.length}:${entry.field}${entry.key.toString('latin1')}`;
  const gone = new Map(before.map((entry) => [mark(entry), entry]));
  const added = after.filter((entry) => !gone.delete(mark(entry)));
  return { added, gone: [...gone.values()] };
}
