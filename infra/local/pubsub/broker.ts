import type { Entry } from './backlog.ts';
import { startDelivery } from './deliver.ts';
import type { Delivery } from './deliver.ts';
import { parseFilter } from './filter.ts';
import { openMessages } from './messages.ts';
import type { Owed } from './messages.ts';
import { alreadyExists, deletedTopic, idOf, notFound, projectOf } from './names.ts';
import { pubsub } from './protos.ts';
import type { PubsubMessage, Subscription, Topic } from './protos.ts';
import type { PushOutcome } from './push-message.ts';
import type { Store } from '../store.ts';

/** How often messages past their retention are looked for where nobody asks for them. */
const sweepMillis = 3_600_000;

/** One push attempt, with the subscription as it is when the push goes out. */
export type Push = (
  current: () => Subscription,
  message: PubsubMessage,
  entry: Entry,
) => Promise<PushOutcome>;

/** Topics, subscriptions and what is owed between them; a promise resolves once its change is on disk. */
export type Broker = {
  readonly topics: ReadonlyMap<string, Topic>;
  readonly deliveries: ReadonlyMap<string, Delivery>;
  createTopic(topic: Topic): Promise<void>;
  updateTopic(topic: Topic): Promise<void>;
  deleteTopic(name: string): Promise<void>;
  createSubscription(subscription: Subscription): Promise<void>;
  updateSubscription(subscription: Subscription): Promise<void>;
  deleteSubscription(name: string): Promise<void>;
  publish(topic: string, messages: readonly PubsubMessage[]): Promise<number[]>;
  read(id: number): PubsubMessage;
  stop(): Promise<void>;
};

type Kept = { ids: number[]; hand(): void };
type Reader = { row: number; delivery: Delivery; matches: ReturnType<typeof parseFilter> };

