import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Window } from '../../../shared/memory/index.ts';
import { conversationIdSchema, messageIdSchema } from '../../../shared/memory/index.ts';
import type { TurnResult } from '../../../shared/reply/index.ts';
import { AppError } from '../../../shared/platform/errors.ts';
import { startTelegram, type TestBot, turnResult } from './start-telegram.ts';

let bot: TestBot;
let person = 900;

beforeAll(async () => {
  bot = await startTelegram();
});
beforeEach(() => {
  person += 1;
  bot.taken.length = 0;
});
afterAll(() => bot.close());

const me = () => ({ id: person });
const user = () => `telegram:${person}`;
const say = (text: string, change?: Parameters<TestBot['take']>[1]) =>
  bot.take(bot.api.text(me(), text), change);
const press = (data: string) => bot.take(bot.api.press(me(), data));
const last = () => bot.api.sent.filter(({ chatId }) => chatId === person).at(-1);

describe('a command', () => {
  it('/help lists all commands in the person’s language', async () => {
    await say('/help');
    for (const name of ['start', 'memory', 'why', 'macro', 'link', 'export', 'forget', 'skip'])
      expect(last()?.text).toContain(`/${name} — `);
    await bot.people.editProfile(user(), { language: 'en' });
    await say('/help');
    expect(last()?.text).toMatch(/^At your service/);
    await say('/nonsense');
    expect(last()?.text).toMatch(/^I know no such errand/);
  });

  it('/memory tells what is known, with dates', async () => {
    const at = Date.UTC(2026, 4, 9);
    const page = {
      summaries: [{ conversationId: 'main', summary: 'Говорили об отпуске.', updatedAt: at }],
      events: [
        {
          id: 'a',
          conversationId: 'main',
          role: 'user' as const,
          content: 'Люблю *чай* <b>',
          at,
          source: 'text' as const,
          tags: [],
        },
        {
          id: 'b',
          conversationId: 'main',
          role: 'assistant' as const,
          content: 'Учту',
          at,
          source: 'text' as const,
          tags: [],
        },
      ],
    };
    const memory = { ...bot.services.memory, list: () => Promise.resolve(page) };
    await say('/memory', { memory });
    expect(last()?.text).toContain('Имя: Anna');
    expect(last()?.text).toContain('9 мая 2026 г.: Говорили об отпуске.');
    expect(last()?.text).toContain('9 мая 2026 г.: Люблю *чай* <b>');
    expect(last()?.text).not.toContain('Учту');
  });

  it('/why tells what shaped the last answer here', async () => {
    await say('/why');
    expect(last()?.text).toMatch(/ещё не отвечал/);
    const sections = {
      persona: 120,
      userPreferences: 0,
      currentContext: 0,
      memories: 40,
      userPersona: 0,
      summary: 0,
      window: 300,
      message: 12,
      framing: 20,
    };
    const window = {
      model: 'gemma',
      ledger: {
        total: 492,
        ceiling: 2000,
        maxAnswerTokens: 512,
        sections,
        dropped: [{ section: 'window', what: 'events', count: 7, why: 'too_many' }],
      },
      evidence: [{ id: 'main~a', at: Date.UTC(2026, 4, 9), text: 'люблю чай' }],
    } as unknown as Window;
    const memory = { ...bot.services.memory, open: () => Promise.resolve({ window }) };
    await say('/why', { memory });
    for (const part of [
      'gemma',
      '492 токенов из 2000',
      'воспоминания: 40',
      'последние реплики: 7',
      '9 мая 2026 г.: люблю чай',
    ])
      expect(last()?.text).toContain(part);
    expect(last()?.text).not.toContain('ваш портрет');
  });

  it('/macro adds, lists and deletes', async () => {
    await say('/macro');
    expect(last()?.text).toMatch(/^Макрос: фраза/);
    await say('/macro list');
    expect(last()?.text).toMatch(/^Макросов пока нет/);
    await say('/macro add Доброе утро | Рота, подъём = составь план; подведи итог');
    expect(last()?.text).toContain('«Доброе утро»');
    await say('/macro добавить чай = поставь чайник');
    await say('/macro list');
    expect(last()?.text).toContain(
      '1. Доброе утро | Рота, подъём = составь план; подведи итог\n2. чай = поставь чайник',
    );
    await say('/macro add чай = ещё раз');
    expect(last()?.text).toContain('на эту фразу уже есть макрос');
    await say('/macro add эхо = эхо');
    expect(last()?.text).toContain('привёл бы к самому себе');
    await say('/macro add искать = !nothing');
    expect(last()?.text).toContain('такого умения нет');
    await say('/macro add без знака');
    expect(last()?.text).toMatch(/^Макрос: фраза/);
    await say('/macro delete 1');
    await say('/macro delete ЧАЙ!');
    await say('/macro delete чай');
    expect(last()?.text).toMatch(/^Такого макроса у меня нет/);
    expect(await bot.people.macros(user())).toEqual([]);
  });

  it('/export sends the person’s data as a document', async () => {
    await say('/export');
    expect(last()?.document).toEqual({ filename: 'butler-export.json', text: `{"userId":"${user()}"}` });
    const count = bot.api.sent.length;
    const update = bot.api.text(me(), '/export');
    bot.api.script('sendDocument', { kind: 'drop' });
    await expect(bot.take(update)).rejects.toMatchObject({ code: 'unavailable' });
    await bot.take(update);
    expect(bot.api.sent.slice(count).map(({ document }) => Boolean(document))).toEqual([false, true]);
  });

  it('/export of more than Telegram takes says where else to get it', async () => {
    const rights = {
      ...bot.services.rights,
      export: async function* () {
        for (let at = 0; at < 50; at++) yield await Promise.resolve('x'.repeat(1024 * 1024));
      },
    };
    await say('/export', { rights });
    expect(last()?.text).toMatch(/Их отдаст приложение/);
    expect(last()).not.toHaveProperty('document');
  });

  it('/link makes one person of two', async () => {
    const app = `app-${person}`;
    await bot.people.meet(app, { receivedAt: Date.now() });
    await say('/link');
    expect(last()?.text).toMatch(/^Код для связи/);
    await say('/link 99999999');
    expect(last()?.text).toMatch(/^Такого кода нет/);
    const { code } = await bot.identities.createLinkCode(app);
    const update = bot.api.text(me(), `/link ${code.toLowerCase()}`);
    await bot.take(update);
    expect(last()?.text).toMatch(/^Готово/);
    expect(await bot.identities.resolve(user(), { fresh: true })).toBe(app);
    expect(bot.merges).toHaveLength(1);
    const count = bot.api.sent.length;
    await bot.take(update);
    expect(bot.api.sent).toHaveLength(count);

    await say('Я тут');
    expect(last()?.text).toBe('Ответ на «Я тут»');
    expect((await bot.firestore.collection(`users/${app}/outbox`).get()).size).toBe(2);
  });

  it('/link says when there were too many wrong codes', async () => {
    const identities = {
      ...bot.identities,
      redeemLinkCode: () => Promise.reject(new AppError('rate_limited', 'Too many.')),
    };
    await say('/link 99999999', { identities });
    expect(last()?.text).toMatch(/^Слишком много попыток/);
  });

  it('/forget erases only after it was confirmed', async () => {
    await say('Запомни меня');
    const asks = () => last()?.buttons.map(({ data }) => data);
    for (const unasked of ['/forget', '/forget yes']) {
      await say(unasked);
      expect(asks()).toEqual(['forget:yes', 'forget:no']);
      await press('forget:no');
      expect(last()?.text).toMatch(/^Ничего не тронул/);
    }
    await press('forget:yes');
    expect(asks()).toEqual(['forget:yes', 'forget:no']);
    expect(bot.erased).not.toContain(user());
    await press('forget:yes');
    expect(last()?.text).toMatch(/^Всё стёрто[\s\S]*receipt-1$/);
    expect(bot.erased).toContain(user());
    expect((await bot.firestore.collection(`users/${user()}/outbox`).get()).size).toBe(0);
    expect(await bot.profile(user())).toBeUndefined();
  });

  it('/forget takes a written yes, and no late one', async () => {
    await say('/forget');
    bot.pass(11 * 60_000);
    await say('/forget да');
    expect(last()?.text).toMatch(/^Прошло больше десяти минут/);
    await say('/forget');
    await say('/forget Да');
    expect(bot.erased).toContain(user());
  });
});

