import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createModel, type ModelRequest } from '../../../shared/model/index.ts';
import { AppError } from '../../../shared/platform/errors.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { registry } from '../../../shared/platform/metrics.ts';
import { type ModelServer, startModelServer } from '../../fakes/model-server.ts';

const key = 'sk-secret-key-of-the-tests';
let primary: ModelServer;
let fallback: ModelServer;
let logged = '';
const undo = configureLog({ level: 'debug', sink: (line) => (logged += line) });

beforeAll(async () => {
  primary = await startModelServer({ apiKey: key });
  fallback = await startModelServer();
});
beforeEach(() => {
  primary.reset();
  fallback.reset();
  registry.resetMetrics();
  logged = '';
});
afterAll(async () => {
  undo();
  await primary.close();
  await fallback.close();
});

const base = {
  MODEL_BASE_URL: undefined,
  MODEL_NAME: 'first',
  MODEL_API_KEY: key,
  FALLBACK_MODEL_BASE_URL: undefined,
  FALLBACK_MODEL_NAME: 'second',
  FALLBACK_MODEL_API_KEY: undefined,
};
const quick = { firstPauseMs: 1 };
const alone = (config = {}) => createModel({ ...base, MODEL_BASE_URL: primary.url, ...config }, quick);
const both = (config = {}) =>
  createModel(
    { ...base, MODEL_BASE_URL: primary.url, FALLBACK_MODEL_BASE_URL: fallback.url, ...config },
    quick,
  );
const ask = (more: Partial<ModelRequest> = {}): ModelRequest => ({
  messages: [
    { role: 'system', content: 'Ты — дворецкий.' },
    { role: 'user', content: 'Который час?' },
  ],
  maxTokens: 300,
  deadline: Date.now() + 10_000,
  purpose: 'chat',
  ...more,
});
const gather = () => {
  const told: (string | undefined)[] = [];
  return { told, onText: (piece: string | undefined) => void told.push(piece) };
};
async function callsOf(model: string, outcome: string): Promise<number | undefined> {
  const { values } = await registry.getSingleMetric('model_calls_total')!.get();
  return values.find(({ labels }) => labels['model'] === model && labels['outcome'] === outcome)?.value;
}

it('answers with the text, the model and what it cost', async () => {
  primary.script('chat', { text: ' Полдень. ', usage: { prompt_tokens: 21, completion_tokens: 5 } });
  const answer = await alone().answer(ask());
  expect(answer).toEqual({ text: 'Полдень.', model: 'first', usage: { input: 21, output: 5 } });
  expect(primary.requests[0]?.body).toMatchObject({
    model: 'first',
    max_tokens: 300,
    stream: false,
    messages: [
      { role: 'system', content: 'Ты — дворецкий.' },
      { role: 'user', content: 'Который час?' },
    ],
  });
  expect(await callsOf('primary', 'success')).toBe(1);
});

it('estimates what it cost where the server counts nothing', async () => {
  const message = { role: 'assistant', content: 'Полдень.' };
  primary.script('chat', { body: { choices: [{ index: 0, message, finish_reason: 'stop' }] } });
  const { usage } = await alone().answer(ask());
  expect(usage.input).toBeGreaterThan(5);
  expect(usage.output).toBeGreaterThan(1);
});

