import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { firestore } from '../../shared/platform/clients.ts';
import { adminKey, type RunningButler, startButler } from './start-butler.ts';

let butler: RunningButler;
beforeAll(async () => {
  butler = await startButler();
});
afterAll(() => butler.end());

it.each([
  ['user_profile_reads_total', {}],
  ['user_memory_events_total', { role: 'user' }],
  ['user_memory_events_total', { role: 'assistant' }],
  ['user_memory_compressions_total', { status: 'success' }],
  ['personalized_requests_total', { source: 'text', status: 'success' }],
  ['personalized_requests_total', { source: 'voice', status: 'fallback' }],
  ['personalized_requests_total', { source: 'text', status: 'error' }],
  ['personalized_prompt_tokens_count', {}],
  ['personalized_memory_compressions_total', { status: 'success' }],
  ['personalized_memory_worker_runs_total', {}],
  ['personalized_memory_worker_errors_total', {}],
  ['recall_seconds_count', {}],
  ['model_calls_total', { model: 'primary', outcome: 'success' }],
  ['cache_hits_total', { cache: 'profiles' }],
])('%s %j is there, at zero, before any traffic', async (name, labels) => {
  await vi.waitFor(async () => expect(await butler.metric(name, labels)).toBe(0), { timeout: 10_000 });
});

it('counts each demo person’s profile as made and then edited, and no others', async () => {
  const people = await (await firestore()).collection('users').count().get();
  expect(await butler.metric('user_profile_writes_total')).toBe(2 * people.data().count);
});

it('says in /health and in its answers that no model is connected, and answers all the same', async () => {
  expect(await (await butler.as(undefined)('/health')).json()).toMatchObject({
    status: 'ok',
    model: 'offline',
  });
  expect(await (await butler.as(undefined)('/config.json')).json()).toMatchObject({
    model: 'offline',
    voice: false,
  });
  const greeted = await butler.say('newcomer', 'Здравствуйте!');
  expect(greeted).toMatchObject({ model: 'offline', remembered: 'now', evidence: [] });
  expect(greeted.reply.length).toBeGreaterThan(10);
});

it('remembers and recalls without a model, with the date', async () => {
  await butler.say('newcomer', 'В субботу я купил велосипед Stels');
  const asked = await butler.say('newcomer', 'Что я говорил про велосипед?');
  expect(asked.reply).toContain('Stels');
  expect(asked.reply).toMatch(/20\d\d|сегодня/i);
  expect(asked.evidence).toHaveLength(1);
});

it('tells what it knows of a person from what they told of themselves, and not from their questions', async () => {
  for (const text of ['Привет', 'Я живу в Твери и держу двух такс', 'Как дела?', 'У меня аллергия на грибы'])
    await butler.say('teller', text);
  const known = await butler.say('teller', 'Что ты обо мне знаешь?');
  expect(known.evidence.map(({ text }) => text)).toEqual([
    'Я живу в Твери и держу двух такс',
    'У меня аллергия на грибы',
  ]);
  expect(known.reply).toContain('двух такс');
  expect(known.reply).not.toContain('Как дела');
});

it('knows the name that a person gave', async () => {
  expect((await butler.say('gleb', 'Как меня зовут?')).evidence).toEqual([]);
  await butler.say('gleb', 'Меня зовут Глеб, очень приятно');
  const named = await butler.say('gleb', 'Как меня зовут?');
  expect(named.reply).toContain('Глеб');
  expect(named.evidence).toHaveLength(1);
});

it('takes neither its own empty answers nor what merely stood beside a question for evidence', async () => {
  for (const text of ['Как зовут мою черепаху?', 'Мой рост 180', 'Как зовут мою черепаху?']) {
    expect((await butler.say('asker', text)).evidence).toEqual([]);
  }
});

it('forgets with a message the replies that quoted it', async () => {
  await butler.say('forgetter', 'Мой сейф открывается числом 4711', { messageId: 'safe' });
  expect((await butler.say('forgetter', 'Что я говорил про сейф?')).reply).toContain('4711');
  const forgotten = await butler.as('forgetter')('/api/v1/me/memory/main~safe', { method: 'DELETE' });
  expect(forgotten.status).toBe(204);
  expect(await (await butler.as('forgetter')('/api/v1/me/memory')).text()).not.toContain('4711');
});

it('answers a message again whose reply was forgotten', async () => {
  await butler.say('returner', 'Привет', { messageId: 'm1' });
  await butler.as('returner')('/api/v1/me/memory/main~m1.reply', { method: 'DELETE' });
  expect((await butler.say('returner', 'Привет', { messageId: 'm1' })).reply).not.toBe('');
});

it('takes no message id that reads like the id of a reply', async () => {
  const json = { message: 'x', messageId: 'm1.reply' };
  const response = await butler.as('returner')('/api/v1/chat', { json });
  expect([response.status, await response.text()]).toEqual([
    400,
    expect.stringContaining('"path":"messageId"'),
  ]);
});

it('declines a voice note kindly', async () => {
  const response = await butler.as('newcomer')('/api/v1/chat/voice', {
    method: 'POST',
    headers: { 'content-type': 'audio/ogg' },
    body: new Uint8Array(10),
  });
  expect(response.status).toBe(503);
});

it('gives service callers its metrics and refuses others their details', async () => {
  const details = await fetch(`${butler.url}/health`, { headers: { 'x-admin-key': adminKey } });
  expect(await details.json()).toMatchObject({ checks: { firestore: { ok: true } } });
});