describe('someone who is erased', () => {
  it('is not made again by a message that was on its way', async () => {
    await say('Привет');
    const late = bot.api.text(me(), 'Опоздало');
    const people = {
      ...bot.people,
      profile: () => Promise.resolve(undefined),
      meet: () => Promise.resolve('refused' as const),
    };
    await bot.firestore.recursiveDelete(bot.firestore.doc(`users/${user()}`));
    const count = bot.api.sent.length;
    await bot.take(late, { people });
    expect(bot.api.sent).toHaveLength(count);
    expect((await bot.firestore.collection(`users/${user()}/outbox`).get()).size).toBe(0);
  });
});

describe('a voice note', () => {
  const speech = (transcribe: TestBot['services']['speech']['transcribe']) => ({
    speech: { connected: true, transcribe },
  });
  const hears = speech(() => Promise.resolve({ text: 'купить хлеб' }));
  const note = (fields: object = {}, bytes = new Uint8Array([1, 2, 3])) =>
    bot.api.media(me(), {
      voice: { file_id: bot.api.addFile(bytes), duration: 3, mime_type: 'audio/ogg', ...fields },
    });

  it('is fetched, heard and answered like a text', async () => {
    const heard: unknown[] = [];
    await bot.take(
      note(),
      speech((recording) => {
        heard.push({ ...recording, audio: [...recording.audio] });
        return Promise.resolve({ text: 'купить хлеб' });
      }),
    );
    expect(heard).toMatchObject([{ audio: [1, 2, 3], mediaType: 'audio/ogg', language: 'ru' }]);
    expect(bot.taken).toMatchObject([{ text: 'купить хлеб', source: 'voice' }]);
    expect(last()?.text).toBe('Ответ на «купить хлеб»');
  });

  it('that is longer than a message may be is answered by its beginning', async () => {
    await bot.take(
      note(),
      speech(() => Promise.resolve({ text: 'а'.repeat(9000) })),
    );
    expect(bot.taken[0]?.text).toHaveLength(8000);
  });

  it('that is an audio file is heard too', async () => {
    const file = { file_id: bot.api.addFile(new Uint8Array([1])), duration: 10 };
    await bot.take(bot.api.media(me(), { audio: file }), hears);
    expect(bot.taken).toMatchObject([{ source: 'voice' }]);
  });

  it.each([
    ['longer than five minutes', { duration: 301 }, /не длиннее 5 минут/],
    ['larger than 20 MB by its own word', { file_size: 20 * 1024 * 1024 + 1 }, /больше 20 МБ/],
  ])('%s is declined kindly and not fetched', async (_, fields, words) => {
    const calls = bot.api.callsOf('getFile').length;
    await bot.take(note(fields), hears);
    expect(last()?.text).toMatch(words);
    expect(bot.api.callsOf('getFile')).toHaveLength(calls);
  });

  it('that Telegram finds too large, or that turns out so, is declined kindly', async () => {
    const file = { file_id: bot.api.addFile(new Uint8Array(1), 21 * 1024 * 1024), duration: 3 };
    await bot.take(bot.api.media(me(), { voice: file }), hears);
    expect(last()?.text).toMatch(/больше 20 МБ/);
    await bot.take(note({}, new Uint8Array(2_000_000)), { ...hears, maxVoiceBytes: 1_048_576 });
    expect(last()?.text).toMatch(/больше 1 МБ/);
    expect(bot.taken).toEqual([]);
  });

  it('that cannot be heard is told kindly, whatever the reason', async () => {
    await bot.take(note());
    expect(last()?.text).toMatch(/мне не подключили слух/);
    await bot.take(
      note(),
      speech(() => Promise.reject(new AppError('unavailable', 'down'))),
    );
    expect(last()?.text).toMatch(/слух временно подводит/);
    await bot.take(
      note(),
      speech(() => Promise.reject(new AppError('bad_request', 'nothing'))),
    );
    expect(last()?.text).toMatch(/слов не разобрал/);
    bot.api.script('download', { kind: 'drop' });
    await bot.take(note(), hears);
    expect(last()?.text).toMatch(/слух временно подводит/);
    expect(bot.taken).toEqual([]);
  });
});