/** Opens the broker on the store and delivers what it still owes. */
export function openBroker({ store, now, push }: { store: Store; now: () => number; push: Push }): Broker {
  const { db } = store;
  db.exec(`
    CREATE TABLE IF NOT EXISTS pubsub_topics (name TEXT PRIMARY KEY, config BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS pubsub_subscriptions (
      id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, config BLOB NOT NULL);
  `);
  const messages = openMessages(db);
  const putTopic = db.prepare('INSERT OR REPLACE INTO pubsub_topics VALUES (?, ?)');
  const dropTopic = db.prepare('DELETE FROM pubsub_topics WHERE name = ?');
  const addReader = db.prepare('INSERT INTO pubsub_subscriptions (name, config) VALUES (?, ?)');
  const setReader = db.prepare('UPDATE pubsub_subscriptions SET config = ? WHERE id = ?');
  const dropReader = db.prepare('DELETE FROM pubsub_subscriptions WHERE id = ?');

  const topics = new Map<string, Topic>();
  const readers = new Map<string, Reader>();
  const deliveries = new Map<string, Delivery>();

  const topicBytes = (topic: Topic) => pubsub.Topic.encode(topic).finish();
  const bytes = (subscription: Subscription) => pubsub.Subscription.encode(subscription).finish();

  function startReader(row: number, subscription: Subscription): Reader {
    const delivery = startDelivery(subscription, {
      now,
      push: async (current, entry) => push(current, messages.read(entry.id), entry),
      settle: (id) => store.write(() => messages.settle(row, id)),
      fail: (id, failures, at) => store.write(() => messages.fail(row, id, failures, at)),
      bury: (current, entry) => bury(row, current, entry),
    });
    const reader = { row, delivery, matches: parseFilter(subscription.filter ?? '') };
    readers.set(subscription.name ?? '', reader);
    deliveries.set(subscription.name ?? '', delivery);
    return reader;
  }

  /** Keeps messages for all who want them; runs inside a write, `hand` after it. */
  function keep(topic: string, published: readonly PubsubMessage[]): Kept {
    if (!topics.has(topic)) throw notFound(topic);
    const publishedAt = now();
    const attached = [...readers.values()].filter((one) => one.delivery.subscription.topic === topic);
    const fresh = new Map<Reader, Owed[]>(attached.map((one) => [one, []]));
    const ids = published.map((message) => {
      const wanting = attached.filter((one) => one.matches(message.attributes ?? {}));
      const id = messages.add(
        message,
        publishedAt,
        wanting.map((one) => one.row),
      );
      const owed = { id, key: message.orderingKey ?? '', failures: 0, at: publishedAt, publishedAt };
      for (const one of wanting) fresh.get(one)?.push(owed);
      return id;
    });
    return {
      ids,
      hand() {
        for (const [{ delivery }, owed] of fresh) if (owed.length > 0) delivery.owe(owed);
      },
    };
  }

  async function bury(row: number, subscription: Subscription, entry: Entry): Promise<boolean> {
    const topic = subscription.deadLetterPolicy?.deadLetterTopic ?? '';
    const name = subscription.name ?? '';
    const kept = await store.write(() => {
      if (!topics.has(topic)) return undefined;
      const { data, attributes, orderingKey } = messages.read(entry.id);
      const dead: PubsubMessage = {
        ...(data && { data }),
        ...(orderingKey && { orderingKey }),
        attributes: {
          ...attributes,
          CloudPubSubDeadLetterSourceDeliveryCount: String(entry.failures),
          CloudPubSubDeadLetterSourceSubscription: idOf(name),
          CloudPubSubDeadLetterSourceSubscriptionProject: projectOf(name),
          CloudPubSubDeadLetterSourceTopicPublishTime: new Date(entry.publishedAt).toISOString(),
        },
      };
      const moved = keep(topic, [dead]);
      messages.settle(row, entry.id);
      return moved;
    });
    kept?.hand();
    return kept !== undefined;
  }

  function readerOf(name: string): Reader {
    const reader = readers.get(name);
    if (!reader) throw notFound(name);
    return reader;
  }

  for (const row of db.prepare('SELECT config FROM pubsub_topics').all()) {
    const topic = pubsub.Topic.decode(blob(row['config']));
    topics.set(topic.name, topic);
  }
  for (const row of db.prepare('SELECT id, config FROM pubsub_subscriptions').all()) {
    const id = Number(row['id']);
    startReader(id, pubsub.Subscription.decode(blob(row['config']))).delivery.owe(messages.owed(id));
  }
  const sweep = () => {
    for (const delivery of deliveries.values()) delivery.sweep();
  };
  sweep();
  const sweeping = setInterval(sweep, sweepMillis).unref();

  return {
    topics,
    deliveries,
    createTopic: (topic) =>
      store.write(() => {
        const name = topic.name ?? '';
        if (topics.has(name)) throw alreadyExists(name);
        putTopic.run(name, topicBytes(topic));
        topics.set(name, topic);
      }),
    updateTopic: (topic) =>
      store.write(() => {
        putTopic.run(topic.name ?? '', topicBytes(topic));
        topics.set(topic.name ?? '', topic);
      }),
    deleteTopic: (name) =>
      store.write(() => {
        if (!topics.delete(name)) throw notFound(name);
        dropTopic.run(name);
        for (const { row, delivery } of readers.values()) {
          if (delivery.subscription.topic !== name) continue;
          const orphan = { ...delivery.subscription, topic: deletedTopic };
          setReader.run(bytes(orphan), row);
          delivery.reconfigure(orphan);
        }
      }),
    createSubscription: (subscription) =>
      store.write(() => {
        const name = subscription.name ?? '';
        if (readers.has(name)) throw alreadyExists(name);
        if (!topics.has(subscription.topic ?? '')) throw notFound(subscription.topic ?? '');
        const id = Number(addReader.run(name, bytes(subscription)).lastInsertRowid);
        startReader(id, subscription);
      }),
    updateSubscription: (subscription) =>
      store.write(() => {
        const reader = readerOf(subscription.name ?? '');
        setReader.run(bytes(subscription), reader.row);
        reader.delivery.reconfigure(subscription);
      }),
    deleteSubscription: (name) =>
      store.write(() => {
        const reader = readerOf(name);
        dropReader.run(reader.row);
        messages.clear(reader.row);
        readers.delete(name);
        deliveries.delete(name);
        void reader.delivery.stop();
      }),
    async publish(topic, published) {
      const kept = await store.write(() => keep(topic, published));
      kept.hand();
      return kept.ids;
    },
    read: (id) => messages.read(id),
    async stop() {
      clearInterval(sweeping);
      await Promise.all([...deliveries.values()].map((one) => one.stop()));
    },
  };
}

function blob(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError('a kept configuration is not a blob');
}
