import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Firestore } from '@google-cloud/firestore';
import { PubSub } from '@google-cloud/pubsub';
import { getRequestListener } from '@hono/node-server';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { startFirestore } from '../../../infra/local/firestore/index.ts';
import { createIssuer } from '../../../infra/local/issuer.ts';
import { startPubSub } from '../../../infra/local/pubsub/index.ts';
import { openStore } from '../../../infra/local/store.ts';
import { authConfig, createAuth, pushAccount } from '../../../shared/platform/auth.ts';
import { readConfig } from '../../../shared/platform/config.ts';
import { AppError } from '../../../shared/platform/errors.ts';
import type { App } from '../../../shared/platform/http.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { registry } from '../../../shared/platform/metrics.ts';
import { type Delivery, handledMessages, topicApp } from '../../../shared/platform/topic-app.ts';
import { startKeyServer } from './fake-key-server.ts';

const projectId = 'demo-butler';
const adminKey = 'the-admin-key-of-the-tests';
const authClient = new PassThroughClient();
const schema = z.strictObject({ by: z.number().int() });
type Payload = z.output<typeof schema>;

const stops: (() => Promise<unknown>)[] = [];
const store = openStore(':memory:');
let firestore: Firestore;
let keys: Awaited<ReturnType<typeof startKeyServer>>;
let lines: Record<string, unknown>[] = [];
const undo = configureLog({
  level: 'info',
  sink: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
});

beforeAll(async () => {
  const service = await startFirestore({ store });
  const [host, port] = service.host.split(':');
  firestore = new Firestore({ projectId, host: `${host}:${port}`, ssl: false, authClient });
  keys = await startKeyServer();
  stops.push(
    () => keys.close(),
    () => firestore.terminate(),
    () => service.close(),
    () => store.close(),
  );
});
beforeEach(() => {
  lines = [];
});
afterAll(async () => {
  undo();
  for (const stop of stops) await stop();
});

function appOf(name: string, handle: (payload: Payload, delivery: Delivery) => Promise<void>): App {
  const environment = {
    GOOGLE_CLOUD_PROJECT: projectId,
    PROFILE_ADMIN_API_KEY: adminKey,
    AUTH_ISSUER_URL: keys.url,
  };
  const auth = createAuth(readConfig(authConfig, environment));
  const pushers = [pushAccount(projectId)];
  return topicApp({ name, auth, pushers, schema, firestore: () => Promise.resolve(firestore), handle });
}

/** Adds to one document, in the transaction that keeps the message's id. */
const adding =
  (path: string) =>
  async ({ by }: Payload, { once }: Delivery): Promise<void> => {
    await once(async (transaction) => {
      const document = firestore.doc(path);
      const total = ((await transaction.get(document)).get('total') as number | undefined) ?? 0;
      transaction.set(document, { total: total + by });
    });
  };
const totalAt = async (path: string) => (await firestore.doc(path).get()).get('total') as unknown;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const pushOf = (data: string, messageId: string, more: object = {}) =>
  JSON.stringify({
    message: { data, messageId, publishTime: '2026-03-01T12:00:00.000Z', attributes: {} },
    subscription: 'projects/demo-butler/subscriptions/test',
    ...more,
  });

async function send(app: App, body: string, key = adminKey): Promise<number> {
  const headers = { 'x-admin-key': key, 'content-type': 'application/json' };
  return (await app.request('/', { method: 'POST', body, headers })).status;
}

const counted = async (name: string, outcome: string) => {
  const metric = await registry.getSingleMetric('pubsub_messages_total')?.get();
  return metric?.values.find(({ labels }) => labels['function'] === name && labels['outcome'] === outcome)
    ?.value;
};

it('a redelivered message has its effect once', async () => {
  const app = appOf('adder', adding('jobs/adder'));
  for (let i = 0; i < 3; i += 1) expect(await send(app, pushOf(encode({ by: 5 }), '11'))).toBe(204);
  expect(await send(app, pushOf(encode({ by: 1 }), '12'))).toBe(204);
  expect(await totalAt('jobs/adder')).toBe(6);
  expect([await counted('adder', 'done'), await counted('adder', 'duplicate')]).toEqual([2, 2]);
});

it('a message that comes several times at once has its effect once', async () => {
  const app = appOf('crowded', adding('jobs/crowded'));
  const sent = Array.from({ length: 5 }, () => send(app, pushOf(encode({ by: 5 }), '21')));
  expect(await Promise.all(sent)).toEqual([204, 204, 204, 204, 204]);
  expect(await totalAt('jobs/crowded')).toBe(5);
});

it('two functions handle the same message each once', async () => {
  for (const name of ['left', 'right']) {
    expect(await send(appOf(name, adding(`jobs/${name}`)), pushOf(encode({ by: 1 }), '31'))).toBe(204);
    expect(await totalAt(`jobs/${name}`)).toBe(1);
  }
});

