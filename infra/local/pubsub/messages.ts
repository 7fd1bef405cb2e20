import type { DatabaseSync } from 'node:sqlite';
import { pubsub } from './protos.ts';
import type { PubsubMessage } from './protos.ts';

/** A message still owed to a subscription, as the store remembers it. */
export type Owed = { id: number; key: string; failures: number; at: number; publishedAt: number };

/** The durable side of messages. Every method that changes something must run inside `store.write`. */
export type Messages = {
  /** Keeps the message for the subscriptions (by row id) and answers its id. */
  add(message: PubsubMessage, publishedAt: number, subscriptions: readonly number[]): number;
  read(id: number): PubsubMessage;
  owed(subscription: number): Owed[];
  settle(subscription: number, id: number): void;
  fail(subscription: number, id: number, failures: number, at: number): void;
  /** Forgets all that a subscription is owed. */
  clear(subscription: number): void;
};

/** Opens the message tables, made if they are missing. */
export function openMessages(db: DatabaseSync): Messages {
  db.exec(`
    CREATE TABLE IF NOT EXISTS pubsub_messages (
      id INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL,
      ordering_key TEXT NOT NULL, published_at INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS pubsub_owed (
      subscription INTEGER NOT NULL, message INTEGER NOT NULL,
      failures INTEGER NOT NULL, due_at INTEGER NOT NULL,
      PRIMARY KEY (subscription, message)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS pubsub_owed_message ON pubsub_owed (message);
  `);
  const insert = db.prepare(
    'INSERT INTO pubsub_messages (body, ordering_key, published_at) VALUES (?, ?, ?)',
  );
  const owe = db.prepare('INSERT INTO pubsub_owed VALUES (?, ?, 0, ?)');
  const body = db.prepare('SELECT body FROM pubsub_messages WHERE id = ?');
  const owed = db.prepare(
    `SELECT id, ordering_key AS key, failures, due_at AS at, published_at AS publishedAt
     FROM pubsub_owed JOIN pubsub_messages ON id = message WHERE subscription = ? ORDER BY id`,
  );
  const settle = db.prepare('DELETE FROM pubsub_owed WHERE subscription = ? AND message = ?');
  const fail = db.prepare(
    'UPDATE pubsub_owed SET failures = ?, due_at = ? WHERE subscription = ? AND message = ?',
  );
  const clear = db.prepare('DELETE FROM pubsub_owed WHERE subscription = ?');
  const orphan = db.prepare(
    `DELETE FROM pubsub_messages WHERE id = ?
     AND NOT EXISTS (SELECT 1 FROM pubsub_owed WHERE message = id)`,
  );
  const orphans = db.prepare(
    `DELETE FROM pubsub_messages
     WHERE NOT EXISTS (SELECT 1 FROM pubsub_owed WHERE message = id)`,
  );

  return {
    add(message, publishedAt, subscriptions) {
      const bytes = pubsub.PubsubMessage.encode(message).finish();
      const key = message.orderingKey ?? '';
      // Inserted even when nobody subscribes: the sequence must never hand out an id twice.
      const id = Number(insert.run(bytes, key, publishedAt).lastInsertRowid);
      for (const subscription of subscriptions) owe.run(subscription, id, publishedAt);
      if (subscriptions.length === 0) orphan.run(id);
      return id;
    },
    read(id) {
      const bytes = body.get(id)?.['body'];
      if (!(bytes instanceof Uint8Array)) throw new Error(`message ${id} is owed but not kept`);
      return pubsub.PubsubMessage.decode(bytes);
    },
    owed: (subscription) =>
      owed.all(subscription).map((row) => ({
        id: Number(row['id']),
        key: String(row['key']),
        failures: Number(row['failures']),
        at: Number(row['at']),
        publishedAt: Number(row['publishedAt']),
      })),
    settle(subscription, id) {
      settle.run(subscription, id);
      orphan.run(id);
    },
    fail: (subscription, id, failures, at) => void fail.run(failures, at, subscription, id),
    clear(subscription) {
      clear.run(subscription);
      orphans.run();
    },
  };
}
