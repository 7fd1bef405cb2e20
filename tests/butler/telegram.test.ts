import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { webhookChanges } from '../../infra/provision/telegram.ts';
import { firestore } from '../../shared/platform/clients.ts';
import { createTelegram } from '../../shared/telegram/index.ts';
import { type BotApi, startBotApi } from '../fakes/bot-api.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { type RunningButler, startButler } from './start-butler.ts';

const secret = 'the-secret-of-the-telegram-tests';
let api: BotApi;
let model: ModelServer;
let butler: RunningButler;

beforeAll(async () => {
  api = await startBotApi();
  model = await startModelServer();
  butler = await startButler({
    MODEL_BASE_URL: model.url,
    MODEL_NAME: 'alfred-1',
    SPEECH_BASE_URL: model.url,
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
beforeEach(() => model.reset());

const patience = 15_000;
const arrived = (chat: number, count: number) =>
  vi.waitFor(() => expect(api.textsTo(chat)).toHaveLength(count), patience);
/** Sends a text as this person and gives what comes back. */
async function talk(id: number, text: string): Promise<string> {
  const before = api.textsTo(id).length;
  expect(await api.deliver(api.text({ id }, text))).toBe(200);
  await vi.waitFor(() => expect(api.textsTo(id).length).toBeGreaterThan(before), patience);
  return api.textsTo(id).at(-1) ?? '';
}
const eventsOf = async (path: string) => {
  const window = (await (await firestore()).doc(path).get()).data() as
    { events: { role: string; content: string; source: string }[] } | undefined;
  return window?.events.map(({ role, content, source }) => [role, content, source]) ?? [];
};

describe('Telegram', () => {
  it('a text is answered by the model in the person’s chat and remembered', async () => {
    model.script('chat', { text: 'Чай **подан**, сэр.' });
    expect(await talk(11, 'Подай чай')).toBe('Чай подан, сэр.');
    expect(api.sent.at(-1)).toMatchObject({ chatId: 11, parseMode: 'HTML', raw: 'Чай <b>подан</b>, сэр.' });
    expect(api.actions).toContainEqual({ chatId: 11, action: 'typing' });
    expect(await eventsOf('users/telegram:11/conversations/telegram-11')).toEqual([
      ['user', 'Подай чай', 'text'],
      ['assistant', 'Чай **подан**, сэр.', 'text'],
    ]);
    expect((await (await firestore()).doc('users/telegram:11').get()).data()).toMatchObject({ name: 'Anna' });
  });

  it('a voice note is heard, answered in text and remembered as said', async () => {
    model.script('transcription', { text: 'Купить хлеб' });
    model.script('chat', { text: 'Непременно.' });
    const file = api.addFile(new Uint8Array([79, 103, 103]));
    await api.deliver(
      api.media({ id: 12 }, { voice: { file_id: file, duration: 2, mime_type: 'audio/ogg' } }),
    );
    await arrived(12, 1);
    expect(api.textsTo(12)).toEqual(['Непременно.']);
    expect([...(model.of('transcription')[0]?.file?.bytes ?? [])]).toEqual([79, 103, 103]);
    expect((await eventsOf('users/telegram:12/conversations/telegram-12'))[0]).toEqual([
      'user',
      'Купить хлеб',
      'voice',
    ]);
  });

  it('an update that Telegram delivers again and again is answered once', async () => {
    model.always('chat', () => ({ text: 'Однажды.' }));
    const update = api.text({ id: 13 }, 'Сколько раз?');
    await Promise.all(Array.from({ length: 5 }, () => api.deliver(update)));
    await arrived(13, 1);
    expect(await talk(13, 'А теперь?')).toBe('Однажды.');
    expect(api.textsTo(13)).toHaveLength(2);
  });

  it('the messages of a chat are answered in order, and different chats at the same time', async () => {
    const gate = Promise.withResolvers<undefined>();
    model.always('chat', ({ body }) => {
      const text = body.messages.at(-1)?.content ?? '';
      return {
        text: `Ответ: ${/\d/.exec(text)?.[0] ?? ''}`,
        ...(text.includes('1') && { waitFor: gate.promise }),
      };
    });
    for (const text of ['вопрос 1', 'вопрос 2', 'вопрос 3']) await api.deliver(api.text({ id: 14 }, text));
    await api.deliver(api.text({ id: 15 }, 'вопрос 4'));
    await arrived(15, 1);
    expect(api.textsTo(14)).toEqual([]);
    gate.resolve(undefined);
    await arrived(14, 3);
    expect(api.textsTo(14)).toEqual(['Ответ: 1', 'Ответ: 2', 'Ответ: 3']);
  });

  it('an edited message replaces what is remembered', async () => {
    model.always('chat', () => ({ text: 'Учту.' }));
    const before = api.text({ id: 16 }, 'Люблю кофе');
    await api.deliver(before);
    await arrived(16, 1);
    await api.deliver(api.edit(before, 'Люблю чай'));
    await vi.waitFor(async () => {
      const [first] = await eventsOf('users/telegram:16/conversations/telegram-16');
      expect(first?.[1]).toBe('Люблю чай');
    }, patience);
    expect(api.textsTo(16)).toHaveLength(1);
  });

  it('/memory and /why tell what there is', async () => {
    model.always('chat', () => ({ text: 'Хорошо.' }));
    await talk(17, 'Мою кошку зовут Муся');
    expect(await talk(17, '/memory')).toContain('Мою кошку зовут Муся');
    const why = await talk(17, '/why');
    expect(why).toContain('alfred-1');
    expect(why).toMatch(/токенов из 2000/);
  });

  it('a macro that was added in the chat runs there', async () => {
    model.always('chat', ({ body }) => ({
      text: `Сделано: ${body.messages.at(-1)?.content.includes('чайник') ? 'чайник' : '?'}`,
    }));
    await talk(18, '/macro add чай = поставь чайник');
    expect(await talk(18, 'Чай!')).toBe('Сделано: чайник');
  });

  it('a linked account is the person of the app, and both histories are theirs', async () => {
    model.always('chat', () => ({ text: 'Хорошо.' }));
    await talk(19, 'В Telegram я говорил о парусах');
    await butler.say('sailor', 'В приложении я говорил о якорях');
    const { code } = (await (await butler.as('sailor')('/api/v1/me/links', { json: {} })).json()) as {
      code: string;
    };
    expect(await talk(19, `/link ${code}`)).toMatch(/^Готово/);
    await vi.waitFor(async () => {
      const events = await eventsOf('users/sailor/conversations/telegram-19');
      expect(events[0]?.[1]).toBe('В Telegram я говорил о парусах');
    }, 30_000);
    await talk(19, 'Теперь мы одно');
    expect((await eventsOf('users/sailor/conversations/telegram-19')).map(([, text]) => text)).toEqual([
      'В Telegram я говорил о парусах',
      'Хорошо.',
      'Теперь мы одно',
      'Хорошо.',
    ]);
    const memory = await talk(19, '/memory');
    expect(memory).toContain('о парусах');
    expect(memory).toContain('о якорях');
  }, 60_000);

  it('an account that was unlinked reaches nothing of the app’s person any more, at once', async () => {
    model.always('chat', { text: 'Так точно.' });
    await butler.say('unlinker', 'Мой дом стоит у озера');
    const { code } = (await (await butler.as('unlinker')('/api/v1/me/links', { method: 'POST' })).json()) as {
      code: string;
    };
    await talk(33, `/link ${code}`);
    await talk(33, 'Мы теперь одно лицо');
    await vi.waitFor(async () => {
      const path = '/api/v1/me/links/telegram:33';
      expect((await butler.as('unlinker')(path, { method: 'DELETE' })).status).toBe(204);
    }, patience);
    await talk(33, 'А где мой дом?');
    const [asked] = model.of('chat').at(-1)?.body.messages ?? [];
    expect(asked?.content).not.toContain('озера');
    expect(await eventsOf('users/telegram:33/conversations/telegram-33')).toContainEqual([
      'user',
      'А где мой дом?',
      'text',
    ]);
  });

  it('/export sends what is kept of the person, and of nobody else', async () => {
    model.always('chat', () => ({ text: 'Хорошо.' }));
    await talk(20, 'Канарейка двадцатого');
    await talk(21, 'Канарейка двадцать первого');
    await api.deliver(api.text({ id: 20 }, '/export'));
    await vi.waitFor(
      () => expect(api.sent.some(({ chatId, document }) => chatId === 20 && document)).toBe(true),
      patience,
    );
    const text = api.sent.find(({ chatId, document }) => chatId === 20 && document)?.document?.text ?? '';
    expect(JSON.parse(text)).toBeTypeOf('object');
    expect(text).toContain('Канарейка двадцатого');
    expect(text).not.toContain('двадцать первого');
  });

  it('/forget erases the person, who may come back as someone new', async () => {
    model.always('chat', () => ({ text: 'Хорошо.' }));
    await talk(22, 'Забудь меня');
    await talk(22, '/forget');
    const before = api.textsTo(22).length;
    await api.deliver(api.press({ id: 22 }, 'forget:yes'));
    await arrived(22, before + 1);
    expect(api.textsTo(22).at(-1)).toMatch(/^Всё стёрто/);
    const left = await (await firestore()).doc('users/telegram:22').listCollections();
    expect(left.map(({ id }) => id)).toEqual([]);
    await talk(22, 'Здравствуйте, я новенький');
    const events = await eventsOf('users/telegram:22/conversations/telegram-22');
    expect(events.map(([, text]) => text)).toEqual(['Здравствуйте, я новенький', 'Хорошо.']);
  });

  it('with the model down a person gets an apology, and their message is remembered', async () => {
    model.always('chat', () => ({ status: 400, body: { error: { message: 'down' } } }));
    expect(await talk(23, 'Погладь рубашку')).toMatch(/Извините, временные технические проблемы/);
    expect((await eventsOf('users/telegram:23/conversations/telegram-23'))[0]?.[1]).toBe('Погладь рубашку');
  });

  it('a warm turn reads six documents and writes six', async () => {
    model.always('chat', () => ({ text: 'Хорошо.' }));
    for (const text of ['раз', 'два']) await talk(24, text);
    const counts = `http://${process.env['FIRESTORE_EMULATOR_HOST'] ?? ''}/counts`;
    const sent = async () =>
      (await (await firestore()).collection('users/telegram:24/outbox').where('sentAt', '>', 0).get()).size;
    await vi.waitFor(async () => expect(await sent()).toBe(2), patience);
    await fetch(counts, { method: 'DELETE' });
    await talk(24, 'три');
    const counted = () =>
      fetch(counts).then((response) => response.json() as Promise<{ reads: number; writes: number }>);
    await vi.waitFor(async () => expect((await counted()).writes).toBeGreaterThanOrEqual(6), patience);
    const { reads, writes } = await counted();
    expect([reads, writes]).toEqual([6, 6]);
  });

  it('no log line holds what was said, nor the token', () => {
    const logged = JSON.stringify(butler.lines);
    for (const word of ['Подай чай', 'Муся', 'Канарейка', api.token, secret])
      expect(logged).not.toContain(word);
  });
});