describe('what is not text', () => {
  it.each(['photo', 'sticker', 'video', 'video_note', 'document', 'location', 'poll', 'dice'])(
    'a %s gets one friendly line',
    async (kind) => {
      await bot.take(bot.api.media(me(), { [kind]: {} }));
      expect(bot.api.textsTo(person)).toEqual([
        'Любуюсь, но разобрать не могу: я понимаю текст и голосовые сообщения.',
      ]);
    },
  );

  it('an album gets one line in all, whoever dies meanwhile', async () => {
    const picture = (album: string) => bot.api.media(me(), { photo: [{}], media_group_id: album });
    const first = picture('a');
    const keepAnswer = () => Promise.reject(new Error('killed'));
    await expect(bot.take(first, { store: { ...bot.services.store, keepAnswer } })).rejects.toThrow('killed');
    for (const update of [first, picture('a'), picture('a'), first]) await bot.take(update);
    expect(bot.api.textsTo(person)).toHaveLength(1);
    await bot.take(picture('b'));
    expect(bot.api.textsTo(person)).toHaveLength(2);
    for (const update of [picture('c'), picture('c')]) await bot.take(update, { personalization: false });
    expect(bot.api.textsTo(person)).toHaveLength(3);
  });

  it('a note of Telegram’s own gets none', async () => {
    await bot.take(bot.api.media(me(), { pinned_message: {} }));
    expect(bot.api.textsTo(person)).toEqual([]);
  });

  it('an edited message replaces what is remembered, everywhere, and is not answered again', async () => {
    const before = bot.api.text(me(), 'Люблю кофе');
    await bot.take(before);
    bot.edited.length = 0;
    const epoch = async () => (await bot.profile(user()))?.['epoch'] as number;
    const earlier = await epoch();
    await bot.take(bot.api.edit(before, 'Люблю чай'));
    expect(await epoch()).toBeGreaterThan(earlier);
    const id = bot.taken[0]?.messageId;
    expect(bot.edited).toEqual([[user(), `telegram-${person}`, id, 'Люблю чай']]);
    expect(bot.api.textsTo(person)).toEqual(['Ответ на «Люблю кофе»']);
  });
});

