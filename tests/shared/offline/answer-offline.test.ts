import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Macro } from '../../../shared/macros/index.ts';
import { type Window, windowSchema } from '../../../shared/memory/index.ts';
import { answerOffline, apology, type OfflineQuestion } from '../../../shared/offline/index.ts';
import { type Profile, profileSchema } from '../../../shared/profile/index.ts';
import type { Recalled } from '../../../shared/recall/index.ts';

const now = Date.parse('2026-11-21T09:15:00Z');
const day = 86_400_000;
const profile = (more: Partial<Profile> = {}): Profile => ({
  ...profileSchema.parse({ userId: 'u', createdAt: 0, updatedAt: 0 }),
  ...more,
});
const ask = (message: string, more: Partial<OfflineQuestion> = {}) =>
  answerOffline({
    message,
    language: /[a-z]/i.test(message) ? 'en' : 'ru',
    profile: profile(),
    recalled: [],
    now,
    timezone: 'Europe/Moscow',
    reason: 'no_model',
    ...more,
  });
const said = (text: string, more: Partial<Recalled> = {}): Recalled => ({
  id: `main~${text.length}`,
  conversationId: 'main',
  kind: 'turn',
  role: 'user',
  at: now - 40 * day,
  text,
  score: 5,
  coverage: 1,
  ...more,
});

const who = [
  ...['Кто ты?', 'кто вы', 'Ты кто?', 'а ты кто такой?', 'Альфред, кто ты такой вообще?', 'Что ты такое?'],
  ...[
    'Ты бот?',
    'ты робот или человек?',
    'Вы человек?',
    'ты случайно не нейросеть?',
    'Ты ИИ?',
    'ты chatgpt?',
  ],
  ...['Как тебя зовут?', 'как вас зовут', 'Как к вам обращаться?', 'Твоё имя?', 'у тебя есть имя?'],
  ...[
    'Представьтесь, пожалуйста.',
    'представься',
    'Расскажи о себе',
    'расскажите немного о себе, пожалуйста',
  ],
  ...['С кем я разговариваю?', 'Кто это?', 'Кто со мной говорит?', 'на какой модели ты работаешь?'],
  ...[
    'Какая ты модель?',
    'Кто тебя создал?',
    'Ты настоящий?',
    'Привет! Ты кто?',
    'Подскажите, пожалуйста, кто вы?',
  ],
  ...[
    'Who are you?',
    'who r u',
    'What are you?',
    'so what are you exactly?',
    'Are you a bot?',
    'are you a real person?',
  ],
  ...[
    'Are you human or a robot?',
    "What's your name?",
    'what is your name, please',
    'Your name?',
    'who is this?',
  ],
  ...[
    'Who am I talking to?',
    'Introduce yourself',
    'tell me about yourself',
    'Which model are you running on?',
  ],
  ...[
    'What model are you?',
    'Hello! Who are you?',
    'Could you tell me who you are?',
    'Are you ChatGPT?',
    'who made you?',
  ],
];

describe('asked who he is', () => {
  it.each(who)('says that he serves without a model: %s', (message) => {
    for (const language of ['ru', 'en'] as const) {
      for (const reason of ['no_model', 'model_down', 'quota'] as const) {
        const { text, hasEvidence } = ask(message, { language, reason });
        expect(text).toContain({ ru: 'дворецкий', en: 'butler' }[language]);
        expect(text).toContain({ ru: 'без языковой модели', en: 'without a language model' }[language]);
        expect(hasEvidence).toBe(true);
      }
    }
  });

  it('does not call himself Alfred when he was made someone else', () => {
    expect(ask('Кто ты?').text).toContain('Альфред');
    expect(ask('Кто ты?', { profile: profile({ persona: 'Ты — Дживс.' }) }).text).not.toContain('Альфред');
  });
});

