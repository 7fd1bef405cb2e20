import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Polling, type PollingOptions, pollTelegram } from '../../../infra/local/poll-telegram.ts';
import { createTelegram, type QueuedUpdate } from '../../../shared/telegram/index.ts';
import { type BotApi, startBotApi } from '../../fakes/bot-api.ts';

let api: BotApi;
let polling: Polling | undefined;
let queued: QueuedUpdate[];
let keys: unknown[];

beforeEach(async () => {
  api = await startBotApi();
  queued = [];
  keys = [];
});
afterEach(async () => {
  await polling?.end();
  await api.close();
});

function poll(change: Partial<PollingOptions> = {}): void {
  polling = pollTelegram({
    telegram: createTelegram({ token: api.token, apiUrl: api.url }),
    publish: (payload, { orderingKey } = {}) => {
      queued.push(payload);
      keys.push(orderingKey);
      return Promise.resolve('');
    },
    timeoutSeconds: 5,
    pauseMs: 5,
    ...change,
  });
}
const texts = () => queued.map(({ update }) => update.message?.text);
const hello = (text: string) => api.text({ id: 3 }, text);

it('updates come into the queue in their order, with their chat as the key', async () => {
  api.queue(hello('раз'), hello('два'));
  poll();
  await vi.waitFor(() => expect(texts()).toEqual(['раз', 'два']));
  api.queue(hello('три'));
  await vi.waitFor(() => expect(texts()).toEqual(['раз', 'два', 'три']));
  expect(keys).toEqual(['3', '3', '3']);
});

it('an update is confirmed to Telegram only once the queue has it', async () => {
  let refusals = 3;
  const taken: QueuedUpdate[] = [];
  api.queue(hello('раз'), hello('два'));
  poll({
    publish: (payload) => {
      if (refusals-- > 0) return Promise.reject(new Error('The queue is down.'));
      expect(api.waiting()).toBeGreaterThan(0);
      taken.push(payload);
      return Promise.resolve('');
    },
  });
  await vi.waitFor(() => expect(taken.map(({ update }) => update.message?.text)).toEqual(['раз', 'два']));
  await vi.waitFor(() => expect(api.waiting()).toBe(0));
});

it('ends by confirming what is queued, and takes no more', async () => {
  api.queue(hello('раз'));
  poll();
  await vi.waitFor(() => expect(texts()).toEqual(['раз']));
  await polling?.end();
  expect(api.waiting()).toBe(0);
  api.queue(hello('два'));
  expect(texts()).toEqual(['раз']);
  expect(api.waiting()).toBe(1);
});

it('survives what the network and Telegram do', async () => {
  api.script(
    'getUpdates',
    { kind: 'drop' },
    { kind: 'cut' },
    { kind: 'refuse', status: 502, description: 'Bad Gateway' },
    { kind: 'refuse', status: 429, description: 'Too Many Requests', retryAfter: 1 },
    { kind: 'refuse', status: 409, description: 'Conflict: terminated by other getUpdates request' },
  );
  api.queue(hello('раз'));
  poll();
  await vi.waitFor(() => expect(texts()).toEqual(['раз']));
});

it('does what is to be done first as often as it takes', async () => {
  let tries = 0;
  api.queue(hello('раз'));
  poll({ prepare: () => (++tries < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve()) });
  await vi.waitFor(() => expect(texts()).toEqual(['раз']));
  expect(tries).toBe(3);
});

it('an update that cannot be read does not stand in the way', async () => {
  api.queue({ update_id: 1, message: { nonsense: true } }, { ...hello('раз'), update_id: 2 });
  poll();
  await vi.waitFor(() => expect(texts()).toEqual(['раз']));
});
