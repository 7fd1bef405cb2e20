import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Change, changeLine } from '../../infra/provision/change.ts';
import { commandChanges, webhookChanges } from '../../infra/provision/telegram.ts';
import { commandNames, createTelegram, type TelegramSender } from '../../shared/telegram/index.ts';
import { type BotApi, startBotApi } from '../fakes/bot-api.ts';

const url = 'https://butler.example/telegram/webhook';
const secret = 'the-first-secret-of-the-bot';
let api: BotApi;
let telegram: TelegramSender;

beforeAll(async () => {
  api = await startBotApi();
  telegram = createTelegram({ token: api.token, apiUrl: api.url });
});
afterAll(() => api.close());

async function apply(changes: Promise<Change[]>): Promise<string[]> {
  const planned = await changes;
  for (const change of planned) await change.apply();
  return planned.map(changeLine);
}

it('the lists of commands are registered in both languages, once', async () => {
  const list = commandNames.join(', ');
  expect((await commandChanges(telegram)).map(changeLine)).toEqual([
    `+ telegram commands by default: ${list}`,
    `+ telegram commands ru: ${list}`,
    `+ telegram commands en: ${list}`,
  ]);
  expect(api.commands.size).toBe(0);
  expect(await apply(commandChanges(telegram))).toHaveLength(3);
  expect(await apply(commandChanges(telegram))).toEqual([]);
  expect(api.commands.get('en')?.[0]).toEqual({
    command: 'start',
    description: 'Introductions: name, language, time zone',
  });
  expect(api.commands.get('')).toEqual(api.commands.get('ru'));
});

it('a list that was changed is told and mended', async () => {
  api.commands.set('en', [{ command: 'start', description: 'Something else' }]);
  expect(await apply(commandChanges(telegram))).toEqual([
    `~ telegram commands en: ${commandNames.join(', ')}`,
  ]);
  expect(await apply(commandChanges(telegram))).toEqual([]);
});

it('the webhook is set once, with its secret and the kinds of update', async () => {
  const [line, ...others] = await apply(webhookChanges(telegram, { url, secret }));
  expect(others).toEqual([]);
  expect(line).toMatch(
    /^\+ telegram webhook: https:\/\/butler\.example\/telegram\/webhook\?secret=[\da-f]{8}$/,
  );
  expect(line).not.toContain(secret);
  expect(api.webhook()).toMatchObject({
    secret,
    allowed: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
  });
  expect(await apply(webhookChanges(telegram, { url, secret }))).toEqual([]);
});

it('another address and another secret are told and mended', async () => {
  const moved = { url: 'https://other.example/telegram/webhook', secret };
  expect(await apply(webhookChanges(telegram, moved))).toEqual([
    expect.stringMatching(/^~ telegram webhook: url /),
  ]);
  const rotated = { ...moved, secret: 'the-second-secret-of-the-bot' };
  expect(await apply(webhookChanges(telegram, rotated))).toEqual([
    expect.stringMatching(/^~ telegram webhook: url /),
  ]);
  expect(api.webhook()).toMatchObject({ secret: rotated.secret });
  expect(await apply(webhookChanges(telegram, rotated))).toEqual([]);
});
