import type { Store } from '../store.ts';
import type { FieldName } from './admin-names.ts';
import type { Catalog } from './catalog.ts';
import { getField } from './change-fields.ts';
import { parseFieldPath } from './field-path.ts';
import { Refusal } from './refusal.ts';
import { decodeFields, type Value, type ValueFields } from './value.ts';

/** A declared wish that documents of a collection group go once the time in a field, and the offset, have passed. */
export type Policy = FieldName & { id: number; offsetSeconds: number };

export type Policies = {
  all(): readonly Policy[];
  find(field: FieldName): Policy | undefined;
  /** Declares the policy, for documents that are there already too. */
  declare(field: FieldName, offsetSeconds: number): Promise<void>;
  /** Ends the policy, if there is one. */
  clear(field: FieldName): Promise<void>;
  /** Keeps the times of a document that is written or removed, within that write. */
  follow(
    collection: string,
    key: number,
    before: ValueFields | undefined,
    after: ValueFields | undefined,
  ): void;
  /** Of those whose time is at most `until`, what comes after `last`, earliest first. */
  due(policy: Policy, until: number, last: DueDocument | undefined, limit: number): DueDocument[];
};

export type FollowTimes = (
  collection: string,
  key: number,
  before: ValueFields | undefined,
  after: ValueFields | undefined,
) => void;

/** `at` is the time in the field, in milliseconds since 1970, which does not hold the offset. */
export type DueDocument = { at: number; document: number };

/**
 * The times are kept apart from the entries that queries use: a TTL field is usually exempt from those, and this
 * way one look per policy finds what is due, however many collections its group has.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS firestore_ttl_policies (
  id INTEGER PRIMARY KEY,
  database INTEGER NOT NULL,
  kind TEXT NOT NULL,
  path TEXT NOT NULL,
  offset_seconds INTEGER NOT NULL,
  UNIQUE (database, kind)
);
CREATE TABLE IF NOT EXISTS firestore_ttl_times (
  policy INTEGER NOT NULL,
  at INTEGER NOT NULL,
  document INTEGER NOT NULL,
  PRIMARY KEY (policy, at, document)
) WITHOUT ROWID;
`;

/** The policies of all databases, with the times of the documents they are about. */
export function openPolicies(store: Store, catalog: Catalog): Policies {
  const { db } = store;
  db.exec(SCHEMA);
  const select = db.prepare(
    `SELECT p.id, d.name AS database, p.kind, p.path, p.offset_seconds AS offsetSeconds
     FROM firestore_ttl_policies p JOIN firestore_databases d ON d.id = p.database ORDER BY d.name, p.kind`,
  );
  const insertTime = db.prepare(
    'INSERT OR IGNORE INTO firestore_ttl_times (policy, at, document) VALUES (?, ?, ?)',
  );
  const deleteTime = db.prepare(
    'DELETE FROM firestore_ttl_times WHERE policy = ? AND at = ? AND document = ?',
  );
  const selectDue = db.prepare(
    `SELECT at, document FROM firestore_ttl_times
     WHERE policy = ? AND at <= ? AND (at, document) > (?, ?) ORDER BY at, document LIMIT ?`,
  );
  let byKind = new Map<string, Policy[]>();
  load();

  function load(): void {
    byKind = Map.groupBy(select.all() as Policy[], ({ kind }) => kind);
  }

  function find({ database, kind, path }: FieldName): Policy | undefined {
    return byKind.get(kind)?.find((one) => one.database === database && one.path === path);
  }

  function build({ id, database, kind, path }: Policy): void {
    const documents = db.prepare(
      `SELECT f.key, f.body FROM firestore_collections c JOIN firestore_documents f ON f.collection = c.id
       WHERE c.database = ? AND c.kind = ?`,
    );
    for (const row of documents.iterate(catalog.database(database), kind)) {
      const { key, body } = row as { key: number; body: Uint8Array };
      const at = timeIn(decodeFields(body), path);
      if (at !== undefined) insertTime.run(id, at, key);
    }
  }

  async function change(make: () => void): Promise<void> {
    try {
      await store.write(() => {
        make();
        load();
      });
    } catch (cause) {
      catalog.forget();
      load();
      throw cause;
    }
  }

  return {
    all: () => [...byKind.values()].flat(),
    find,
    async declare(field, offsetSeconds) {
      const { database, kind, path } = field;
      const other = byKind.get(kind)?.find((one) => one.database === database && one.path !== path);
      if (other) {
        throw new Refusal(
          'FAILED_PRECONDITION',
          `Collection group "${kind}" already expires by its field "${other.path}"; a group can have one TTL field.`,
        );
      }
      const known = find(field);
      await change(() => {
        const { lastInsertRowid: id } = db
          .prepare(
            `INSERT INTO firestore_ttl_policies (database, kind, path, offset_seconds) VALUES (?, ?, ?, ?)
             ON CONFLICT (database, kind) DO UPDATE SET offset_seconds = excluded.offset_seconds`,
          )
          .run(catalog.database(database), kind, path, offsetSeconds);
        if (!known) build({ ...field, id: Number(id), offsetSeconds });
      });
    },
    async clear(field) {
      const policy = find(field);
      if (!policy) return;
      await change(() => {
        db.prepare('DELETE FROM firestore_ttl_times WHERE policy = ?').run(policy.id);
        db.prepare('DELETE FROM firestore_ttl_policies WHERE id = ?').run(policy.id);
      });
    },
    follow(collection, key, before, after) {
      if (byKind.size === 0) return;
      for (const { id, database, path } of byKind.get(collection.slice(collection.lastIndexOf('/') + 1)) ??
        []) {
        if (!collection.startsWith(`${database}/documents/`)) continue;
        const old = before && timeIn(before, path);
        const fresh = after && timeIn(after, path);
        if (old === fresh) continue;
        if (old !== undefined) deleteTime.run(id, old, key);
        if (fresh !== undefined) insertTime.run(id, fresh, key);
      }
    },
    due(policy, until, last, limit) {
      const { at, document } = last ?? { at: -Number.MAX_SAFE_INTEGER, document: 0 };
      return selectDue.all(policy.id, until, at, document, limit) as DueDocument[];
    },
  };
}

/** The time in the field, if a timestamp is there; no earlier than it, for nothing may go before its time. */
export function timeIn(fields: ValueFields, path: string): number | undefined {
  const value: Value | undefined = getField(fields, parseFieldPath(path));
  return value?.type === 'timestamp' ? value.seconds * 1000 + Math.ceil(value.nanos / 1e6) : undefined;
}