describe('the clock', () => {
  it.each([
    ...['Который час?', 'который сейчас час', 'Сколько времени?', 'сколько сейчас времени', 'Сколько время?'],
    ...['Скажи, пожалуйста, который час', 'Можешь сказать, который час?', 'не могли бы вы подсказать время'],
    ...[
      'Альфред, время?',
      'Ты не знаешь, сколько времени?',
      'точное время',
      'спасибо, а сколько сейчас времени?',
    ],
    ...[
      'What time is it?',
      "what's the time",
      'What is the time now?',
      'could you tell me what time it is, please',
    ],
    ...['Do you know what time it is?', 'time?', 'Have you got the time?', 'current time'],
  ])('tells the time where the person is: %s', (message) => {
    const { text, hasEvidence } = ask(message);
    expect(text).toContain('12:15');
    expect(hasEvidence).toBe(true);
  });

  it.each([
    ['Какое сегодня число?', 'суббота, 21 ноября 2026'],
    ['какой сегодня день?', 'суббота, 21 ноября 2026'],
    ['Какой день недели', 'суббота, 21 ноября 2026'],
    ['А дата сегодня какая?', 'суббота, 21 ноября 2026'],
    ['Какой сейчас год?', '2026'],
    ['Какой завтра день?', 'воскресенье, 22 ноября 2026'],
    ['какое вчера было число', 'пятница, 20 ноября 2026'],
    ['Какое число будет послезавтра?', 'понедельник, 23 ноября 2026'],
    ["what's the date today?", 'Saturday, 21 November 2026'],
    ['What day is it?', 'Saturday, 21 November 2026'],
    ['what day of the week is it', 'Saturday, 21 November 2026'],
    ['What day is tomorrow?', 'Sunday, 22 November 2026'],
    ['what was the date yesterday', 'Friday, 20 November 2026'],
  ])('tells the day: %s', (message, expected) => {
    expect(ask(message).text).toContain(expected);
  });

  it('goes by the person’s zone, and says so when it knows none', () => {
    const late = Date.parse('2026-12-31T22:30:00Z');
    expect(ask('Какое сегодня число?', { now: late }).text).toContain('1 января 2027');
    expect(ask('Какое сегодня число?', { now: late, timezone: 'America/New_York' }).text).toContain(
      '31 декабря',
    );
    expect(ask('Который час?', { timezone: 'UTC' }).text).toContain('09:15 по UTC');
    expect(ask('Который час?', { timezone: 'Mars/Olympus' }).text).toContain('09:15 по UTC');
  });

  it('counts days on the calendar where a day has 25 hours', () => {
    const late = Date.parse('2026-11-01T04:30:00Z');
    const next = ask('what day is tomorrow', { now: late, timezone: 'America/New_York' }).text;
    expect(next).toContain('2 November');
  });

  it.each([
    'Сколько времени занимает перелёт в Токио?',
    'Какое время года ты любишь?',
    'How much time do I need?',
  ])('does not take for a question about the clock: %s', (message) =>
    expect(ask(message).text).not.toContain('12:15'),
  );
});

