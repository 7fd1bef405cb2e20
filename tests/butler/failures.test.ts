import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startBigQuery } from '../../infra/local/bigquery/index.ts';
import { startFirestore } from '../../infra/local/firestore/index.ts';
import { openStore } from '../../infra/local/store.ts';
import { firestore } from '../../shared/platform/clients.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { type RunningButler, startButler } from './start-butler.ts';

const store = openStore(':memory:');
let model: ModelServer;
let butler: RunningButler;
let database: Awaited<ReturnType<typeof startFirestore>>;
let warehouse: Awaited<ReturnType<typeof startBigQuery>>;
let port: number;

beforeAll(async () => {
  model = await startModelServer();
  port = await freePort();
  database = await startFirestore({ store, port });
  warehouse = await startBigQuery({ file: ':memory:' });
  butler = await startButler({
    MODEL_BASE_URL: model.url,
    FIRESTORE_EMULATOR_HOST: database.host,
    BIGQUERY_EMULATOR_HOST: warehouse.host,
  });
});
afterAll(async () => {
  await butler.end();
  await model.close();
  await database.close();
  await store.close();
});

const contents = async (userId: string) => {
  const read = await (await firestore()).doc(`users/${userId}/conversations/main`).get();
  const { events = [] } = (read.data() ?? {}) as { events?: { content: string }[] };
  return events.map(({ content }) => content);
};

it('answers while the store is down, and remembers once it is back', async () => {
  model.script('chat', { text: 'Помню.' }, { text: 'Отвечаю и без памяти.' });
  await butler.say('survivor', 'Первое');
  await database.close();
  const answer = await butler.say('survivor', 'Второе', { messageId: 'while-down' });
  expect(answer).toMatchObject({ reply: 'Отвечаю и без памяти.', remembered: 'later' });
  expect(await butler.metric('turns_not_remembered_total', { outcome: 'queued' })).toBe(1);
  database = await startFirestore({ store, port });
  await vi.waitFor(
    async () =>
      expect(await contents('survivor')).toEqual(['Первое', 'Помню.', 'Второе', 'Отвечаю и без памяти.']),
    { timeout: 60_000, interval: 500 },
  );
}, 90_000);

it('gives a person who writes for the first time an answer while the store is down', async () => {
  model.script('chat', { text: 'Рад знакомству.' });
  await database.close();
  const answer = await butler.say('first-timer', 'Здравствуйте');
  expect(answer).toMatchObject({ reply: 'Рад знакомству.', usedPersona: false, remembered: 'later' });
  database = await startFirestore({ store, port });
  await vi.waitFor(
    async () => expect(await contents('first-timer')).toEqual(['Здравствуйте', 'Рад знакомству.']),
    {
      timeout: 60_000,
      interval: 500,
    },
  );
}, 90_000);

it('answers and remembers while BigQuery is down', async () => {
  await warehouse.close();
  model.script('chat', { text: 'Аналитики подождут.' });
  const answer = await butler.say('unanalysed', 'Привет');
  expect(answer).toMatchObject({ reply: 'Аналитики подождут.', remembered: 'now' });
});

it('answers with the store and the model down, and says so honestly', async () => {
  await database.close();
  model.always('chat', { status: 503 });
  const answer = await butler.say('survivor', 'Сочини оду');
  expect(answer).toMatchObject({
    reply: 'Извините, временные технические проблемы. Попробуйте позже.',
    remembered: 'later',
  });
  database = await startFirestore({ store, port });
  await vi.waitFor(async () => expect(await contents('survivor')).toContain('Сочини оду'), {
    timeout: 60_000,
    interval: 500,
  });
}, 90_000);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}
