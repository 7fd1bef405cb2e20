import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { firestore } from '../../shared/platform/clients.ts';
import type { ChatReply } from '../../shared/reply/index.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { type RunningButler, startButler } from './start-butler.ts';

const sorry = 'Извините, временные технические проблемы. Попробуйте позже.';
let model: ModelServer;
let butler: RunningButler;

beforeAll(async () => {
  model = await startModelServer();
  butler = await startButler({
    MODEL_BASE_URL: model.url,
    MODEL_NAME: 'alfred-1',
    SPEECH_BASE_URL: model.url,
  });
});
afterAll(async () => {
  await butler.end();
  await model.close();
});
beforeEach(() => model.reset());

const windowOf = async (userId: string, conversationId = 'main') =>
  (await (await firestore()).doc(`users/${userId}/conversations/${conversationId}`).get()).data() as
    { events: { id: string; role: string; content: string; source: string; tags: string[] }[] } | undefined;
const prompts = () => model.of('chat').map(({ body }) => body.messages);

describe('a turn', () => {
  it('is answered by the model and remembered, and the next one builds on it', async () => {
    model.script('chat', { text: 'Чай подан, сэр.' }, { text: 'С лимоном, как всегда.' });
    const first = await butler.say('tea-drinker', 'Подай, пожалуйста, чай');
    expect(first).toMatchObject({
      reply: 'Чай подан, сэр.',
      conversationId: 'main',
      usedPersona: true,
      model: 'alfred-1',
      remembered: 'now',
    });
    await butler.say('tea-drinker', 'А с чем он?');
    const [, second = []] = prompts();
    expect(second[0]?.role).toBe('system');
    expect(second[0]?.content).toContain('Отвечай по-русски');
    expect(second.slice(1).map(({ role, content }) => [role, content])).toEqual([
      ['user', 'Подай, пожалуйста, чай'],
      ['assistant', 'Чай подан, сэр.'],
      ['user', 'А с чем он?'],
    ]);
    expect((await windowOf('tea-drinker'))?.events.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'user',
      'assistant',
    ]);
  });

  it('says of an answer given again which model gave it, also when others followed', async () => {
    await butler.say('rewinder', 'Раз', { messageId: 'm-1' });
    await butler.say('rewinder', 'Два', { messageId: 'm-2' });
    expect((await butler.say('rewinder', 'Раз', { messageId: 'm-1' })).model).toBe('alfred-1');
  });

  it('answers the same message id with the same answer, asking the model once', async () => {
    model.script('chat', { text: 'Первый ответ' }, { text: 'Второй ответ' });
    const once = await butler.say('repeater', 'Привет', { messageId: 'm-1' });
    const again = await butler.say('repeater', 'Привет', { messageId: 'm-1' });
    expect([once.reply, again.reply]).toEqual(['Первый ответ', 'Первый ответ']);
    expect(again).toEqual({ ...once, memoryEventsUsed: again.memoryEventsUsed });
    expect(model.of('chat')).toHaveLength(1);
    expect((await windowOf('repeater'))?.events).toHaveLength(2);
  });

  it('reads at most two documents and writes at most three when warm', async () => {
    const counts = `http://${process.env['FIRESTORE_EMULATOR_HOST'] ?? ''}/counts`;
    for (const text of ['Раз', 'Два']) await butler.say('counted', text);
    await vi.waitFor(async () => {
      await fetch(counts, { method: 'DELETE' });
      await butler.say('counted', 'Три');
      const { reads, writes } = (await (await fetch(counts)).json()) as { reads: number; writes: number };
      expect([reads <= 2, writes <= 3, reads > 0]).toEqual([true, true, true]);
    });
  });

  it('shows the ledger when asked for it alone', async () => {
    const plain = await butler.say('curious', 'Привет');
    const debugged = await butler.say('curious', 'Привет ещё раз', { debug: true });
    expect(plain.ledger).toBeUndefined();
    expect(debugged.ledger?.total).toBeGreaterThan(0);
    expect(debugged.ledger?.sections.message).toBeGreaterThan(0);
  });

  it('recalls what was said in another conversation, and cites it', async () => {
    await butler.say('traveller', 'Мою кошку зовут Муся, она боится пылесоса', { conversationId: 'home' });
    await butler.say('traveller', 'Как зовут мою кошку?', { conversationId: 'trip' });
    const asked = await butler.say('traveller', 'Напомни, как зовут мою кошку?', { conversationId: 'trip' });
    expect(asked.evidence.map(({ text }) => text)).toContain('Мою кошку зовут Муся, она боится пылесоса');
    expect(asked.memoryEventsUsed).toBeGreaterThan(0);
    expect(prompts().at(-1)?.[0]?.content).toContain('Муся');
  });

  it('tells the model what the person usually buys', async () => {
    const bought = { eventType: 'purchase', productId: 'oat-milk', quantity: 2 };
    for (const daysAgo of [6, 4, 2]) {
      const at = Date.now() - daysAgo * 24 * 3_600_000;
      const json = { ...bought, eventId: `bought-${daysAgo}`, at };
      expect((await butler.as('shopper')('/api/interactions/track', { json })).status).toBe(202);
    }
    await butler.say('shopper', 'Что взять к завтраку?');
    expect(prompts().at(-1)?.[0]?.content).toContain('- Usually buys: "Овсяное молоко" (2)');
  });

  it('recalls nothing that the prompt shows anyway', async () => {
    await butler.say('counter', 'Считай овец на лугу');
    const again = await butler.say('counter', 'Считай овец на лугу снова');
    expect(again.evidence).toEqual([]);
    expect(prompts().at(-1)?.[0]?.content).not.toContain('Relevant Past Context');
  });

  it('recalls what the window had no room for', async () => {
    const preamble = 'Это длинное вступление, в котором ничего важного нет, но без него никак. '.repeat(3);
    await butler.say('talkative', `${preamble}Код от чемодана у меня 4711`);
    model.always('chat', { text: 'Долгий ответ о погоде и видах на урожай. '.repeat(70) });
    for (let turn = 0; turn < 5; turn++) await butler.say('talkative', `Расскажи про погоду, часть ${turn}`);
    const asked = await butler.say('talkative', 'Какой код от чемодана?');
    expect(asked.evidence[0]?.text).toMatch(/^Это длинное вступление/);
    const shown = prompts()
      .at(-1)
      ?.slice(1)
      .map(({ content }) => content)
      .join();
    expect(shown).not.toContain('вступление');
  });

  it('keeps every one of twenty messages sent at once, each beside its answer', async () => {
    model.always('chat', ({ body }) => ({ text: `Ответ на «${body.messages.at(-1)?.content ?? ''}»` }));
    const texts = Array.from({ length: 20 }, (_, index) => `Сообщение ${index}`);
    const replies = await Promise.all(texts.map((text) => butler.say('hasty', text)));
    expect(replies.map(({ reply }) => reply)).toEqual(texts.map((text) => `Ответ на «${text}»`));
    const events = (await windowOf('hasty'))?.events ?? [];
    expect(events).toHaveLength(40);
    for (let index = 0; index < events.length; index += 2) {
      expect(events[index + 1]?.content).toBe(`Ответ на «${events[index]?.content ?? ''}»`);
    }
  });

  it('answers in English who asks for it first', async () => {
    const asked = await butler.as('londoner')('/api/v1/chat', {
      json: { message: 'Good evening' },
      headers: { 'accept-language': 'en-GB,en;q=0.9' },
    });
    expect(asked.status).toBe(200);
    expect(prompts()[0]?.[0]?.content).not.toContain('Отвечай по-русски');
  });
});