describe('what he knows of the person', () => {
  const known = profile({
    name: 'Пётр',
    domain: ['архитектура'],
    techStack: ['Rust'],
    preferredTopics: ['сыр'],
  });

  it.each([
    ...['Что ты обо мне знаешь?', 'что вы знаете обо мне', 'Что ты помнишь обо мне?', 'ты меня помнишь?'],
    ...[
      'Помнишь меня?',
      'расскажи, что ты обо мне знаешь',
      'Расскажи обо мне',
      'Что у тебя записано обо мне?',
    ],
    ...[
      'Кто я?',
      'кто я такой',
      'что ты запомнил?',
      'Покажи мои записи',
      'Альфред, что тебе обо мне известно?',
    ],
    ...['What do you know about me?', 'what do you remember about me', 'Do you remember me?', 'Who am I?'],
    ...[
      'Tell me about me',
      'what have you learned about me so far?',
      "what's in your memory?",
      'show my memories',
    ],
  ])('tells the profile and what was said, with dates: %s', (message) => {
    const milk = said('Я пью только овсяное молоко', { id: 'main~1' });
    const { text, usedIds, hasEvidence } = ask(message, { profile: known, recalled: [milk] });
    for (const fact of ['Пётр', 'архитектура', 'Rust', 'сыр', 'овсяное молоко']) expect(text).toContain(fact);
    expect(text).toMatch(/12 (октября|October) 2026/);
    expect({ usedIds, hasEvidence }).toEqual({ usedIds: ['main~1'], hasEvidence: true });
    const taste = { buys: [{ name: 'Oatly', quantity: 2 }, { name: 'рожь' }], likes: ['organic'] };
    const tasteful = ask(message, { taste });
    expect(tasteful.text).toMatch(/: Oatly \(2\), рожь\n.*: organic$/m);
    expect(tasteful.hasEvidence).toBe(true);
    const nothing = ask(message);
    expect(nothing.hasEvidence).toBe(false);
    expect(nothing.text).toMatch(/почти ничего|next to nothing/);
  });

  it.each([
    ...['Как меня зовут?', 'ты знаешь, как меня зовут?', 'Ты помнишь моё имя?', 'какое у меня имя'],
    ...["What's my name?", 'Do you know my name?', 'do you remember my name', 'tell me my name'],
  ])('knows the name, or asks for it: %s', (message) => {
    expect(ask(message, { profile: known }).text).toContain('Пётр');
    expect(ask(message)).toMatchObject({ hasEvidence: false });
  });

  it.each([
    'Speak English please',
    'Can you answer in English?',
    'Говори по-русски',
    'Давай на английском',
    'Отвечай мне, пожалуйста, по-английски',
  ])('says, in both languages, where the language is changed: %s', (message) => {
    const { text } = ask(message);
    expect(text).toContain('/start changes it in Telegram');
    expect(text).toContain('в Telegram его меняет /start');
  });

  it.each([
    'О чём мы говорили?',
    'на чем мы остановились',
    'О чём мы вчера говорили?',
    'What did we talk about last time?',
  ])('tells what the conversation was about: %s', (message) => {
    const window: Window = windowSchema.parse({ summary: 'Пётр строит дом.', createdAt: 0, updatedAt: 0 });
    const told = [said('Выбираю сыр', { id: 'main~m1', at: now - day })];
    const { text, hasEvidence, usedIds } = ask(message, { window, said: told });
    expect(usedIds).toEqual(['main~m1']);
    expect(text).toContain('Пётр строит дом.');
    expect(text).toMatch(/(вчера|yesterday), 12:15.*Выбираю сыр/);
    expect(hasEvidence).toBe(true);
    expect(ask(message)).toMatchObject({ hasEvidence: false, usedIds: [] });
  });

  it.each([
    'Какие у меня макросы?',
    'мои макросы',
    'Покажи список макросов',
    'list my macros',
    'What macros do I have?',
  ])('lists the macros: %s', (message) => {
    const common = { id: 'm', useCount: 0, createdAt: 0, description: 'план и погода' };
    const macro: Macro = { ...common, triggerPhrases: ['доброе утро'], actionType: 'skill', action: 'plan' };
    expect(ask(message, { macros: [macro] }).text).toContain('• доброе утро: план и погода');
    expect(ask(message).hasEvidence).toBe(false);
  });
});

