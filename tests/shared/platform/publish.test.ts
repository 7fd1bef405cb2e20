import { PubSub, v1 } from '@google-cloud/pubsub';
import { credentials } from '@grpc/grpc-js';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type LocalPubSub, startPubSub } from '../../../infra/local/pubsub/index.ts';
import { openStore, type Store } from '../../../infra/local/store.ts';
import { registry } from '../../../shared/platform/metrics.ts';
import { createPublisher } from '../../../shared/platform/publish.ts';

const schema = z.strictObject({ n: z.number() });
const projectId = 'demo-butler';
const authClient = new PassThroughClient();

let store: Store;
let service: LocalPubSub;
let client: PubSub;
let reader: v1.SubscriberClient;

beforeAll(async () => {
  store = openStore(':memory:');
  service = await startPubSub({ store });
  client = new PubSub({ projectId, apiEndpoint: service.host, emulatorMode: true, authClient });
  const [servicePath = '', port] = service.host.split(':');
  const sslCreds = credentials.createInsecure();
  reader = new v1.SubscriberClient({ servicePath, port: Number(port), sslCreds, projectId, authClient });
});
afterAll(async () => {
  await client.close();
  await reader.close();
  await service.close();
  await store.close();
});

const publisherTo = (topic: string, patienceMs = 8000) =>
  createPublisher({ pubsub: () => Promise.resolve(client), topic, schema, patienceMs });

async function makeTopic(name: string): Promise<void> {
  await client.createTopic(name);
  await client.topic(name).createSubscription(`${name}-sub`, { enableMessageOrdering: true });
}

/** Everything on the topic's subscription, in the order it comes. */
async function pullAll(topic: string, count: number) {
  const subscription = `projects/${projectId}/subscriptions/${topic}-sub`;
  const messages = [];
  while (messages.length < count) {
    const [{ receivedMessages }] = await reader.pull({ subscription, maxMessages: count });
    const pulled = receivedMessages ?? [];
    messages.push(...pulled.map(({ message }) => message));
    await reader.acknowledge({ subscription, ackIds: pulled.map(({ ackId }) => ackId ?? '') });
  }
  return messages;
}

it('a caller is told the message id once Pub/Sub has the message', async () => {
  await makeTopic('told');
  const id = await publisherTo('told')({ n: 1 }, { orderingKey: 'ann', attributes: { kind: 'test' } });
  const [message] = await pullAll('told', 1);
  expect(message).toMatchObject({ messageId: id, orderingKey: 'ann', attributes: { kind: 'test' } });
  expect(JSON.parse(String(message?.data))).toEqual({ n: 1 });
});

it('messages of one key arrive in the order they were published', async () => {
  await makeTopic('ordered');
  const publish = publisherTo('ordered');
  const numbers = Array.from({ length: 20 }, (_, n) => n);
  await Promise.all(numbers.map((n) => publish({ n }, { orderingKey: 'ann' })));
  const pulled = await pullAll('ordered', numbers.length);
  expect(pulled.map((message) => (JSON.parse(String(message?.data)) as { n: number }).n)).toEqual(numbers);
});

it('a failed publish is told and does not hold its key back', async () => {
  const publish = publisherTo('late');
  const failed = [publish({ n: 1 }, { orderingKey: 'ann' }), publish({ n: 2 }, { orderingKey: 'ann' })];
  for (const one of await Promise.allSettled(failed)) {
    expect(one).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
  }
  await makeTopic('late');
  await publish({ n: 3 }, { orderingKey: 'ann' });
  const [message] = await pullAll('late', 1);
  expect(JSON.parse(String(message?.data))).toEqual({ n: 3 });
  const text = await registry.metrics();
  expect(text).toContain('pubsub_published_total{topic="late",outcome="failed"} 2');
  expect(text).toContain('pubsub_published_total{topic="late",outcome="done"} 1');
});

it('an unreachable Pub/Sub is told within the patience', async () => {
  const apiEndpoint = '127.0.0.1:1';
  const nowhere = new PubSub({ projectId, apiEndpoint, emulatorMode: true, authClient });
  const pubsub = () => Promise.resolve(nowhere);
  const publish = createPublisher({ pubsub, topic: 'any', schema, patienceMs: 300 });
  await expect(publish({ n: 1 })).rejects.toMatchObject({ code: 'unavailable' });
  await nowhere.close();
});

it('a payload that breaks the schema is never sent', async () => {
  await makeTopic('strict');
  const publish = publisherTo('strict');
  await expect(publish({ n: Number.NaN })).rejects.toThrow('n');
  const id = await publish({ n: 1 });
  expect((await pullAll('strict', 1)).map((message) => message?.messageId)).toEqual([id]);
});
