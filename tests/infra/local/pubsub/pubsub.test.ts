import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v1 } from '@google-cloud/pubsub';
import { credentials, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPubSub } from '../../../../infra/local/pubsub/index.ts';
import type { LocalPubSub, PubSubOptions } from '../../../../infra/local/pubsub/index.ts';
import { openStore } from '../../../../infra/local/store.ts';
import type { Store } from '../../../../infra/local/store.ts';
import { openEndpoint } from '../../../emulator/pubsub/endpoint.ts';
import type { Answer, Endpoint } from '../../../emulator/pubsub/endpoint.ts';

const topic = 'projects/p/topics/topic';
const graves = 'projects/p/topics/graves';
const subscription = 'projects/p/subscriptions/subscription';
const soon = { minimumBackoff: { nanos: 50_000_000 }, maximumBackoff: { nanos: 50_000_000 } };

let folder: string;
let store: Store;
let service: LocalPubSub;
let publisher: v1.PublisherClient;
let subscriber: v1.SubscriberClient;
const endpoints: Endpoint[] = [];

async function start(options: Partial<PubSubOptions> = {}): Promise<void> {
  store = openStore(join(folder, 'store.db'));
  service = await startPubSub({ store, ...options });
  const [apiEndpoint = '', port] = service.host.split(':');
  const to = { projectId: 'p', apiEndpoint, port: Number(port), sslCreds: credentials.createInsecure() };
  publisher = new v1.PublisherClient(to);
  subscriber = new v1.SubscriberClient(to);
}

async function stop(): Promise<void> {
  await Promise.all([publisher.close(), subscriber.close()]);
  await service.close();
  await store.close();
}

async function endpointFor(answer?: Answer): Promise<Endpoint> {
  const endpoint = await openEndpoint(answer);
  endpoints.push(endpoint);
  return endpoint;
}

const publish = (text: string) => service.publish(topic, { data: Buffer.from(text) });

async function pull(): Promise<string[]> {
  const [{ receivedMessages }] = await subscriber.pull({
    subscription,
    maxMessages: 10,
    returnImmediately: true,
  });
  return (receivedMessages ?? []).map(({ message }) => Buffer.from(message?.data ?? '').toString());
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'butler-pubsub-'));
  await start();
  await publisher.createTopic({ name: topic });
});
afterEach(async () => {
  await stop();
  for (const endpoint of endpoints.splice(0)) await endpoint.close();
  rmSync(folder, { recursive: true });
});

describe('after a restart', () => {
  it('topics, subscriptions and what was not acknowledged are there', async () => {
    await subscriber.createSubscription({ name: subscription, topic, ackDeadlineSeconds: 60 });
    await publish('one');
    await publish('two');
    const [{ receivedMessages }] = await subscriber.pull({ subscription, maxMessages: 1 });
    await subscriber.acknowledge({ subscription, ackIds: [receivedMessages?.[0]?.ackId ?? ''] });
    await stop();
    await start();
    const [shown] = await subscriber.getSubscription({ subscription });
    expect(shown).toMatchObject({ topic, ackDeadlineSeconds: 60 });
    expect(await pull()).toEqual(['two']);
  });

  it('delivery attempts go on counting', async () => {
    await publisher.createTopic({ name: graves });
    const endpoint = await endpointFor(() => 500);
    await subscriber.createSubscription({
      name: subscription,
      topic,
      pushConfig: { pushEndpoint: endpoint.url },
      retryPolicy: { minimumBackoff: { seconds: 1 }, maximumBackoff: { seconds: 1 } },
      deadLetterPolicy: { deadLetterTopic: graves, maxDeliveryAttempts: 5 },
    });
    await publish('poison');
    await endpoint.until(2);
    await stop();
    await start();
    await endpoint.until(5);
    expect(endpoint.pushed.map((one) => one.body.deliveryAttempt)).toEqual([1, 2, 3, 4, 5]);
  });

  it('message ids are not given out again', async () => {
    const [first] = await publisher.publish({ topic, messages: [{ data: Buffer.from('a') }] });
    await stop();
    await start();
    const [second] = await publisher.publish({ topic, messages: [{ data: Buffer.from('b') }] });
    expect(Number(second.messageIds?.[0])).toBeGreaterThan(Number(first.messageIds?.[0]));
  });

  it('pushes wait for the host that is still starting, and go where it then is', async () => {
    const before = await endpointFor(() => 500);
    await subscriber.createSubscription({
      name: subscription,
      topic,
      pushConfig: { pushEndpoint: before.url },
      retryPolicy: { maximumBackoff: { nanos: 1 }, minimumBackoff: { nanos: 1 } },
    });
    await publish('patient');
    await before.until(1);
    await stop();
    const tries = before.pushed.length;
    const ready = Promise.withResolvers<undefined>();
    await start({ pushAfter: ready.promise });
    const after = await endpointFor();
    await subscriber.modifyPushConfig({ subscription, pushConfig: { pushEndpoint: after.url } });
    expect(after.pushed).toEqual([]);
    ready.resolve(undefined);
    await after.until(1);
    expect(before.pushed).toHaveLength(tries);
  });
});