it('the kept id expires after Pub/Sub has forgotten the message', async () => {
  await send(appOf('kept', adding('jobs/kept')), pushOf(encode({ by: 1 }), '41'));
  const marker = await firestore.collection(handledMessages).doc('kept:41').get();
  const expireAt = (marker.get('expireAt') as { toMillis(): number }).toMillis();
  expect(expireAt).toBeGreaterThan(Date.now() + 7 * 24 * 3_600_000);
});

it('a failure leaves neither effect nor id and is tried again', async () => {
  let failing = true;
  const app = appOf('shaky', async (payload, { once }) => {
    await once((transaction) => {
      transaction.set(firestore.doc('jobs/shaky'), { total: payload.by });
      if (failing) throw new Error('the secret is 42');
    });
  });
  expect(await send(app, pushOf(encode({ by: 1 }), '51', { deliveryAttempt: 2 }))).toBe(503);
  expect(await totalAt('jobs/shaky')).toBeUndefined();
  failing = false;
  expect(await send(app, pushOf(encode({ by: 1 }), '51', { deliveryAttempt: 3 }))).toBe(204);
  expect(await totalAt('jobs/shaky')).toBe(1);
  expect(await counted('shaky', 'failed')).toBe(1);
  expect(lines.find((line) => line['message'] === 'pubsub.failed')).toMatchObject({
    severity: 'WARNING',
    messageId: '51',
    attempt: 2,
  });
});

it('the last attempt is logged as an error with its number', async () => {
  const app = appOf('hopeless', () => Promise.reject(new AppError('rate_limited', 'Too many.')));
  expect(await send(app, pushOf(encode({ by: 1 }), '61', { deliveryAttempt: 5 }))).toBe(429);
  expect(lines.find((line) => line['message'] === 'pubsub.given_up')).toMatchObject({
    severity: 'ERROR',
    function: 'hopeless',
    attempt: 5,
  });
});

it.each([
  ['that is no JSON', '{"message"'],
  ['that is no push', '{"hello": 1}'],
  ['whose data is not base64', pushOf('%%%', '71')],
  ['whose data is no JSON', pushOf(Buffer.from('hello').toString('base64'), '72')],
  ['whose payload breaks the schema', pushOf(encode({ by: 'much', extra: 1 }), '73')],
  ['without data', pushOf('', '74')],
  ['whose id cannot name a document', pushOf(encode({ by: 1 }), 'a/b')],
])('a message %s is logged and acknowledged', async (_, body) => {
  const handle = vi.fn(() => Promise.resolve());
  const before = (await counted('strict', 'malformed')) ?? 0;
  expect(await send(appOf('strict', handle), body)).toBe(204);
  expect(handle).not.toHaveBeenCalled();
  expect(await counted('strict', 'malformed')).toBe(before + 1);
  const line = lines.find((one) => one['message'] === 'pubsub.malformed');
  expect(line).toMatchObject({ severity: 'ERROR' });
  expect(JSON.stringify(line)).not.toContain('much');
});

it('a pusher who is not on the list is refused and counted', async () => {
  const handle = vi.fn(() => Promise.resolve());
  const app = appOf('private', handle);
  const body = pushOf(encode({ by: 1 }), '81');
  expect((await app.request('/', { method: 'POST', body })).status).toBe(401);
  expect(await send(app, body, 'another-key-than-the-right-one')).toBe(401);
  expect(handle).not.toHaveBeenCalled();
  expect(await counted('private', 'refused')).toBe(2);
});

it('a published message reaches the handler with its key and number, and again after a failure', async () => {
  const issuer = await createIssuer({ data: ':memory:', url: () => keys.url });
  keys.state.keys = issuer.jwks().keys;
  const deliveries: Delivery[] = [];
  const app = appOf('looped', (_, delivery) => {
    deliveries.push(delivery);
    return deliveries.length === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve();
  });
  const server = createServer((request, response) => void getRequestListener(app.fetch)(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service = await startPubSub({ store, pushToken: issuer.signService });
  const client = new PubSub({ projectId, apiEndpoint: service.host, emulatorMode: true, authClient });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  const [topic] = await client.createTopic('looped');
  const [deadLetters] = await client.createTopic('looped-dead');
  await topic.createSubscription('looped', {
    enableMessageOrdering: true,
    pushConfig: {
      pushEndpoint: url,
      oidcToken: { serviceAccountEmail: pushAccount(projectId), audience: url },
    },
    retryPolicy: { minimumBackoff: { seconds: 0 }, maximumBackoff: { seconds: 1 } },
    deadLetterPolicy: { deadLetterTopic: deadLetters.name, maxDeliveryAttempts: 5 },
  });
  const messageId = await client
    .topic('looped', { messageOrdering: true })
    .publishMessage({ json: { by: 1 }, orderingKey: 'ann' });

  await vi.waitFor(() => expect(deliveries).toHaveLength(2), { timeout: 10_000 });
  await client.close();
  await service.close();
  await new Promise((resolve) => server.close(resolve));
  expect(deliveries.map(({ attempt }) => attempt)).toEqual([1, 2]);
  expect(deliveries[1]).toMatchObject({ messageId, orderingKey: 'ann' });
});