describe('in a group', () => {
  const group = { id: -1_001_234_567_890, type: 'supergroup' };
  const inGroup = (text: string, more?: object) => bot.take(bot.api.text(me(), text, group, more));
  const count = () => bot.api.textsTo(group.id).length;

  it('only what names the bot or replies to it is answered, there, as said by who said it', async () => {
    const before = count();
    await inGroup('Всем привет');
    await inGroup('@someone_else привет');
    await inGroup('/help');
    await inGroup('/help@other_bot');
    await inGroup('А вот и ответ', { reply_to_message: { message_id: 1, date: 1, from: { id: 5 } } });
    expect(count()).toBe(before);
    await inGroup('@alfred_test_bot, который час?');
    await inGroup('Alfred, как дела?');
    await inGroup('И что?', { reply_to_message: { message_id: 1, date: 1, from: { id: bot.api.bot.id } } });
    expect(bot.taken.map(({ text }) => text)).toEqual(['который час?', 'как дела?', 'И что?']);
    expect(count()).toBe(before + 3);
    expect(bot.api.sent.at(-1)).toMatchObject({ chatId: group.id, replyTo: expect.any(Number) as number });
    for (const { identity, conversationId, messageId } of bot.taken) {
      expect(identity).toBe(user());
      expect(conversationId).toBe(`telegram-${group.id}`);
      expect(conversationIdSchema.safeParse(conversationId).success).toBe(true);
      expect(messageIdSchema.safeParse(messageId).success).toBe(true);
    }
  });

  it('what is personal is told in private alone', async () => {
    for (const command of ['memory', 'why', 'macro', 'export', 'forget', 'link', 'start', 'skip']) {
      await inGroup(`/${command}@alfred_test_bot`);
      expect(bot.api.textsTo(group.id).at(-1)).toMatch(/^Об этом — только наедине/);
    }
    await inGroup('/help@alfred_test_bot');
    expect(bot.api.textsTo(group.id).at(-1)).toMatch(/^К вашим услугам/);
  });

  it('a question asked in private is not answered', async () => {
    await say('/start');
    await inGroup('@alfred_test_bot Мария');
    expect(bot.taken.at(-1)?.text).toBe('Мария');
    expect(await bot.profile(user())).toMatchObject({ name: 'Anna' });
    await say('Мария');
    expect(await bot.profile(user())).toMatchObject({ name: 'Мария' });
  });

  it('a button does nothing', async () => {
    await say('/forget');
    const before = bot.api.sent.length;
    await bot.take(bot.api.press(me(), 'forget:yes', group));
    expect(bot.api.sent).toHaveLength(before);
    expect(bot.erased).not.toContain(user());
  });

  it('a topic is answered in, and a thread of replies is none', async () => {
    const threadOf = () => bot.api.callsOf('sendMessage').at(-1)?.payload['message_thread_id'];
    await inGroup('@alfred_test_bot, сюда', { message_thread_id: 77, is_topic_message: true });
    expect(threadOf()).toBe(77);
    await inGroup('@alfred_test_bot, и сюда', { message_thread_id: 77 });
    expect(threadOf()).toBeUndefined();
  });

  it('the names of a channel and of other bots are nobody’s', async () => {
    const before = count();
    const other = bot.api.text({ ...me(), is_bot: true }, '@alfred_test_bot привет', group);
    await bot.take(other);
    expect(count()).toBe(before);
  });
});

