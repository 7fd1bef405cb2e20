import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type BotApi, startBotApi } from '../fakes/bot-api.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { type Run, runMain, started } from '../infra/local/npm-start.ts';

const data = mkdtempSync(join(tmpdir(), 'butler-killed-'));
let api: BotApi;
let model: ModelServer;
let run: Run | undefined;

beforeAll(async () => {
  api = await startBotApi();
  model = await startModelServer();
});
afterAll(async () => {
  await kill();
  await model.close();
  await api.close();
  rmSync(data, { recursive: true, force: true });
});

async function kill(): Promise<void> {
  run?.process.kill('SIGKILL');
  await run?.exited;
}

async function start(): Promise<void> {
  run = runMain({
    BUTLER_DATA: data,
    PORT: '0',
    MODEL_BASE_URL: model.url,
    MODEL_NAME: 'alfred-1',
    TELEGRAM_BOT_TOKEN: api.token,
    TELEGRAM_API_URL: api.url,
  });
  await started(run);
}

const patience = 60_000;

it('a Butler killed while it thinks, or while it sends, answers each message once when it is back', async () => {
  const thinking = api.text({ id: 51 }, 'Подумай');
  const sending = api.text({ id: 52 }, 'Ответь');
  await start();
  api.script('sendMessage', { kind: 'hold', until: new Promise(() => undefined) });
  model.script('chat', { text: 'Ответил' }, { hang: true });
  model.always('chat', { text: 'Подумал' });
  api.queue(sending);
  await vi.waitFor(() => expect(api.callsOf('sendMessage')).toHaveLength(1), patience);
  api.queue(thinking);
  await vi.waitFor(() => expect(model.of('chat')).toHaveLength(2), patience);
  await kill();

  await start();
  // Telegram sends again what was not confirmed, and the queue has it too.
  api.queue(thinking, sending, api.text({ id: 51 }, 'Ещё'), api.text({ id: 52 }, 'Ещё'));
  await vi.waitFor(() => {
    expect(api.textsTo(51)).toHaveLength(2);
    expect(api.textsTo(52)).toHaveLength(2);
  }, patience);
  expect(api.textsTo(51)).toEqual(['Подумал', 'Подумал']);
  expect(api.textsTo(52)).toEqual(['Ответил', 'Подумал']);
  // What was kept is sent as it was made; only what was not is made again.
  expect(model.of('chat')).toHaveLength(5);
}, 100_000);