describe('what was said', () => {
  const barcelona = said('В мае лечу в Барселону на неделю', {
    id: 'main~b',
    at: Date.parse('2026-03-12T11:05:00Z'),
  });

  it.each([
    ...[
      'Что я говорил про Барселону?',
      'что я рассказывала о Барселоне',
      'Напомни, что я говорил о Барселоне',
    ],
    ...[
      'Помнишь, я говорил про Барселону?',
      'Когда я лечу в Барселону?',
      'когда у меня Барселона',
      'куда я лечу в мае?',
    ],
    ...[
      'Вы помните, что я писал про Барселону?',
      'Найди, где я писал про Барселону',
      'Вспомни про Барселону',
    ],
    ...[
      'Не подскажешь, когда мы летим в Барселону?',
      'Альфред, я рассказывал тебе о Барселоне?',
      'Напомни про Барселону',
    ],
    ...[
      'What did I say about Barcelona?',
      'Do you remember when I fly to Barcelona?',
      'When am I going to Barcelona?',
    ],
    ...['did I tell you about Barcelona', 'remind me what I said about Barcelona', 'Search Barcelona'],
    ...['Have I mentioned Barcelona?', 'Could you please remind me when my trip to Barcelona is?'],
  ])('quotes it with its date: %s', (message) => {
    const { text, usedIds, hasEvidence } = ask(message, { recalled: [barcelona] });
    expect(text).toMatch(/12 (марта|March) 2026.*14:05.*В мае лечу в Барселону на неделю/);
    expect({ usedIds, hasEvidence }).toEqual({ usedIds: ['main~b'], hasEvidence: true });
    const nothing = ask(message);
    expect(nothing).toMatchObject({ usedIds: [], hasEvidence: false });
  });

  it.each([
    'Что я говорил про Барселону?',
    'Когда у меня встреча с врачом?',
    'What did I say about Barcelona?',
  ])('owns up when the notes hold nothing: %s', (message) =>
    expect(ask(message).text).toMatch(/В моих записях об этом ничего нет|My notes hold nothing on that/),
  );

  it('never quotes the question itself, nor the same words twice', () => {
    const question = 'Что я говорил про Барселону?';
    const recalled = [
      said(question, { id: 'q' }),
      said('что я говорил про барселону', { id: 'q2' }),
      barcelona,
      { ...barcelona, id: 'again' },
    ];
    expect(ask(question, { recalled }).usedIds).toEqual(['main~b']);
    expect(ask(question, { recalled: [said(question)] }).usedIds).toEqual([]);
  });

  it('prefers the person’s own words, and turns to what was done', () => {
    const reply = said('Барселона чудесна в мае', { id: 'r', role: 'assistant' });
    const done = said('поиск билетов', { id: 'd', kind: 'activity' });
    const question = 'Что я говорил про Барселону?';
    expect(ask(question, { recalled: [done, reply, barcelona] }).usedIds).toEqual(['main~b']);
    const alone = ask(question, { recalled: [reply] });
    expect(alone.text).toContain('я: «Барселона чудесна в мае»');
  });

  it('quotes briefly, on one line', () => {
    const long = said(`Барселона\n\n${'очень '.repeat(200)}`);
    const { text } = ask('Что я говорил про Барселону?', { recalled: [long] });
    const [, line = ''] = text.split('\n');
    expect(text.split('\n')).toHaveLength(2);
    expect(line.length).toBeLessThan(230);
    expect(line).toContain('…»');
  });

  it('answers a question of the world from notes only when they are about it', () => {
    const near = { recalled: [said('Небо сегодня удивительно голубое', { coverage: 0.9 })] };
    const far = { recalled: [said('Купил голубые шторы', { coverage: 0.3 })] };
    expect(ask('Почему небо голубое?', near).usedIds).toHaveLength(1);
    expect(ask('Почему небо голубое?', far)).toMatchObject({ usedIds: [], hasEvidence: false });
    expect(ask('Почему небо голубое?', far).text).not.toContain('шторы');
  });
});