describe('bad input', () => {
  it.each([
    [{}, 'message'],
    [{ message: '' }, 'message'],
    [{ message: '   ' }, 'message'],
    [{ message: 'x'.repeat(8001) }, 'message'],
    [{ message: 5 }, 'message'],
    [{ message: 'x', conversationId: 'a/b' }, 'conversationId'],
    [{ message: 'x', messageId: '' }, 'messageId'],
    [{ message: 'x', debug: 'yes' }, 'debug'],
    [{ message: 'x', userId: 'someone' }, 'userId'],
  ])('%# is refused naming the field', async (json, path) => {
    const response = await butler.as('careless')('/api/v1/chat', { json });
    const body = (await response.json()) as { error: { fields: { path: string }[] } };
    expect([response.status, body.error.fields.map((field) => field.path)]).toEqual([400, [path]]);
    expect(model.of('chat')).toHaveLength(0);
  });

  it('is not taken from who has not signed in, or signs in as a Telegram account', async () => {
    const json = { message: 'x' };
    const statuses = [undefined, 'telegram:123'].map(async (userId) => {
      const response = await butler.as(userId)('/api/v1/chat', { json });
      return response.status;
    });
    expect(await Promise.all(statuses)).toEqual([401, 403]);
  });
});

describe('a stream', () => {
  const stream = async (userId: string, message: string) => {
    const response = await butler.as(userId)('/api/v1/chat', {
      json: { message },
      headers: { accept: 'text/event-stream' },
    });
    const events = (await response.text())
      .split('\n\n')
      .filter((block) => block.startsWith('event:'))
      .map((block) => {
        const [event = '', data = ''] = block.split('\n').map((line) => line.replace(/^\w+: /, ''));
        return { event, data: JSON.parse(data) as { text?: string; reply?: string } };
      });
    return { type: response.headers.get('content-type'), status: response.status, events };
  };

  it('carries the pieces and ends with the whole answer, which is remembered', async () => {
    model.script('chat', { pieces: ['Добрый ', 'вечер, ', 'сэр.'] });
    const { type, events } = await stream('streamer', 'Привет');
    expect(type).toContain('text/event-stream');
    expect(events.map(({ event }) => event).at(-1)).toBe('done');
    const text = events.filter(({ event }) => event === 'delta').map(({ data }) => data.text);
    expect(text.join('')).toBe('Добрый вечер, сэр.');
    expect(events.at(-1)?.data.reply).toBe('Добрый вечер, сэр.');
    expect((await windowOf('streamer'))?.events).toHaveLength(2);
  });

  it('takes back the pieces of a stream that broke, and streams the next try', async () => {
    model.script('chat', { pieces: ['Сломан', 'ный ответ'], breakAfter: 1 }, { pieces: ['Целый ', 'ответ'] });
    const { events } = await stream('unlucky', 'Привет');
    let shown = '';
    for (const { event, data } of events) {
      if (event === 'reset') shown = '';
      if (event === 'delta') shown += data.text ?? '';
    }
    expect(shown).toBe('Целый ответ');
    expect(events.at(-1)?.data.reply).toBe('Целый ответ');
  });

  it('is an ordinary 400 where the message is not right', async () => {
    expect((await stream('streamer', '')).status).toBe(400);
  });
});