it('tells a stream piece by piece and knows what it cost', async () => {
  primary.script('chat', {
    pieces: ['Пол', 'день', ', сэр.'],
    usage: { prompt_tokens: 21, completion_tokens: 7 },
  });
  const { told, onText } = gather();
  const answer = await alone().answer(ask({ onText }));
  expect(answer).toEqual({ text: 'Полдень, сэр.', model: 'first', usage: { input: 21, output: 7 } });
  expect(told.join('')).toBe('Полдень, сэр.');
  expect(told.length).toBeGreaterThan(1);
  expect(primary.requests[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
});

it('keeps what a model thinks to itself', async () => {
  const pieces = ['<thi', 'nk>Он спрашивает время', '</think>', 'Полдень', ', сэр.'];
  primary.script('chat', { pieces }, { pieces });
  const { told, onText } = gather();
  expect((await alone().answer(ask())).text).toBe('Полдень, сэр.');
  expect((await alone().answer(ask({ onText }))).text).toBe('Полдень, сэр.');
  expect(told.join('')).toBe('Полдень, сэр.');
});

it('waits as long as a 429 asks', async () => {
  primary.script('chat', { status: 429, headers: { 'retry-after': '1' } }, { text: 'Полдень.' });
  const answer = await alone().answer(ask());
  expect(answer.text).toBe('Полдень.');
  const [first, second] = primary.requests;
  expect(second!.at - first!.at).toBeGreaterThanOrEqual(990);
  expect(await callsOf('primary', 'rate_limited')).toBe(1);
});

it('does not wait for a 429 that asks for more than there is time', async () => {
  primary.script('chat', { status: 429, headers: { 'retry-after': '3600' } });
  const answer = await both().answer(ask());
  expect(answer.model).toBe('second');
  expect(primary.requests).toHaveLength(1);
});

it('does not ask again where the account has nothing left', async () => {
  primary.script('chat', { status: 429, body: { error: { message: 'no', code: 'insufficient_quota' } } });
  expect((await both().answer(ask())).model).toBe('second');
  expect(primary.requests).toHaveLength(1);
});

it('asks again after a 500', async () => {
  primary.script('chat', { status: 500 }, { status: 503, body: '<html>' }, { text: 'Полдень.' });
  expect((await both().answer(ask())).text).toBe('Полдень.');
  expect(primary.requests).toHaveLength(3);
  expect(fallback.requests).toHaveLength(0);
});

it('asks the fallback when nothing listens', async () => {
  const unused = createServer().listen(0, '127.0.0.1');
  await once(unused, 'listening');
  const { port } = unused.address() as AddressInfo;
  await new Promise((resolve) => unused.close(resolve));
  fallback.script('chat', { text: 'Полдень.' });
  const model = both({ MODEL_BASE_URL: `http://127.0.0.1:${port}/v1` });
  expect(await model.answer(ask())).toMatchObject({ text: 'Полдень.', model: 'second' });
  expect(await callsOf('primary', 'unreachable')).toBe(3);
  expect(await callsOf('fallback', 'success')).toBe(1);
});

it('takes back a broken stream and tells it anew', async () => {
  primary.script(
    'chat',
    { pieces: ['Половина', ' второго'], breakAfter: 1 },
    { pieces: ['Полдень', ' ровно'], endsEarly: true },
    { pieces: ['Пол', 'день.'] },
  );
  const { told, onText } = gather();
  const answer = await alone().answer(ask({ onText }));
  expect(answer.text).toBe('Полдень.');
  expect(told.filter((piece) => piece === undefined)).toHaveLength(2);
  expect(told.slice(told.lastIndexOf(undefined) + 1).join('')).toBe('Полдень.');
  expect(await callsOf('primary', 'broken')).toBe(2);
});

it('takes back what was told when nobody finishes', async () => {
  primary.always('chat', { pieces: ['Половина', ' второго'], breakAfter: 1 });
  const { told, onText } = gather();
  await expect(alone().answer(ask({ onText }))).rejects.toMatchObject({ code: 'unavailable' });
  expect(told.at(-1)).toBeUndefined();
});

it('hands over an error that comes in the middle of a stream', async () => {
  primary.script('chat', {
    raw: 'data: {"error":{"message":"out of memory","code":500}}\n\n',
    headers: { 'content-type': 'text/event-stream' },
  });
  primary.script('chat', { pieces: ['Полдень.'] });
  const { onText } = gather();
  expect((await alone().answer(ask({ onText }))).text).toBe('Полдень.');
});

it.each([
  ['hangs', { hang: true }],
  ['stalls in the middle', { pieces: ['Пол'], stalls: true }],
])('keeps one deadline, fallback included, when a server %s', async (_, answer) => {
  primary.always('chat', answer);
  fallback.always('chat', answer);
  const { told, onText } = gather();
  const started = Date.now();
  const asked = both().answer(ask({ deadline: started + 600, onText }));
  await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
  const took = Date.now() - started;
  expect(took).toBeGreaterThanOrEqual(590);
  expect(took).toBeLessThan(1500);
  expect(primary.requests).toHaveLength(1);
  expect(fallback.requests).toHaveLength(1);
  expect(told.at(-1)).toBeUndefined();
  expect(await callsOf('primary', 'timeout')).toBe(1);
});

it('leaves the fallback time to answer when the first model is slow', async () => {
  primary.always('chat', { hang: true });
  const started = Date.now();
  const answer = await both().answer(ask({ deadline: started + 1000 }));
  expect(answer.model).toBe('second');
  expect(Date.now() - started).toBeLessThan(1000);
});

it('asks nobody once the deadline is over', async () => {
  await expect(both().answer(ask({ deadline: Date.now() - 1 }))).rejects.toBeInstanceOf(AppError);
  expect(primary.requests).toHaveLength(0);
  expect(fallback.requests).toHaveLength(0);
});

it.each([
  ['is empty', { text: '  \n' }],
  ['is thought alone', { text: '<think>Хм</think>' }],
  ['is garbage', { raw: 'Bad Gateway' }],
  ['is other JSON', { raw: '{"ok":true}' }],
  ['has no choices', { raw: '{"choices":[]}' }],
])('does not take an answer that %s', async (_, answer) => {
  primary.always('chat', answer);
  expect((await both().answer(ask())).model).toBe('second');
  const { onText } = gather();
  expect((await both().answer(ask({ onText }))).model).toBe('second');
  expect(primary.requests).toHaveLength(6);
});

it('does not try a refused key again, and asks the fallback', async () => {
  const model = both({ MODEL_API_KEY: 'sk-wrong-key' });
  expect((await model.answer(ask())).model).toBe('second');
  expect(primary.requests).toHaveLength(1);
  expect(await callsOf('primary', 'unauthorized')).toBe(1);
});

it('names no key in errors and logs, although the server repeats it', async () => {
  const model = alone({ MODEL_API_KEY: 'sk-wrong-key' });
  const { onText } = gather();
  for (const request of [ask(), ask({ onText })]) {
    const failure = await model.answer(request).catch((cause: unknown) => cause);
    const told = [failure, (failure as Error).cause].map((error) =>
      JSON.stringify([String(error), (error as Error).stack, error]),
    );
    expect(told.join()).not.toContain('sk-wrong-key');
    expect(told.join()).not.toContain('Который час');
  }
  expect(logged).toContain('model.call_failed');
  expect(logged).not.toContain('sk-wrong-key');
  expect(logged).not.toContain('Который час');
});

it('asks once more with less where the model reads less than was thought', async () => {
  const body = {
    error: { message: 'maximum context length is 512 tokens', code: 'context_length_exceeded' },
  };
  primary.script('chat', { status: 400, body }, { text: 'Полдень.' });
  const messages: ModelRequest['messages'] = [
    { role: 'system', content: 'Ты — дворецкий.' },
    { role: 'user', content: 'Вчера' },
    { role: 'assistant', content: 'Да' },
    { role: 'user', content: 'Который час?' },
  ];
  expect((await both().answer(ask({ messages }))).model).toBe('first');
  expect(primary.requests[1]?.body).toMatchObject({
    messages: [messages[0], messages[3]],
    max_tokens: 150,
  });
  primary.reset();
  primary.always('chat', { status: 400, body });
  expect((await both().answer(ask({ messages }))).model).toBe('second');
  expect(primary.requests).toHaveLength(2);
});

it('joins neighbours of one role', async () => {
  const strict = await startModelServer({ alternatingRoles: true });
  const messages: ModelRequest['messages'] = [
    { role: 'system', content: 'Ты — дворецкий.' },
    { role: 'user', content: 'Алло' },
    { role: 'user', content: 'Который час?' },
  ];
  await createModel({ ...base, MODEL_BASE_URL: strict.url }, quick).answer(ask({ messages }));
  expect(strict.requests[0]?.body.messages[1]).toEqual({ role: 'user', content: 'Алло\n\nКоторый час?' });
  await strict.close();
});

it('learns from refusals how a server wants to be asked', async () => {
  const refusal = (message: string) => ({ status: 400, body: { error: { message } } });
  primary.script(
    'chat',
    refusal("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
    refusal('Unrecognized request argument supplied: stream_options'),
    refusal('Conversation roles must alternate user/assistant'),
  );
  const model = alone();
  const messages: ModelRequest['messages'] = [
    { role: 'system', content: 'Ты — дворецкий.' },
    { role: 'assistant', content: 'Добрый день.' },
    { role: 'user', content: 'Который час?' },
  ];
  const { onText } = gather();
  await model.answer(ask({ messages, onText }));
  await model.answer(ask({ messages, onText }));
  expect(primary.requests).toHaveLength(5);
  for (const { body } of primary.requests.slice(3)) {
    expect(body).toMatchObject({
      max_completion_tokens: 300,
      messages: [{ role: 'user', content: 'Ты — дворецкий.\n\nДобрый день.\n\nКоторый час?' }],
    });
    expect(body).not.toHaveProperty('max_tokens');
    expect(body).not.toHaveProperty('stream_options');
  }
});

it('says that no model is connected', async () => {
  const model = createModel(base);
  expect(model).toMatchObject({ connected: false, name: 'offline' });
  await expect(model.answer(ask())).rejects.toMatchObject({ code: 'unavailable' });
});

it('answers with the fallback alone', async () => {
  const model = createModel({ ...base, FALLBACK_MODEL_BASE_URL: fallback.url }, quick);
  expect(model).toMatchObject({ connected: true, name: 'second' });
  expect((await model.answer(ask())).model).toBe('second');
});