describe('manners', () => {
  it.each([
    ['Привет!', /^Добрый день, Пётр\. /],
    ['Здравствуйте, Альфред', /^Добрый день, Пётр\. /],
    ['Доброе утро!', /^Добрый день, Пётр\. /],
    ['Hello there', /^Good afternoon, Пётр\. /],
    ['good morning, Alfred!', /^Good afternoon, Пётр\. /],
    ['Добрый вечер, который час?', /^Добрый день, Пётр\. Сейчас 12:15/],
    ['Спасибо большое!', /услугам|Пустяки|служить/],
    ['Спасибо, дорогой', /услугам|Пустяки|служить/],
    ['Благодарю за помощь', /услугам|Пустяки|служить/],
    ['thanks a lot', /service|Not at all|pleasure/],
    ['Как дела?', /А как вы\?$/],
    ['How are you doing today?', /how are you\?$/],
    ['Пока', /свидания|доброго|встречи/],
    ['До завтра!', /свидания|доброго|встречи/],
    ['Goodbye', /Goodbye|Good day|Until/],
    ['Спокойной ночи', /Спокойной ночи/],
    ['Ты молодец!', /добры|льстите/],
    ['ты дурак', /разочаровал|возражений/],
    ['Извини', /Пустяки|Полноте/],
    ['Ок, понятно', /услугам|Превосходно/],
    ['нет', /Как скажете/],
    ['Ты тут?', /Слушаю/],
    ['Расскажи анекдот', /«|дворецкий|счёт/],
    ['tell me a joke', /sir|butler|bill/],
    ['Что ты умеешь?', /^Без языковой модели умею/],
    ['чем можешь быть полезен', /^Без языковой модели умею/],
    ['помоги', /^Без языковой модели умею/],
    ['What can you do for me?', /^Without a language model I do/],
    ['Can you help me?', /^Without a language model I do/],
    ['Забудь всё', /\/forget/],
    ['forget everything', /\/forget/],
    ['Не хочу жить', /112/],
    ['I want to die', /112/],
    ['👍', /услугам|Превосходно/],
    ['?', /Слушаю/],
  ])('answers %s', (message, expected) => {
    expect(ask(message, { profile: profile({ name: 'Пётр' }) }).text).toMatch(expected);
  });

  it.each([
    ['2026-11-21T04:00:00Z', 'Доброе утро.'],
    ['2026-11-21T16:00:00Z', 'Добрый вечер.'],
    ['2026-11-21T23:30:00Z', 'Здравствуйте.'],
  ])('greets by the hour where the person is: %s', (at, expected) => {
    expect(ask('привет', { now: Date.parse(at) }).text.startsWith(expected)).toBe(true);
  });

  it.each([
    ...[
      'Я сегодня купил овсяное молоко',
      'Запомни: ключи у соседки',
      'Не забудь, что я не ем лук',
      'Мне так грустно',
    ],
    ...[
      'Меня зовут Пётр',
      'Напомни купить молоко',
      'Я сдал экзамен!',
      'I bought oat milk today',
      'My name is Peter',
    ],
    ...['remember that I hate onions', 'Remind me to buy milk', 'I am so tired'],
  ])('notes what is told, and says so only when it is kept: %s', (message) => {
    expect(ask(message).text).toMatch(/аписал|занесено|oted|entered/);
    expect(ask(message, { keeps: false }).text).not.toMatch(/аписал|занесено|oted|entered/);
    expect(ask(message, { profile: undefined }).text).not.toMatch(/аписал|занесено|oted|entered/);
    expect(ask(message).hasEvidence).toBe(false);
  });

  it.each([
    'Напиши письмо начальнику',
    'Переведи текст',
    'посчитай налог',
    'Write an email to my boss',
    'translate this',
  ])('owns up to what is beyond him: %s', (message) =>
    expect(ask(message).text).toMatch(/без языковой модели|without a language model/),
  );

  it('spares the irony to who wants it formal', () => {
    const formal = profile({ tone: 'formal' });
    const answers = ['Спасибо', 'Спасибо большое', 'благодарю'].map(
      (text) => ask(text, { profile: formal }).text,
    );
    expect(new Set(answers)).toEqual(new Set(['Всегда к вашим услугам.']));
  });

  it('says that the day’s model is spent, whatever the answer', () => {
    for (const message of ['Привет', 'Который час?', 'Почему небо голубое?', 'Кто ты?', 'Я купил молоко']) {
      expect(ask(message, { reason: 'quota' }).text).toMatch(/запас.*исчерпан/);
    }
    expect(ask('Hello', { reason: 'quota' }).text).toContain('spent');
  });

  it('says that the model does not answer when it answers in its place', () => {
    expect(ask('Который час?', { reason: 'model_down' }).text).toContain('модель сейчас не отвечает');
    expect(ask('What time is it?', { reason: 'model_down' }).text).toContain('does not answer');
  });

  it('has an apology in each language', () => {
    expect(apology('ru')).toBe('Извините, временные технические проблемы. Попробуйте позже.');
    expect(apology('en')).toMatch(/temporary technical problems/);
  });
});

