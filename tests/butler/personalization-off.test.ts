import { afterAll, beforeAll, expect, it } from 'vitest';
import { firestore } from '../../shared/platform/clients.ts';
import type { SearchReply } from '../../shared/shop/index.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { adminKey, type RunningButler, startButler } from './start-butler.ts';

let model: ModelServer;
let butler: RunningButler;
beforeAll(async () => {
  model = await startModelServer();
  butler = await startButler({
    MODEL_BASE_URL: model.url,
    PERSONALIZATION_ENABLED: 'false',
    TURNS_PER_MINUTE: '3',
  });
});
afterAll(async () => {
  await butler.end();
  await model.close();
});

it('answers by the base prompt, reading and writing nothing of the person', async () => {
  const counts = `http://${process.env['FIRESTORE_EMULATOR_HOST'] ?? ''}/counts`;
  model.always('chat', { text: 'Добрый вечер.' });
  // The prompts are the operator's: the first turn of a minute reads them.
  await butler.say('stranger', 'Здравствуйте');
  await fetch(counts, { method: 'DELETE' });
  const answer = await butler.say('nobody', 'Меня зовут Пётр');
  const counted = await (await fetch(counts)).json();
  expect(counted).toEqual({ reads: 0, writes: 0, deletes: 0 });
  expect(answer).toMatchObject({
    reply: 'Добрый вечер.',
    usedPersona: false,
    memoryEventsUsed: 0,
    evidence: [],
    remembered: 'no',
  });
  expect(model.of('chat')[0]?.body.messages.map(({ role }) => role)).toEqual(['system', 'user']);
  expect((await (await firestore()).collection('users/nobody/conversations').get()).size).toBe(0);
});

it('makes no memories and no personas for services either', async () => {
  const path = '/api/tasks/generate-persona-for-user/nobody';
  const response = await fetch(`${butler.url}${path}`, {
    method: 'POST',
    headers: { 'x-admin-key': adminKey },
  });
  expect([response.status, await response.json()]).toMatchObject([
    404,
    { error: { code: 'feature_disabled' } },
  ]);
});

it('still holds each person to their turns in a minute', async () => {
  const statuses: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    const response = await butler.as('eager')('/api/v1/chat', { json: { message: 'И ещё' } });
    statuses.push(response.status);
  }
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
});

it('ranks products by their text alone, and takes events all the same', async () => {
  const call = butler.as('shopper');
  const order = async (json: object) => {
    const response = await call('/api/search/personalized', { json });
    expect(response.status).toBe(200);
    const { results, personalizationApplied } = (await response.json()) as SearchReply;
    expect(personalizationApplied).toBe(false);
    return results.map(({ productId }) => productId);
  };
  const before = await order({ query: 'yogurt' });
  const bought = { eventType: 'purchase', productId: 'yogurt-oat-plain' };
  const tracked = await call('/api/interactions/track', { json: bought });
  expect([tracked.status, await tracked.json()]).toMatchObject([202, { preferencesUpdated: false }]);
  expect(await order({ query: 'yogurt' })).toEqual(before);
  expect(await order({})).toHaveLength(10);
  const preferences = (await firestore()).doc('users/shopper/state/preferences');
  expect((await preferences.get()).exists).toBe(false);
});