describe('a voice note', () => {
  const speak = (userId: string, init: RequestInit) =>
    butler.as(userId)('/api/v1/chat/voice', { method: 'POST', ...init });
  const recording = { headers: { 'content-type': 'audio/ogg' }, body: new Uint8Array(300_000) };

  it('is heard, answered and remembered as voice', async () => {
    model.script('transcription', { text: 'Какая сегодня погода?' });
    model.script('chat', { text: 'Английская: дождь.' });
    const response = await speak('speaker', recording);
    expect(await response.json()).toMatchObject({
      reply: 'Английская: дождь.',
      transcript: 'Какая сегодня погода?',
    });
    expect((await windowOf('speaker'))?.events[0]).toMatchObject({
      content: 'Какая сегодня погода?',
      source: 'voice',
    });
    expect(await butler.metric('personalized_requests_total', { source: 'voice', status: 'success' })).toBe(
      1,
    );
  });

  it('is an honest error when it cannot be heard', async () => {
    model.always('transcription', { status: 500 });
    const response = await speak('speaker', recording);
    expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
      503,
      'unavailable',
    ]);
  });

  it('must be a recording', async () => {
    const empty = await speak('speaker', { headers: { 'content-type': 'audio/ogg' } });
    const text = await speak('speaker', { headers: { 'content-type': 'text/plain' }, body: 'hello' });
    expect([empty.status, text.status]).toEqual([400, 415]);
  });
});

