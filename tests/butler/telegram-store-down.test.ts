import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startFirestore } from '../../infra/local/firestore/index.ts';
import { openStore } from '../../infra/local/store.ts';
import { firestore } from '../../shared/platform/clients.ts';
import { type BotApi, startBotApi } from '../fakes/bot-api.ts';
import { type RunningButler, startButler } from './start-butler.ts';

const store = openStore(':memory:');
let api: BotApi;
let butler: RunningButler;
let database: Awaited<ReturnType<typeof startFirestore>>;
let port: number;

beforeAll(async () => {
  api = await startBotApi();
  port = await freePort();
  database = await startFirestore({ store, port });
  butler = await startButler({
    FIRESTORE_EMULATOR_HOST: database.host,
    TELEGRAM_BOT_TOKEN: api.token,
    TELEGRAM_API_URL: api.url,
  });
});
afterAll(async () => {
  await butler.end();
  await api.close();
  await database.close();
  await store.close();
});

it('answers in Telegram while the store is down, and remembers once it is back', async () => {
  api.queue(api.text({ id: 41 }, 'Первое'));
  await vi.waitFor(() => expect(api.textsTo(41)).toHaveLength(1), 15_000);
  await database.close();
  api.queue(api.text({ id: 41 }, 'Второе'));
  await vi.waitFor(() => expect(api.textsTo(41)).toHaveLength(2), 60_000);
  database = await startFirestore({ store, port });
  const said = async () => {
    const read = await (await firestore()).doc('users/telegram:41/conversations/telegram-41').get();
    const { events } = read.data() as { events: { role: string; content: string }[] };
    return events.filter(({ role }) => role === 'user').map(({ content }) => content);
  };
  await vi.waitFor(async () => expect(await said()).toEqual(['Первое', 'Второе']), {
    timeout: 60_000,
    interval: 500,
  });
  expect(api.textsTo(41)).toHaveLength(2);
}, 150_000);

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address() as AddressInfo;
      probe.close(() => resolve(free));
    });
  });
}
