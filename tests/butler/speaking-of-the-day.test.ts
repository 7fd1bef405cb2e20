import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { webhookChanges } from '../../infra/provision/telegram.ts';
import { firestore } from '../../shared/platform/clients.ts';
import type { presentPlan } from '../../shared/plan/index.ts';
import { createTelegram } from '../../shared/telegram/index.ts';
import { type BotApi, startBotApi } from '../fakes/bot-api.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { type RunningButler, startButler } from './start-butler.ts';

type ShownPlan = ReturnType<typeof presentPlan>;

const secret = 'the-secret-of-the-day-tests';
const patience = 15_000;
let api: BotApi;
let model: ModelServer;
let butler: RunningButler;

beforeAll(async () => {
  api = await startBotApi();
  model = await startModelServer();
  butler = await startButler({
    MODEL_BASE_URL: model.url,
    MODEL_NAME: 'alfred-1',
    TELEGRAM_BOT_TOKEN: api.token,
    TELEGRAM_API_URL: api.url,
    TELEGRAM_SECRET: secret,
    TELEGRAM_WEBHOOK_URL: 'https://butler.example/telegram/webhook',
  });
  const telegram = createTelegram({ token: api.token, apiUrl: api.url });
  const url = `${butler.url}/telegram/webhook`;
  for (const change of await webhookChanges(telegram, { url, secret })) await change.apply();
});
afterAll(async () => {
  await butler.end();
  await model.close();
  await api.close();
});
beforeEach(() => {
  model.reset();
});

const planOf = async (userId: string) =>
  (await (await butler.as(userId)('/api/v1/plan')).json()) as ShownPlan;
const lastTo = (chat: number) => api.sent.filter(({ chatId }) => chatId === chat).at(-1)!;
/** Sends a text as this person and gives what comes back. */
async function talk(id: number, text: string) {
  const before = api.textsTo(id).length;
  expect(await api.deliver(api.text({ id }, text))).toBe(200);
  await vi.waitFor(() => expect(api.textsTo(id).length).toBeGreaterThan(before), patience);
  return { ...lastTo(id) };
}
const learned = async (userId: string) =>
  (await (await firestore()).doc(`users/${userId}/state/learning`).get()).data();
const systemPrompt = () => model.of('chat').at(-1)?.body.messages[0]?.content ?? '';

describe('the day in the chat', () => {
  it.each(['что у меня на сегодня?', 'Альфред, какой у меня план на сегодня?'])(
    'a plain request is answered with the plan itself: %s',
    async (text) => {
      const { reply, model: by } = await butler.say('planner', text);
      const { tasks } = await planOf('planner');
      expect(by).toBe('offline');
      expect(tasks.length).toBeGreaterThanOrEqual(5);
      for (const { title, reason } of tasks) {
        expect(reply).toContain(title);
        expect(reply).toContain(reason);
      }
      expect(model.of('chat')).toEqual([]);
    },
  );

  it('a plain request for the week is answered with how it goes', async () => {
    const { reply } = await butler.say('planner', 'как прошла неделя?');
    expect(reply).toMatch(/^Неделя/);
  });

  it('a skill is called by its name, as in a macro, and a word on a task tells how it is marked', async () => {
    const { title } = (await planOf('planner')).tasks[0]!;
    expect((await butler.say('planner', '!plan')).reply).toContain(title);
    const { reply } = await butler.say('planner', 'сделано 4');
    expect(reply).toMatch(/^Пока ничего не отметил\. .*\/done/);
    expect(reply).toContain(title);
    expect((await butler.say('planner', 'как прошла прошлая неделя?')).reply).toMatch(/^Неделя/);
    expect(model.of('chat')).toEqual([]);
  });

  it('a macro runs the skills', async () => {
    await butler.say('macro-planner', 'Привет');
    const saved = await butler.as('macro-planner')('/api/v1/me/macros', {
      json: { triggerPhrases: ['утренний доклад'], actionType: 'skill', action: 'plan' },
    });
    expect(saved.status).toBe(201);
    const { reply } = await butler.say('macro-planner', 'Утренний доклад');
    expect(reply).toContain((await planOf('macro-planner')).tasks[0]!.title);
  });

  it('the prompt knows what is open', async () => {
    await butler.say('prompted', 'Привет');
    expect(systemPrompt()).not.toContain("Open in today's plan");
    await butler.say('prompted', 'план на сегодня');
    const { tasks } = await planOf('prompted');
    await butler.say('prompted', 'С чего начать?');
    expect(systemPrompt()).toContain(`- Open in today's plan: "${tasks[0]!.title}" (${tasks[0]!.timeOfDay})`);
    for (const { title } of tasks.slice(0, 4)) expect(systemPrompt()).toContain(title);
  });

  it('a warm turn reads two documents and writes three, with a plan as without', async () => {
    const counts = `http://${process.env['FIRESTORE_EMULATOR_HOST'] ?? ''}/counts`;
    for (const text of ['план на сегодня', 'Раз', 'Два']) await butler.say('counted-planner', text);
    await vi.waitFor(async () => {
      await fetch(counts, { method: 'DELETE' });
      await butler.say('counted-planner', 'Три');
      const { reads, writes } = (await (await fetch(counts)).json()) as { reads: number; writes: number };
      expect([reads <= 2, writes <= 3, reads > 0]).toEqual([true, true, true]);
    });
    expect(systemPrompt()).toContain("Open in today's plan");
  });
});

