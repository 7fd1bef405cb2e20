import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message } from '../../../shared/reply/index.ts';
import { startTelegram, type TestBot, turnResult } from './start-telegram.ts';

let bot: TestBot;
let person = 500;

beforeAll(async () => {
  bot = await startTelegram();
});
beforeEach(() => {
  person += 1;
  bot.taken.length = 0;
  bot.waits.length = 0;
});
afterAll(() => bot.close());

const me = () => ({ id: person });
const texts = () => bot.api.textsTo(person);

describe('an update', () => {
  it('is answered once, however often it is delivered', async () => {
    const update = bot.api.text(me(), 'Привет');
    for (let times = 0; times < 4; times++) await bot.take(update);
    expect(texts()).toEqual(['Ответ на «Привет»']);
    expect(bot.taken).toHaveLength(1);
    expect(bot.taken[0]).toMatchObject({
      identity: `telegram:${person}`,
      conversationId: `telegram-${person}`,
      source: 'text',
      hints: { name: 'Anna', language: 'ru' },
    });
  });

  it('delivered to many workers at once is answered once; the others are told to come later', async () => {
    const update = bot.api.text(me(), 'Привет');
    await bot.take(bot.api.text(me(), 'Знакомство'));
    const ends = await Promise.allSettled(Array.from({ length: 6 }, () => bot.take(update)));
    expect(texts()).toEqual(['Ответ на «Знакомство»', 'Ответ на «Привет»']);
    for (const end of ends) {
      if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'rate_limited' });
    }
  });

  it('that another worker holds is answered 429', async () => {
    const update = bot.api.text(me(), 'Долго');
    const gate = Promise.withResolvers<undefined>();
    const take = async (message: Message) => {
      await gate.promise;
      return turnResult(message, 'Готово');
    };
    const first = bot.take(update, { turns: { take } });
    await vi.waitFor(async () => expect(await bot.outbox(`telegram:${person}`, update)).toBeDefined());
    await expect(bot.take(update)).rejects.toMatchObject({ code: 'rate_limited' });
    gate.resolve(undefined);
    await first;
    expect(texts()).toEqual(['Готово']);
  });

  it('stays held while its worker is at work, and shows that it types', async () => {
    const update = bot.api.text(me(), 'Очень долго');
    const gate = Promise.withResolvers<undefined>();
    const take = async (message: Message) => {
      await gate.promise;
      return turnResult(message, 'Наконец');
    };
    const typed = () => bot.api.actions.filter(({ chatId }) => chatId === person).length;
    const first = bot.take(update, { turns: { take }, typingMs: 20 });
    await vi.waitFor(() => expect(typed()).toBeGreaterThan(2));
    const until = (await bot.outbox(`telegram:${person}`, update))?.['leaseUntil'] as number;
    bot.pass(8000);
    await vi.waitFor(async () => {
      const now = (await bot.outbox(`telegram:${person}`, update))?.['leaseUntil'] as number;
      expect(now).toBeGreaterThan(until + 5000);
    });
    bot.pass(8000);
    await vi.waitFor(async () => {
      const now = (await bot.outbox(`telegram:${person}`, update))?.['leaseUntil'] as number;
      expect(now).toBeGreaterThan(until + 13_000);
    });
    await expect(bot.take(update)).rejects.toMatchObject({ code: 'rate_limited' });
    gate.resolve(undefined);
    await first;
    expect(texts()).toEqual(['Наконец']);
  });

  it('leaves no text in the outbox once it is answered', async () => {
    const update = bot.api.text(me(), 'Тайна');
    await bot.take(update);
    expect(JSON.stringify(await bot.outbox(`telegram:${person}`, update))).not.toContain('Тайна');
  });
});

