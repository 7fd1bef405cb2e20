import { afterAll, beforeAll, expect, it } from 'vitest';
import { adminKey, type RunningButler, startButler } from './start-butler.ts';

let butler: RunningButler;
beforeAll(async () => {
  butler = await startButler();
});
afterAll(() => butler.end());

const ask = async (method: string, path: string) => {
  const response = await fetch(`${butler.url}${path}`, { method, headers: { 'x-admin-key': adminKey } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

it('without a model the persona is extracted, and says so', async () => {
  await butler.say('ann', 'Я выращиваю помидоры на балконе');
  await butler.say('ann', 'Помидоры любят солнце', { conversationId: 'garden' });
  const generated = await ask('POST', '/api/tasks/generate-persona-for-user/ann?sync=true');
  expect(generated).toMatchObject({ status: 200, body: { refreshed: 2, failed: 0, mode: 'sync' } });
  const mine = (await (await butler.as('ann')('/api/v1/me/persona')).json()) as {
    source: string;
    persona: { persona: string; inferred_interests: string[] };
  };
  expect(mine.source).toBe('offline');
  expect(mine.persona.inferred_interests).toContain('помидоры');
  expect(mine.persona.persona).toContain('Я выращиваю помидоры на балконе');
  expect(await butler.metric('personas_total', { outcome: 'made' })).toBeGreaterThan(0);
});