describe('a name that is written with marks', () => {
  const name = '[Zed](http://evil.example)';
  const write = (more: Partial<TurnResult>) =>
    bot.take(bot.api.text({ ...me(), first_name: name }, 'Привет'), {
      turns: {
        take: (message) =>
          Promise.resolve({ ...turnResult(message, `Добрый день, ${name}. **Чай** подан.`), ...more }),
      },
    });

  it('is no markup in what the model says to its bearer', async () => {
    await write({ model: 'gemma' });
    expect(last()?.raw).toBe(`Добрый день, ${name}. <b>Чай</b> подан.`);
  });

  it('is none in what the butler says without a model, nor is anything else', async () => {
    await write({ model: 'offline' });
    expect(last()).not.toHaveProperty('parseMode');
    expect(last()?.raw).toBe(`Добрый день, ${name}. **Чай** подан.`);
  });
});

describe('a message that Telegram hands over late', () => {
  it('counts from when it was sent', async () => {
    const late = bot.api.text(me(), 'Ещё вчера') as { message: { date: number } };
    bot.pass(60_000);
    await bot.take(late);
    expect(bot.taken[0]?.receivedAt).toBe(late.message.date * 1000 + 999);
  });
});

describe('who may write', () => {
  it('is everyone, or those on the list', async () => {
    await say('Привет', { allowed: ['1', '2'] });
    expect(bot.api.textsTo(person)).toEqual([]);
    expect(await bot.profile(user())).toBeUndefined();
    await say('Привет', { allowed: ['1', String(person)] });
    expect(bot.api.textsTo(person)).toEqual(['Ответ на «Привет»']);
  });

  it('is told how long to wait when they write too often', async () => {
    const take = () =>
      Promise.reject(new AppError('rate_limited', 'Помедленнее, пожалуйста.', { retryAfterSeconds: 30 }));
    await say('Ещё', { turns: { take } });
    expect(bot.api.textsTo(person)).toEqual(['Помедленнее, пожалуйста.']);
  });
});

describe('without personalization', () => {
  it('an update is answered once and nothing of the person is kept', async () => {
    const update = bot.api.text(me(), 'Привет');
    await bot.take(update, { personalization: false });
    await bot.take(update, { personalization: false });
    expect(bot.api.textsTo(person)).toEqual(['Ответ на «Привет»']);
    expect(await bot.firestore.doc(`users/${user()}`).listCollections()).toEqual([]);
    expect(await bot.profile(user())).toBeUndefined();
  });
});

describe('without personalization, a command', () => {
  it('is told what can be done, and what cannot', async () => {
    for (const command of ['/start', '/help', '/memory', '/forget'])
      await say(command, { personalization: false });
    expect(new Set(bot.api.textsTo(person))).toEqual(
      new Set([expect.stringMatching(/^К вашим услугам.*ничего не велено/) as string]),
    );
    await say('/nonsense', { personalization: false });
    expect(last()?.text).toMatch(/^Такого поручения я не знаю/);
  });
});

describe('when the store is down', () => {
  it('whoever writes is answered from the second delivery on', async () => {
    const down = () => Promise.reject(new Error('14 UNAVAILABLE'));
    const store = { ...bot.services.store, lease: down };
    const update = bot.api.text(me(), 'Вы там?');
    await expect(bot.take(update, { store }, 1)).rejects.toThrow('UNAVAILABLE');
    expect(bot.api.textsTo(person)).toEqual([]);
    await bot.take(update, { store }, 2);
    expect(bot.api.textsTo(person)).toEqual(['Ответ на «Вы там?»']);
  });
});
