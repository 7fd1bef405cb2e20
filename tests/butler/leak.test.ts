import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { type RunningButler, startButler } from './start-butler.ts';

const people = Array.from({ length: 50 }, (_, index) => ({
  userId: `person-${index}`,
  // Words that nobody else says, of which each part is a word of its own.
  canary: `канарейка${index}секрет`,
}));
const canaries = /канарейка\d+секрет/g;

let model: ModelServer;
let butler: RunningButler;
beforeAll(async () => {
  model = await startModelServer();
  butler = await startButler({ MODEL_BASE_URL: model.url });
  model.always('chat', { text: 'Запомнил.' });
  await Promise.all(
    people.map(async ({ userId, canary }) => {
      await butler.say(userId, `Мой пароль от сейфа ${canary}, никому не говори`);
      await butler.as(userId)('/api/v1/me/profile', { method: 'PATCH', json: { name: canary } });
      await butler.as(userId)('/api/v1/me/context', { method: 'PATCH', json: { currentProject: canary } });
      await butler.say(userId, `Второй разговор про ${canary}`, { conversationId: 'second' });
    }),
  );
}, 120_000);
afterAll(async () => {
  await butler.end();
  await model.close();
});

const foreign = (text: string, own: string) => (text.match(canaries) ?? []).filter((found) => found !== own);

it('shows nobody in prompts what another one said', () => {
  const requests = model.of('chat');
  expect(requests.length).toBeGreaterThanOrEqual(100);
  for (const { body } of requests) {
    const found = new Set(JSON.stringify(body.messages).match(canaries));
    expect(found.size).toBeLessThanOrEqual(1);
  }
});

it('gives nobody in answers, recall, memory or export what another one said', async () => {
  model.always('chat', { status: 500 });
  await Promise.all(
    people.map(async ({ userId, canary }) => {
      const call = butler.as(userId);
      const asked = await butler.say(userId, 'Что я говорил про пароль от сейфа?');
      expect(asked.reply).toContain(canary);
      const texts = [
        JSON.stringify(asked),
        await (await call('/api/v1/me/memory/search?q=пароль от сейфа канарейка секрет')).text(),
        await (await call('/api/v1/me/memory')).text(),
        await (await call('/api/v1/me/profile')).text(),
        await (await call('/api/v1/me/context')).text(),
        await (await call('/api/v1/me/export')).text(),
      ];
      for (const text of texts) expect(foreign(text, canary)).toEqual([]);
      expect(texts[1]).toContain(canary);
      expect(texts[5]).toContain(canary);
    }),
  );
}, 120_000);

it('writes nothing of it to the log', () => {
  expect(butler.lines.length).toBeGreaterThan(200);
  expect(JSON.stringify(butler.lines).match(canaries)).toBeNull();
});
