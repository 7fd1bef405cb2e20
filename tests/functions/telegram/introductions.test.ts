import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTelegram, type TestBot } from './start-telegram.ts';

let bot: TestBot;
let person = 5900;

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
const buttons = () => last()?.buttons.map(({ text }) => text);
const state = async () => (await bot.firestore.doc(`users/${user()}/state/telegram`).get()).data();

describe('the introductions', () => {
  it('ask name, language, time zone and archetype, by buttons', async () => {
    await say('/start');
    expect(last()?.text).toContain('Как к вам обращаться?');
    expect(buttons()).toEqual(['Anna', 'Пропустить']);
    await press('intro:name:given');
    expect(buttons()).toEqual(['Русский', 'English', 'Пропустить']);
    await press('intro:language:en');
    expect(last()?.text).toMatch(/^Which time zone/);
    await press('intro:timezone:Europe/London');
    await press('intro:archetype:peak_performer');
    expect(last()?.text).toMatch(/^Thank you, Anna/);
    expect(await bot.profile(user())).toMatchObject({
      name: 'Anna',
      language: 'en',
      timezone: 'Europe/London',
      archetype: 'peak_performer',
      onboarded: true,
    });
    expect(bot.taken).toEqual([]);
  });

  it.each([
    [
      ['Меня зовут Мария-Луиза, приятно познакомиться', 'по-русски пожалуйста', 'Я в Москве', '3'],
      ['Мария-Луиза', 'ru', 'Europe/Moscow', 'systematic_improver'],
    ],
    [
      ['I am John', 'English please', 'I live in London', 'the first one'],
      ['John', 'en', 'Europe/London', 'foundation_builder'],
    ],
    [
      ['анна', 'второй вариант', 'NYC', 'looking for change!'],
      ['Анна', 'en', 'America/New_York', 'transformation_seeker'],
    ],
  ])('take natural answers: %j', async (answers, [name, language, timezone, archetype]) => {
    for (const text of ['/start', ...answers]) await say(text);
    expect(await bot.profile(user())).toMatchObject({
      name,
      language,
      timezone,
      archetype,
      onboarded: true,
    });
    expect(bot.taken).toEqual([]);
  });

  it('are never in the way: whoever simply writes is answered, and no later word is an answer', async () => {
    await say('/start');
    for (const text of ['Расскажи, какая погода', 'Анна', 'дальше', '1', 'Москва']) {
      await say(text);
      expect(last()?.text).toBe(`Ответ на «${text}»`);
    }
    expect(await bot.profile(user())).toMatchObject({ name: 'Anna', onboarded: false, timezone: 'UTC' });
  });

  it.each(['Привет', 'Супер', 'Погода на завтра?', 'Зови меня завтра утром', 'Call me back later'])(
    'take no name of «%s»',
    async (text) => {
      await say('/start');
      await say(text);
      expect(last()?.text).toBe(`Ответ на «${text}»`);
      expect(await bot.profile(user())).toMatchObject({ name: 'Anna' });
    },
  );

  it('let a question go at a voice note that cannot be heard, a picture or another command', async () => {
    for (const other of [
      bot.api.media(me(), { sticker: {} }),
      bot.api.media(me(), { voice: { file_id: 'a', duration: 1 } }),
      bot.api.text(me(), '/help'),
    ]) {
      await say('/start');
      await bot.take(other);
      await say('Мария');
      expect(last()?.text).toBe('Ответ на «Мария»');
    }
  });

  it('take what is said as well as what is written', async () => {
    await say('/start');
    const voice = { file_id: bot.api.addFile(new Uint8Array([1])), duration: 1 };
    const transcribe = () => Promise.resolve({ text: ' Меня зовут Мария. ' });
    await bot.take(bot.api.media(me(), { voice }), { speech: { connected: true, transcribe } });
    expect(last()?.text).toMatch(/^На каком языке/);
    expect(await bot.profile(user())).toMatchObject({ name: 'Мария' });
  });

  it('let a question go after an hour', async () => {
    await say('/start');
    bot.pass(61 * 60_000);
    await say('Зейнаб');
    expect(last()).toMatchObject({ text: 'Ответ на «Зейнаб»', buttons: [] });
  });

  it('look for no answer in a text that is too long for one', async () => {
    await say('/start');
    await say(`Мария${'!'.repeat(100)}`);
    expect(last()).toMatchObject({ text: expect.stringMatching(/^Ответ на/) as string, buttons: [] });
  });

  it('go on by the buttons of a question that was let go, or by /start', async () => {
    await say('/start');
    await press('intro:name:given');
    await say('Какая погода?');
    await press('intro:language:ru');
    expect(last()?.text).toMatch(/^В каком вы часовом поясе/);
    await say('А завтра?');
    await say('/start');
    expect(last()?.text).toMatch(/В каком вы часовом поясе/);
    await say('Екатеринбург');
    expect(last()?.text).toMatch(/^И последнее/);
  });

  it('answer a word that may be a name, and make it one by a button', async () => {
    await say('/start');
    await say('Зейнаб');
    expect(last()?.text).toBe('Ответ на «Зейнаб»');
    expect(last()?.buttons).toEqual([{ text: 'Зовите меня Зейнаб', data: 'intro:name:Зейнаб' }]);
    await say('Зейнаб');
    expect(last()?.buttons).toEqual([]);
    await press('intro:name:Зейнаб');
    expect(last()?.text).toMatch(/^На каком языке/);
    expect(await bot.profile(user())).toMatchObject({ name: 'Зейнаб' });
  });

  it('ask the same again when a worker died before it asked', async () => {
    const answers = [bot.api.text(me(), 'Мария'), bot.api.press(me(), 'intro:language:ru')];
    await say('/start');
    for (const answer of answers) {
      const keepAnswer = () => Promise.reject(new Error('killed'));
      await expect(bot.take(answer, { store: { ...bot.services.store, keepAnswer } })).rejects.toThrow();
      await bot.take(answer);
    }
    expect(bot.api.textsTo(person).slice(1)).toEqual([
      expect.stringMatching(/^На каком языке/) as string,
      expect.stringMatching(/^В каком вы часовом поясе/) as string,
    ]);
    expect(bot.taken).toEqual([]);
  });

  it('are skipped one by one and altogether', async () => {
    await say('/start');
    await say('Пропустить');
    expect(last()?.text).toMatch(/^На каком языке/);
    await say('/skip');
    expect(await bot.profile(user())).toMatchObject({ onboarded: true, language: 'ru' });
    expect(await state()).toMatchObject({ question: null });
    await say('English');
    expect(last()?.text).toBe('Ответ на «English»');
  });

  it('take nothing that a profile may not hold', async () => {
    await say('/start');
    for (const data of ['intro:timezone:Mars/Base', 'intro:language:xx', 'intro:persona:evil', 'intro:name:'])
      await press(data);
    expect(await bot.profile(user())).toMatchObject({ timezone: 'UTC', language: 'ru', name: 'Anna' });
  });
});