describe('the day in Telegram', () => {
  it('is planned, done, skipped, swapped and rested, and taught by it', async () => {
    const id = 901;
    const first = await talk(id, '/plan');
    expect(first.text).toMatch(/^План на день: /);
    expect(first.buttons.slice(0, 3).map(({ text }) => text)).toEqual(['Готово 1', 'Пропущу 1', 'Другое 1']);

    await api.deliver(api.press({ id }, first.buttons[0]!.data, undefined, first.messageId));
    await vi.waitFor(() => expect(lastTo(id).text).toContain('1. ✓ '), patience);
    expect(lastTo(id)).toMatchObject({ messageId: first.messageId, edits: 1 });

    const skipped = await talk(id, '/skip 2 нет времени');
    expect(skipped.text).toContain('2. ✗ ');
    const other = skipped.buttons.find(({ text }) => text === 'Другое 3')!;
    await api.deliver(api.press({ id }, other.data, undefined, skipped.messageId));
    await vi.waitFor(() => expect(lastTo(id).text).not.toBe(skipped.text), patience);
    expect(api.notices.at(-1)).toBe('Вот другое.');

    expect((await talk(id, '/rest')).text).toContain('день отдыха');
    expect(await learned(`telegram:${id}`)).toMatchObject({ completions: 1, phase: 'discovery' });
    expect((await talk(id, '/week')).text).toMatch(/^Неделя/);
  });

  it('an update or a press that Telegram delivers again and again has one effect', async () => {
    const id = 902;
    await talk(id, '/plan');
    const done = api.text({ id }, '/done 1 5');
    await Promise.all(Array.from({ length: 4 }, () => api.deliver(done)));
    await vi.waitFor(() => expect(lastTo(id).text).toContain('1. ✓ '), patience);
    const press = api.press({ id }, lastTo(id).buttons[0]!.data, undefined, lastTo(id).messageId);
    await Promise.all(Array.from({ length: 4 }, () => api.deliver(press)));
    await vi.waitFor(() => expect(lastTo(id).text).toContain('2. ✓ '), patience);
    await talk(id, '/plan');
    expect(await learned(`telegram:${id}`)).toMatchObject({ completions: 2 });
    expect(api.textsTo(id)).toHaveLength(3);
  });

  it('asked for in words it has its buttons too', async () => {
    const id = 903;
    const { text, buttons, messageId } = await talk(id, 'Что у меня на сегодня?');
    expect(text).toMatch(/План на день: /);
    expect(buttons.map((button) => button.text)).toContain('Готово 1');
    await api.deliver(api.press({ id }, buttons[0]!.data, undefined, messageId));
    await vi.waitFor(() => expect(lastTo(id).text).toContain('1. ✓ '), patience);
  });
});
