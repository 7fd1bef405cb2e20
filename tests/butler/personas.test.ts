import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { firestore } from '../../shared/platform/clients.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { adminKey, type RunningButler, startButler } from './start-butler.ts';

let model: ModelServer;
let butler: RunningButler;
const memory = {
  summary: 'They grow tomatoes on the balcony.',
  topics: ['gardening'],
  facts: ['Grows tomatoes on the balcony'],
  open_questions: ['Which tomatoes ripen early?'],
};
const persona = {
  persona: 'A patient balcony gardener.',
  inferred_interests: [{ item: 'Growing tomatoes', conversations: [1] }],
  learning_patterns: [{ item: 'Learns by trying', conversations: [1] }],
  personality_traits: [{ item: 'Patient', conversations: [1] }],
};
const isFor = (what: 'memory' | 'persona') => (request: { body: { messages: { content: string }[] } }) =>
  request.body.messages[0]?.content.includes(`keep the ${what} of`) ?? false;

beforeAll(async () => {
  model = await startModelServer();
  butler = await startButler({ MODEL_BASE_URL: model.url });
  model.always('chat', (request) => {
    if (isFor('memory')(request)) return { text: `\`\`\`json\n${JSON.stringify(memory)}\n\`\`\`` };
    if (isFor('persona')(request)) return { text: JSON.stringify(persona) };
    return { text: 'Very good.' };
  });
});
afterAll(async () => {
  await butler.end();
  await model.close();
});

