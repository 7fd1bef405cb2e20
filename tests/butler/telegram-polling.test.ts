import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type BotApi, startBotApi } from '../fakes/bot-api.ts';
import { type RunningButler, startButler } from './start-butler.ts';

let api: BotApi;
let butler: RunningButler;

beforeAll(async () => {
  api = await startBotApi();
  api.queue(api.text({ id: 31 }, 'Что ты обо мне знаешь?'));
  butler = await startButler({ TELEGRAM_BOT_TOKEN: api.token, TELEGRAM_API_URL: api.url });
});
afterAll(async () => {
  await butler.end();
  await api.close();
});

it('without a public address Telegram is polled, and the offline butler answers', async () => {
  await vi.waitFor(() => expect(api.textsTo(31)).toHaveLength(1), 15_000);
  api.queue(api.text({ id: 31 }, 'Спасибо'));
  await vi.waitFor(() => expect(api.textsTo(31)).toHaveLength(2), 15_000);
  expect([...api.commands.keys()].sort()).toEqual(['', 'en', 'ru']);
});