describe('the store', () => {
  it('keeps nothing of a message that all have acknowledged', async () => {
    const endpoint = await endpointFor();
    await subscriber.createSubscription({
      name: subscription,
      topic,
      pushConfig: { pushEndpoint: endpoint.url },
    });
    await publish('gone');
    await endpoint.until(1);
    await service.close();
    expect(store.db.prepare('SELECT * FROM pubsub_messages').all()).toEqual([]);
    expect(store.db.prepare('SELECT * FROM pubsub_owed').all()).toEqual([]);
  });

  it('keeps nothing of a subscription that was deleted', async () => {
    await subscriber.createSubscription({ name: subscription, topic });
    await publish('dropped');
    await subscriber.deleteSubscription({ subscription });
    expect(store.db.prepare('SELECT * FROM pubsub_messages').all()).toEqual([]);
  });

  it('forgets a message whose retention has ended', async () => {
    await stop();
    let clock = Date.now();
    await start({ now: () => clock });
    await subscriber.createSubscription({
      name: subscription,
      topic,
      messageRetentionDuration: { seconds: 3600 },
    });
    await publish('old');
    clock += 1_800_000;
    await publish('young');
    clock += 1_800_000;
    expect(await pull()).toEqual(['young']);
    clock += 3_600_000;
    await stop();
    await start({ now: () => clock });
    await service.close();
    expect(store.db.prepare('SELECT * FROM pubsub_messages').all()).toEqual([]);
  });
});

describe('a push', () => {
  it('carries a token when the subscription asks for one', async () => {
    await stop();
    await start({ pushToken: (audience, email) => Promise.resolve(`${email} for ${audience}`) });
    const endpoint = await endpointFor();
    await subscriber.createSubscription({
      name: subscription,
      topic,
      pushConfig: {
        pushEndpoint: endpoint.url,
        oidcToken: { serviceAccountEmail: 'pusher@p', audience: 'butler' },
      },
    });
    await publish('signed');
    const [pushed] = await endpoint.until(1);
    expect(pushed?.headers.authorization).toBe('Bearer pusher@p for butler');
  });

  it('goes out to several at once and never to more than sixteen', async () => {
    let open = 0;
    let most = 0;
    const gate = Promise.withResolvers<undefined>();
    const endpoint = await endpointFor(async () => {
      most = Math.max(most, ++open);
      await gate.promise;
      open -= 1;
      return 204;
    });
    await subscriber.createSubscription({
      name: subscription,
      topic,
      pushConfig: { pushEndpoint: endpoint.url },
    });
    await Promise.all(Array.from({ length: 40 }, (_, index) => publish(String(index))));
    await endpoint.until(16);
    gate.resolve(undefined);
    await endpoint.until(40);
    expect(most).toBe(16);
  });

  it('in flight at the end is still acknowledged', async () => {
    const gate = Promise.withResolvers<undefined>();
    const endpoint = await endpointFor(async () => {
      await gate.promise;
      return 204;
    });
    await subscriber.createSubscription({
      name: subscription,
      topic,
      pushConfig: { pushEndpoint: endpoint.url },
    });
    await publish('last');
    await endpoint.until(1);
    const closed = service.close();
    gate.resolve(undefined);
    await closed;
    expect(store.db.prepare('SELECT * FROM pubsub_owed').all()).toEqual([]);
  });

  it('that fails is tried again though its dead-letter topic is gone', async () => {
    await publisher.createTopic({ name: graves });
    const endpoint = await endpointFor(() => 500);
    await subscriber.createSubscription({
      name: subscription,
      topic,
      pushConfig: { pushEndpoint: endpoint.url },
      retryPolicy: soon,
      deadLetterPolicy: { deadLetterTopic: graves, maxDeliveryAttempts: 5 },
    });
    await publisher.deleteTopic({ topic: graves });
    await publish('unburied');
    const pushed = await endpoint.until(7);
    expect(pushed.at(-1)?.body.deliveryAttempt).toBe(7);
  });
});

describe('what is not served', () => {
  const unimplemented = { code: status.UNIMPLEMENTED };

  it('is refused: seek, snapshots, detaching, streaming', async () => {
    await subscriber.createSubscription({ name: subscription, topic });
    await expect(subscriber.seek({ subscription, time: { seconds: 1 } })).rejects.toMatchObject(
      unimplemented,
    );
    await expect(
      subscriber.createSnapshot({ name: 'projects/p/snapshots/snap', subscription }),
    ).rejects.toMatchObject(unimplemented);
    await expect(publisher.detachSubscription({ subscription })).rejects.toMatchObject(unimplemented);
    const stream = subscriber.streamingPull();
    const failure = new Promise((resolve) => stream.on('error', resolve));
    stream.write({ subscription, streamAckDeadlineSeconds: 10 });
    expect(await failure).toMatchObject(unimplemented);
  });

  it.each([
    ['a schema', { schemaSettings: { schema: 'projects/p/schemas/s' } }],
    ['a key of its own', { kmsKeyName: 'key' }],
    ['retention of its own', { messageRetentionDuration: { seconds: 600 } }],
  ])('is refused: a topic with %s', async (_what, options) => {
    const made = publisher.createTopic({ name: 'projects/p/topics/other', ...options });
    await expect(made).rejects.toMatchObject(unimplemented);
  });

  it.each([
    ['exactly-once delivery', { enableExactlyOnceDelivery: true }],
    ['retained messages', { retainAckedMessages: true }],
    ['a BigQuery table', { bigqueryConfig: { table: 'p.d.t' } }],
    ['unwrapped pushes', { pushConfig: { pushEndpoint: 'http://127.0.0.1/', noWrapper: {} } }],
  ])('is refused: a subscription with %s', async (_what, options) => {
    const made = subscriber.createSubscription({ name: subscription, topic, ...options });
    await expect(made).rejects.toMatchObject(unimplemented);
  });
});