describe('whatever is asked', () => {
  const phrase = fc.constantFrom(
    ...who,
    ...[
      'Привет',
      'Что я говорил про ',
      'помнишь ',
      'Напомни ',
      'What did I say about ',
      'когда я ',
      'мне грустно ',
    ],
    ...[
      'что ты обо мне знаешь',
      'О чём мы говорили',
      'мои макросы',
      'как меня зовут',
      'Запомни ',
      'Который час',
    ],
  );
  const message = fc
    .tuple(fc.oneof(phrase, fc.string({ unit: 'binary' })), fc.string(), fc.constantFrom('', '?', '!', '…'))
    .map((parts) => parts.join(' '));
  const recalled = fc.array(
    fc.record({
      id: fc.uuid(),
      conversationId: fc.constant('main'),
      kind: fc.constantFrom('turn' as const, 'activity' as const),
      role: fc.constantFrom('user' as const, 'assistant' as const),
      at: fc.oneof(fc.integer({ min: 0, max: now }), fc.double()),
      text: fc.oneof(fc.string({ unit: 'binary' }), fc.lorem()),
      score: fc.double(),
      coverage: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { maxLength: 6 },
  );
  const question = fc.record({
    message,
    language: fc.constantFrom('ru' as const, 'en' as const),
    profile: fc.constantFrom(undefined, profile(), profile({ name: 'Пётр', domain: ['сыр'] })),
    recalled,
    now: fc.oneof(fc.constant(now), fc.double()),
    timezone: fc.constantFrom('UTC', 'Europe/Moscow', 'Asia/Kathmandu', 'nowhere', ''),
    reason: fc.constantFrom('no_model' as const, 'model_down' as const, 'quota' as const),
  });
  const oneLine = (text: string) =>
    text
      .toWellFormed()
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
      .trim();

  it('answers, shortly, and quotes nothing that is not in evidence', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const { text, usedIds, hasEvidence } = answerOffline(asked);
        expect(text.trim()).not.toBe('');
        expect(text.length).toBeLessThan(1600);
        expect(text.isWellFormed()).toBe(true);
        const used = asked.recalled.filter(({ id }) => usedIds.includes(id));
        expect(used).toHaveLength(usedIds.length);
        if (usedIds.length > 0) expect(hasEvidence).toBe(true);
        const quoted = text
          .split('\n')
          .flatMap((line) => /^• .*?, (?:вы|я|сделано|you|I|done): [«“](.*)[»”]$/u.exec(line)?.[1] ?? []);
        expect(quoted).toHaveLength(used.length);
        for (const words of quoted) {
          const begins = words.replace(/…$/, '');
          expect(used.some((item) => oneLine(item.text).startsWith(begins))).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('claims to remember nothing where there is nothing', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const { text, usedIds } = answerOffline({ ...asked, profile: undefined, recalled: [] });
        expect(usedIds).toEqual([]);
        expect(text).not.toMatch(
          /Вот что об этом|Вот что я о вас|Из сказанного|Here is what|From what was said|^•/m,
        );
        expect(text).not.toMatch(/Записал|занесено|Noted|entered/);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not hand back what it was told', () => {
    fc.assert(
      fc.property(message, (text) => {
        const canary = 'кнр7342';
        expect(ask(`${text} ${canary} *_[`, { language: 'ru' }).text).not.toContain(canary);
      }),
    );
  });

  it('says that it is without a model, however it is asked who it is', () => {
    const form = fc.constantFrom(
      (text: string) => text,
      (text: string) => text.toUpperCase(),
      (text: string) => `  ${text} !!`,
    );
    const before = fc.constantFrom(
      '',
      'Привет! ',
      'Альфред, ',
      'Слушай, ',
      'Hey, ',
      'Ну ',
      'Скажите, пожалуйста, ',
    );
    fc.assert(
      fc.property(fc.constantFrom(...who), form, before, question, (words, as, start, asked) => {
        const { text } = answerOffline({ ...asked, message: as(start + words) });
        expect(text).toMatch(/без языковой модели|without a language model/);
      }),
      { numRuns: 500 },
    );
  });
});