describe('after the introductions, /start', () => {
  it('offers to change name, language, time zone and archetype, one at a time', async () => {
    await say('/start');
    await say('/skip');
    expect(last()?.text).toMatch(/Поменять всё можно позже: \/start/);
    await say('/start');
    expect(last()?.text).toMatch(/^С возвращением, Anna/);
    expect(last()?.buttons.map(({ data }) => data)).toEqual(
      ['name', 'language', 'timezone', 'archetype'].map((step) => `intro:change:${step}`),
    );
    await press('intro:change:timezone');
    expect(last()?.text).toMatch(/^В каком вы часовом поясе/);
    await say('Я живу в Берлине');
    expect(last()?.text).toBe('Записал: Europe/Berlin.');
    await press('intro:change:name');
    await say('Маша');
    expect(last()?.text).toBe('Записал: Маша.');
    await press('intro:change:archetype');
    await press('intro:archetype:peak_performer');
    expect(last()?.text).toBe('Записал: Иду на рекорд.');
    await press('intro:change:language');
    await press('intro:language:en');
    expect(last()?.text).toBe('Noted: English.');
    await press('intro:change:language');
    await say('skip');
    expect(last()?.text).toBe('Very well, I leave it as it is.');
    await say('Berlin');
    expect(last()?.text).toBe('Ответ на «Berlin»');
    expect(await bot.profile(user())).toMatchObject({
      name: 'Маша',
      timezone: 'Europe/Berlin',
      archetype: 'peak_performer',
      language: 'en',
    });
  });
});