describe('a model that is down', () => {
  beforeEach(() => model.always('chat', { status: 500 }));

  it('brings the apology, and the message is remembered all the same', async () => {
    const answer = await butler.say('patient', 'Сочини сонет о дожде');
    expect(answer).toMatchObject({ reply: sorry, model: 'offline', remembered: 'now' });
    const events = (await windowOf('patient'))?.events;
    expect(events?.[0]?.content).toBe('Сочини сонет о дожде');
    expect(events?.[1]?.tags).toContain('apology');
  });

  it('is stood in for where memory has the answer', async () => {
    model.script('chat', { text: 'Запомню.' });
    await butler.say('gardener', 'Мой любимый сорт роз называется Пьер де Ронсар');
    const answer = await butler.say('gardener', 'Что я говорил про сорт роз?');
    expect(answer.reply).toContain('Пьер де Ронсар');
    expect(answer.evidence.map(({ id }) => id)).toHaveLength(1);
    expect(answer.model).toBe('offline');
    expect((await windowOf('gardener'))?.events.at(-1)?.tags).toContain('recalled');
  });
});

describe('macros', () => {
  const save = (userId: string, json: object) => butler.as(userId)('/api/v1/me/macros', { json });

  it('run by their phrase: commands for the model, skills, and sequences of both', async () => {
    model.always('chat', ({ body }) => ({ text: `[${body.messages.at(-1)?.content ?? ''}]` }));
    await butler.say('macro-user', 'Привет');
    const saved = await save('macro-user', {
      triggerPhrases: ['Доброе утро!'],
      actionType: 'sequence',
      action: [
        { actionType: 'command', action: 'Пожелай мне хорошего дня' },
        { actionType: 'skill', action: 'memory' },
      ],
      description: 'Утро',
    });
    expect(saved.status).toBe(201);
    const answer = await butler.say('macro-user', 'доброе   УТРО');
    expect(answer.reply).toContain('[Пожелай мне хорошего дня]');
    expect(answer.reply.split('\n\n').length).toBeGreaterThan(1);
    await vi.waitFor(async () => {
      const listed = await (await butler.as('macro-user')('/api/v1/me/macros')).json();
      expect(JSON.stringify(listed)).toContain('"useCount":1');
    });
    const context = (await (await butler.as('macro-user')('/api/v1/me/context')).json()) as {
      recentSkills: string[];
    };
    expect(context.recentSkills).toEqual(['memory']);
  });

  it('name only skills that there are', async () => {
    await butler.say('macro-user', 'Привет');
    const refused = await save('macro-user', {
      triggerPhrases: ['лети'],
      actionType: 'skill',
      action: 'teleport home',
      description: '',
    });
    expect([refused.status, JSON.stringify(await refused.json())]).toEqual([
      400,
      expect.stringContaining('"path":"action"'),
    ]);
  });
});

it('tells apps where to stream from and what it can do', async () => {
  expect(await (await butler.as(undefined)('/config.json')).json()).toEqual({
    chatUrl: `${butler.url}/api/v1/chat`,
    model: 'connected',
    voice: true,
    personalization: true,
  });
});

it('writes one log line for a turn, without a word of what was said', async () => {
  model.script('chat', { text: 'Тайна ответа' });
  const { messageId } = (await butler.say('discreet', 'Тайна вопроса')) satisfies ChatReply;
  const lines = butler.lines.filter(
    (line) => line['message'] === 'turn.answered' && line['messageId'] === messageId,
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ userId: 'discreet', evidence_count: 0, reply_chars: 12 });
  expect(JSON.stringify(butler.lines)).not.toContain('Тайна');
});
