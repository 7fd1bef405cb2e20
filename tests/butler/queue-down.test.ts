import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFirestore } from '../../infra/local/firestore/index.ts';
import { startPubSub } from '../../infra/local/pubsub/index.ts';
import { openStore } from '../../infra/local/store.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { type RunningButler, startButler } from './start-butler.ts';

const store = openStore(':memory:');
let model: ModelServer;
let butler: RunningButler;
let database: Awaited<ReturnType<typeof startFirestore>>;

beforeAll(async () => {
  model = await startModelServer();
  database = await startFirestore({ store });
  const queue = await startPubSub({ store });
  butler = await startButler({
    MODEL_BASE_URL: model.url,
    FIRESTORE_EMULATOR_HOST: database.host,
    PUBSUB_EMULATOR_HOST: queue.host,
  });
  await queue.close();
});
afterAll(async () => {
  await butler.end();
  await model.close();
  await store.close();
});

it('answers and remembers while Pub/Sub is down, also where a compression is due', async () => {
  for (let turn = 0; turn < 26; turn++) {
    expect(await butler.say('talker', `Сообщение ${turn}`)).toMatchObject({ remembered: 'now' });
  }
});

it('answers with the store down too, and admits that it will not remember', async () => {
  await database.close();
  model.script('chat', { text: 'Отвечаю.' });
  const answer = await butler.say('talker', 'Ещё одно');
  expect(answer).toMatchObject({ reply: 'Отвечаю.', remembered: 'no' });
  expect(await butler.metric('turns_not_remembered_total', { outcome: 'lost' })).toBe(1);
}, 60_000);