describe('a worker that dies', () => {
  const death = new Error('killed');
  const dies = () => new Promise<never>(() => undefined);

  /** Runs a delivery that hangs for ever where a worker is killed, and lets its lease run out. */
  async function killAt(
    update: object,
    change: Parameters<TestBot['take']>[1],
    reached: () => Promise<boolean>,
  ) {
    void bot.take(update, { ...change, typingMs: 3_600_000 });
    await vi.waitFor(async () => expect(await reached()).toBe(true));
    await expect(bot.take(update)).rejects.toMatchObject({ code: 'rate_limited' });
    bot.pass(60_000);
  }

  it('before the answer is made leaves it to the next, which sends it once', async () => {
    const update = bot.api.text(me(), 'Раз');
    let asked = false;
    const take = () => {
      asked = true;
      return dies();
    };
    await killAt(update, { turns: { take } }, () => Promise.resolve(asked));
    await bot.take(update);
    await bot.take(update);
    expect(texts()).toEqual(['Ответ на «Раз»']);
  });

  it('before the answer is kept leaves it to the next, which makes it again and sends it once', async () => {
    const update = bot.api.text(me(), 'Два');
    const store = { ...bot.services.store, keepAnswer: dies };
    await killAt(update, { store }, () => Promise.resolve(bot.taken.length === 1));
    await bot.take(update);
    await bot.take(update);
    expect(texts()).toEqual(['Ответ на «Два»']);
    // The turns know the message by its id and give the answer they gave.
    expect(new Set(bot.taken.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('between keeping and sending leaves the kept answer to the next', async () => {
    const update = bot.api.text(me(), 'Три');
    const telegram = { ...bot.services.telegram, send: dies };
    const kept = async () => Boolean((await bot.outbox(`telegram:${person}`, update))?.['answer']);
    await killAt(update, { telegram }, kept);
    await bot.take(update);
    await bot.take(update);
    expect(texts()).toEqual(['Ответ на «Три»']);
    expect(bot.taken).toHaveLength(1);
  });

  it('between the parts of a long answer repeats none of them', async () => {
    const update = bot.api.text(me(), 'Четыре');
    const long = Array.from({ length: 3 }, (_, part) => `${String(part)} ${'слово '.repeat(600)}`).join(
      '\n\n',
    );
    const take = (message: Message) => Promise.resolve(turnResult(message, long));
    let sent = 0;
    const { send } = bot.services.telegram;
    const telegram = {
      ...bot.services.telegram,
      send: (...given: Parameters<typeof send>) => (++sent > 1 ? dies() : send(...given)),
    };
    await killAt(update, { turns: { take }, telegram }, () => Promise.resolve(sent > 1));
    await bot.take(update);
    await bot.take(update);
    expect(texts().map((text) => text[0])).toEqual(['0', '1', '2']);
  });

  it('after the mark has left nothing to do', async () => {
    const update = bot.api.text(me(), 'Пять');
    await bot.take(update);
    bot.pass(60_000);
    await bot.take(update);
    expect(texts()).toEqual(['Ответ на «Пять»']);
  });

  it('between Telegram’s 200 and the mark is the one window in which an answer comes twice', async () => {
    const update = bot.api.text(me(), 'Шесть');
    const store = { ...bot.services.store, markSent: dies };
    await killAt(update, { store }, () => Promise.resolve(texts().length === 1));
    await bot.take(update);
    await bot.take(update);
    expect(texts()).toEqual(['Ответ на «Шесть»', 'Ответ на «Шесть»']);
    expect(bot.taken).toHaveLength(1);
  });

  it('so is the time in which Telegram’s 200 is lost on its way', async () => {
    const update = bot.api.text(me(), 'Шесть с половиной');
    bot.api.script('sendMessage', { kind: 'cut' });
    await expect(bot.take(update)).rejects.toMatchObject({ code: 'unavailable' });
    await bot.take(update);
    await bot.take(update);
    expect(texts()).toEqual(Array.from({ length: 2 }, () => 'Ответ на «Шесть с половиной»'));
    expect(bot.taken).toHaveLength(1);
  });

  it('by an error is followed at once, and what it kept is sent', async () => {
    const update = bot.api.text(me(), 'Семь');
    bot.api.script('sendMessage', { kind: 'drop' });
    await expect(bot.take(update)).rejects.toMatchObject({ code: 'unavailable' });
    await bot.take(update);
    expect(texts()).toEqual(['Ответ на «Семь»']);
    expect(bot.taken).toHaveLength(1);
  });

  it('whose mark fails does not send again', async () => {
    const update = bot.api.text(me(), 'Восемь');
    const store = { ...bot.services.store, markSent: () => Promise.reject(death) };
    await bot.take(update, { store });
    expect(texts()).toEqual(['Ответ на «Восемь»']);
  });

  it('for the last time says sorry', async () => {
    const update = bot.api.text(me(), 'Девять');
    const turns = { take: () => Promise.reject(death) };
    await expect(bot.take(update, { turns }, 19)).rejects.toThrow('killed');
    expect(texts()).toEqual([]);
    await expect(bot.take(update, { turns }, 20)).rejects.toThrow('killed');
    expect(texts()).toEqual(['Извините, временные технические проблемы. Попробуйте позже.']);
  });
});

describe('Telegram', () => {
  it('that asks for a short wait is waited for', async () => {
    const busy = { kind: 'refuse', status: 429, description: 'Too Many Requests', retryAfter: 2 } as const;
    bot.api.script('sendMessage', busy, busy);
    await bot.take(bot.api.text(me(), 'Спешу'));
    expect(bot.waits).toEqual([2000, 2000]);
    expect(texts()).toEqual(['Ответ на «Спешу»']);
  });

  it('that asks for a long wait is left alone until then', async () => {
    const update = bot.api.text(me(), 'Не спешу');
    bot.api.script('sendMessage', {
      kind: 'refuse',
      status: 429,
      description: 'Too Many Requests',
      retryAfter: 40,
    });
    await expect(bot.take(update)).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 40 });
    const asked = bot.api.callsOf('sendMessage').length;
    bot.pass(30_000);
    await expect(bot.take(update)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(bot.api.callsOf('sendMessage')).toHaveLength(asked);
    bot.pass(15_000);
    await bot.take(update);
    expect(texts()).toEqual(['Ответ на «Не спешу»']);
    expect(bot.taken).toHaveLength(1);
  });

  it('that cannot read the markup gets plain text', async () => {
    const take = (message: Message) => Promise.resolve(turnResult(message, '**Да**, `a < b`'));
    bot.api.script('sendMessage', {
      kind: 'refuse',
      status: 400,
      description: "Bad Request: can't parse entities: Unsupported start tag",
    });
    await bot.take(bot.api.text(me(), 'Разметка'), { turns: { take } });
    expect(bot.api.sent.at(-1)).toMatchObject({ chatId: person, text: 'Да, a < b', raw: 'Да, a < b' });
    expect(bot.api.sent.at(-1)).not.toHaveProperty('parseMode');
  });

  it('gets the marks themselves where nothing is left without them', async () => {
    const take = (message: Message) => Promise.resolve(turnResult(message, '```\n```'));
    await bot.take(bot.api.text(me(), 'Пустота'), { turns: { take } });
    expect(texts()).toEqual(['```\n```']);
  });

  it('that will never take a message is not asked again', async () => {
    const update = bot.api.text(me(), 'Без прав');
    const description = 'Bad Request: not enough rights to send text messages to the chat';
    bot.api.script('sendMessage', { kind: 'refuse', status: 400, description });
    await bot.take(update);
    await bot.take(update);
    expect(texts()).toEqual([]);
    await bot.take(bot.api.text(me(), 'Уже можно'));
    expect(texts()).toEqual(['Ответ на «Уже можно»']);
  });

  it('gets markup as HTML', async () => {
    const take = (message: Message) => Promise.resolve(turnResult(message, '**Да** & нет'));
    await bot.take(bot.api.text(me(), 'Разметка'), { turns: { take } });
    expect(bot.api.sent.at(-1)).toMatchObject({
      parseMode: 'HTML',
      raw: '<b>Да</b> &amp; нет',
      text: 'Да & нет',
    });
  });
});

describe('a person who blocked the bot', () => {
  it('is marked, left in peace, and answered again when they write again', async () => {
    const { id } = me();
    await bot.take(bot.api.text(me(), 'До'));
    const before = bot.api.text(me(), 'Перед самым уходом');
    bot.api.block(id);
    const last = bot.api.text(me(), 'Ухожу');
    await bot.take(last);
    const mark = async () =>
      (await bot.firestore.doc(`users/telegram:${id}/state/telegram`).get()).get('blockedAt') as unknown;
    expect(await mark()).toBeTypeOf('number');

    const calls = bot.api.calls.length;
    const taken = bot.taken.length;
    bot.pass(-10_000);
    await bot.take(before);
    bot.pass(10_000);
    expect(bot.taken).toHaveLength(taken);
    expect(bot.api.calls).toHaveLength(calls);

    bot.api.unblock(id);
    bot.pass(1000);
    await bot.take(bot.api.text(me(), 'Вернулся'));
    expect(texts().at(-1)).toBe('Ответ на «Вернулся»');
    expect(await mark()).toBeNull();
  });

  it('is marked by Telegram’s own word too, and no person is made of it', async () => {
    const { id } = me();
    await bot.take(bot.api.member(me(), 'kicked'));
    expect(await bot.profile(`telegram:${id}`)).toBeUndefined();
    await bot.take(bot.api.text(me(), 'Привет'));
    await bot.take(bot.api.member(me(), 'kicked'));
    const mark = async () =>
      (await bot.firestore.doc(`users/telegram:${id}/state/telegram`).get()).get('blockedAt') as unknown;
    expect(await mark()).toBeTypeOf('number');
    await bot.take(bot.api.member(me(), 'member'));
    expect(await mark()).toBeNull();
  });
});
