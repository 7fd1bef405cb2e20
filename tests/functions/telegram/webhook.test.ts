import { getRequestListener } from '@hono/node-server';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { telegramWebhook } from '../../../functions/telegram-webhook.ts';
import { AppError } from '../../../shared/platform/errors.ts';
import { createApp } from '../../../shared/platform/http.ts';
import type { QueuedUpdate } from '../../../shared/telegram/index.ts';
import { type BotApi, startBotApi } from '../../fakes/bot-api.ts';

const secret = 'a-secret-that-telegram-sends';
const queued: { payload: QueuedUpdate; orderingKey: string | undefined }[] = [];
let fails = false;
let api: BotApi;
let url: string;

const appWith = (given: string | undefined) =>
  telegramWebhook({
    app: createApp({ name: 'telegram-webhook' }),
    secret: given,
    publish: (payload, { orderingKey } = {}) => {
      if (fails) return Promise.reject(new AppError('unavailable', 'The queue is down.'));
      queued.push({ payload, orderingKey });
      return Promise.resolve('1');
    },
    clock: () => 1_700_000_000_000,
  });
const server = createServer((...given) => void getRequestListener(appWith(secret).fetch)(...given));

beforeAll(async () => {
  api = await startBotApi({ clock: () => 1_700_000_000_000 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/telegram/webhook`;
  await fetch(`${api.url}/bot${api.token}/setWebhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url, secret_token: secret }),
  });
});
beforeEach(() => {
  queued.length = 0;
  fails = false;
});
afterAll(async () => {
  await api.close();
  server.close();
});

const post = (
  body: string,
  headers: Record<string, string> = { 'x-telegram-bot-api-secret-token': secret },
) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

it('an update goes into the queue with its chat as the ordering key', async () => {
  const update = api.text({ id: 7 }, 'Привет');
  expect(await api.deliver(update)).toBe(200);
  expect(queued).toMatchObject([
    {
      orderingKey: '7',
      payload: {
        receivedAt: 1_700_000_000_000,
        update: { update_id: update.update_id, message: { text: 'Привет' } },
      },
    },
  ]);
});

it('an update of a group is ordered by the group, a pressed button by its chat', async () => {
  await api.deliver(api.text({ id: 7 }, 'Привет', { id: -1001, type: 'supergroup' }));
  await api.deliver(api.press({ id: 8 }, 'intro:name:given'));
  expect(queued.map(({ orderingKey }) => orderingKey)).toEqual(['-1001', '8']);
});

it('what is in a picture does not go into the queue, only that it is one', async () => {
  await api.deliver(api.media({ id: 7 }, { photo: [{ file_id: 'x' }], caption: 'тайна' }));
  expect(queued[0]?.payload.update.message?.photo).toBe(true);
  expect(JSON.stringify(queued)).not.toContain('тайна');
});

it('a missing or wrong secret is refused, whatever it looks like', async () => {
  const update = api.text({ id: 7 }, 'Привет');
  for (const given of [undefined, '', 'wrong', `${secret}x`, secret.slice(1), secret.toUpperCase()])
    expect(await api.deliver(update, { secret: given })).toBe(403);
  expect((await post('not json', {})).status).toBe(403);
  expect(queued).toEqual([]);
});

it('without a secret of our own nobody is let in', async () => {
  const response = await appWith(undefined).request('/telegram/webhook', {
    method: 'POST',
    headers: { 'x-telegram-bot-api-secret-token': '' },
  });
  expect(response.status).toBe(403);
});

it.each([
  ['no JSON', 'not json'],
  ['no id', '{}'],
  ['an id that is no number', '{"update_id":"1"}'],
  ['a message without a chat', '{"update_id":1,"message":{"message_id":1,"date":1}}'],
  ['a list', '[]'],
])('a payload with %s is a bad request', async (_, body) => {
  const response = await post(body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: 'bad_request' } });
  expect(queued).toEqual([]);
});

it('an update of a kind that Butler has no use for is taken and not queued', async () => {
  expect((await post('{"update_id":5,"poll":{"id":"1"}}')).status).toBe(200);
  expect(queued).toEqual([]);
});

it('an update that cannot be queued is left to Telegram to send again', async () => {
  fails = true;
  expect(await api.deliver(api.text({ id: 7 }, 'Привет'))).toBe(503);
});

it('also answers at the function’s own address', async () => {
  const response = await appWith(secret).request('/', {
    method: 'POST',
    headers: { 'x-telegram-bot-api-secret-token': secret, 'content-type': 'application/json' },
    body: JSON.stringify(api.text({ id: 9 }, 'Привет')),
  });
  expect(response.status).toBe(200);
  expect(queued).toHaveLength(1);
});