type Json = Record<string, unknown>;
async function call(method: string, path: string, json?: unknown) {
  const response = await fetch(`${butler.url}${path}`, {
    method,
    headers: { 'x-admin-key': adminKey, ...(json !== undefined && { 'content-type': 'application/json' }) },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  return { status: response.status, body: (await response.json()) as Json };
}
const generate = (userId: string, query = '') =>
  call('POST', `/api/tasks/generate-persona-for-user/${userId}${query}`);
const asked = (what: 'memory' | 'persona') => model.of('chat').filter(isFor(what)).length;

it('makes memories first and the persona from them, at once', async () => {
  await butler.say('gardener', 'I grow tomatoes on my balcony');
  await butler.say('gardener', 'Basil too', { conversationId: 'kitchen' });
  expect((await call('GET', '/api/internal/users/gardener/persona')).status).toBe(404);
  expect(await generate('gardener', '?sync=true')).toEqual({
    status: 200,
    body: {
      message: 'Completed persona generation for user gardener (refreshed 2 conversations first).',
      job_id: expect.stringMatching(/^persona-/) as string,
      refreshed: 2,
      failed: 0,
      mode: 'sync',
    },
  });
  const { status, body } = await call('GET', '/api/internal/users/gardener/persona');
  expect(status).toBe(200);
  expect(body).toEqual({
    id: 'gardener',
    user_id: 'gardener',
    persona_data: {
      persona: 'A patient balcony gardener.',
      inferred_interests: ['Growing tomatoes'],
      learning_patterns: ['Learns by trying'],
      personality_traits: ['Patient'],
    },
    created_at: expect.any(String) as string,
    updated_at: expect.any(String) as string,
  });
  const stored = await (await firestore()).doc('users/gardener/conversationMemories/kitchen').get();
  expect(stored.data()).toMatchObject({ data: memory, source: 'model' });
  expect(stored.get('conversationUpdatedAt')).toBe(
    (await (await firestore()).doc('users/gardener/conversations/kitchen').get()).get('updatedAt'),
  );
});

it('asks the model for nothing where nothing changed, and for the persona where it is forced', async () => {
  const before = [asked('memory'), asked('persona')];
  const { body: first } = await call('GET', '/api/internal/users/gardener/persona');
  expect((await generate('gardener', '?sync=true')).body).toMatchObject({ refreshed: 0 });
  expect([asked('memory'), asked('persona')]).toEqual(before);
  await generate('gardener', '?sync=true&force=true');
  expect([asked('memory'), asked('persona')]).toEqual([before[0], before[1]! + 1]);
  const { body: forced } = await call('GET', '/api/internal/users/gardener/persona');
  expect(forced['created_at']).toBe(first['created_at']);
  expect(forced['updated_at']).not.toBe(first['updated_at']);
});

it('refreshes only the conversations that changed since', async () => {
  await butler.say('gardener', 'The basil died', { conversationId: 'kitchen' });
  expect((await generate('gardener', '?sync=true')).body).toMatchObject({ refreshed: 1 });
});

it('works through the queue, tells the progress, and ends with the persona', async () => {
  await butler.say('baker', 'I bake bread on Sundays');
  const { status, body } = await generate('baker');
  expect(status).toBe(202);
  expect(body).toMatchObject({
    message: 'Queued persona generation for user baker (refreshed 1 conversations first).',
    mode: 'queued',
  });
  await vi.waitFor(async () => {
    const { body: job } = await call('GET', `/api/tasks/jobs/${String(body['job_id'])}`);
    expect(job).toMatchObject({ state: 'done', total: 1, pending: 0, refreshed: 1, persona: 'made' });
  }, 10_000);
  expect((await call('GET', '/api/internal/users/baker/persona')).status).toBe(200);
});

it('counts a memory that fails and makes the persona all the same', async () => {
  await butler.say('walker', 'I walk the dog at seven', { conversationId: 'one' });
  await butler.say('walker', 'The dog is called Rex', { conversationId: 'two' });
  const wrong = { text: '{"summary": 7}' };
  model.script('chat', wrong, wrong, wrong, wrong);
  const { body } = await generate('walker', '?sync=true&clamp=2');
  expect(body).toMatchObject({ refreshed: 0, failed: 2 });
  expect((await call('GET', '/api/internal/users/walker/persona')).status).toBe(200);
  expect((await generate('walker', '?sync=true&clamp=1')).body).toMatchObject({ refreshed: 1, failed: 0 });
  const memories = (await firestore()).collection('users/walker/conversationMemories');
  expect((await memories.get()).docs.map(({ id }) => id)).toEqual(['two']);
});

it('refuses who is no service, what is not there and what is not right', async () => {
  const path = '/api/tasks/generate-persona-for-user/gardener';
  expect((await fetch(`${butler.url}${path}`, { method: 'POST' })).status).toBe(401);
  expect((await butler.as('gardener')(path, { method: 'POST' })).status).toBe(403);
  expect((await generate('nobody-here')).status).toBe(404);
  for (const clamp of ['-2', '', '1e1', '0x2', '1.5']) {
    expect(await generate('gardener', `?clamp=${clamp}`)).toMatchObject({
      status: 400,
      body: { error: { fields: [{ path: 'clamp' }] } },
    });
  }
  // A slip in the name must not mean everyone.
  const everyone = '/api/tasks/trigger-user-persona-generation';
  expect(await call('POST', everyone, { userId: 'gardener' })).toMatchObject({
    status: 400,
    body: { error: { fields: [{ path: 'userId' }] } },
  });
  expect(await generate('gardener', '?sync=perhaps')).toMatchObject({
    status: 400,
    body: { error: { fields: [{ path: 'sync' }] } },
  });
  expect(await call('POST', '/api/tasks/trigger-user-persona-generation-sync')).toMatchObject({
    status: 400,
    body: { error: { fields: [{ path: 'user_id' }] } },
  });
  expect((await call('GET', '/api/tasks/jobs/persona-unknown')).status).toBe(404);
  const unknown = '/api/tasks/generate-memory-for-conversation/never?user_id=gardener';
  expect((await call('POST', unknown)).status).toBe(404);
});

it('one conversation is remembered anew when it is asked for by name', async () => {
  const path = '/api/tasks/generate-memory-for-conversation/main';
  expect(await call('POST', `${path}?sync=true`, { user_id: 'baker' })).toMatchObject({
    status: 200,
    body: { refreshed: 1, failed: 0 },
  });
  expect((await call('POST', path)).body).toMatchObject({ error: { fields: [{ path: 'user_id' }] } });
  const all = '/api/tasks/generate-memories-for-user/baker?sync=true';
  expect((await call('POST', all)).body).toMatchObject({ refreshed: 0 });
  expect((await call('POST', `${all}&only_needing=false`)).body).toMatchObject({ refreshed: 1 });
});

it('takes a persona that was made elsewhere, if it is one', async () => {
  const data = {
    persona: 'Made elsewhere.',
    inferred_interests: ['__proto__', 'Chess'],
    learning_patterns: [],
    personality_traits: [],
  };
  const stored = await call('POST', '/api/user-personas', { user_id: 'baker', persona_data: data });
  expect(stored).toMatchObject({ status: 200, body: { id: 'baker', persona_data: data } });
  expect(await call('GET', '/api/internal/users/baker/persona')).toEqual(stored);
  expect((await butler.as('baker')('/api/v1/me/persona')).status).toBe(200);
  expect(
    await call('POST', '/api/user-personas', { user_id: 'baker', persona_data: { ...data, persona: 7 } }),
  ).toMatchObject({ status: 400, body: { error: { fields: [{ path: 'persona_data.persona' }] } } });
  const nobody = { user_id: 'nobody-here', persona_data: data };
  expect((await call('POST', '/api/user-personas', nobody)).status).toBe(404);
});

it('queues the persona of everyone, and tells how many are done', async () => {
  const { status, body } = await call('POST', '/api/tasks/trigger-user-persona-generation');
  expect(status).toBe(202);
  await vi.waitFor(async () => {
    const { body: job } = await call('GET', `/api/tasks/jobs/${String(body['job_id'])}`);
    expect(job).toMatchObject({ kind: 'everyone', state: 'done', pending: 0, failed: 0 });
    expect(job['total']).toBeGreaterThanOrEqual(3);
  }, 15_000);
}, 20_000);

it('is erased with the person, its jobs too', async () => {
  expect((await butler.as('baker')('/api/v1/me', { method: 'DELETE' })).status).toBe(202);
  const store = await firestore();
  await vi.waitFor(async () => {
    expect((await store.doc('users/baker/personas/current').get()).exists).toBe(false);
    expect((await store.collection('users/baker/conversationMemories').get()).empty).toBe(true);
    const jobs = await store
      .collection('jobs')
      .where('userId', '==', 'baker')
      .where('kind', '==', 'persona')
      .get();
    expect(jobs.empty).toBe(true);
  }, 15_000);
  expect((await call('GET', '/api/internal/users/baker/persona')).status).toBe(404);
}, 20_000);
