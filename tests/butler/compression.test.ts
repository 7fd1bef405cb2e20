import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { firestore } from '../../shared/platform/clients.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { type RunningButler, startButler } from './start-butler.ts';

let model: ModelServer;
let butler: RunningButler;
beforeAll(async () => {
  model = await startModelServer();
  butler = await startButler({ MODEL_BASE_URL: model.url });
  model.always('chat', ({ body }) => ({
    text: /итог|summar|сводк|конспект|сожми/i.test(body.messages[0]?.content ?? '')
      ? 'Итог разговора.'
      : 'Хорошо.',
  }));
});
afterAll(async () => {
  await butler.end();
  await model.close();
});

const person = async (userId: string) => {
  const root = (await firestore()).doc(`users/${userId}`);
  const window = (await root.collection('conversations').doc('main').get()).data() as {
    events: { content: string }[];
    summary: string;
    totals: { compressions: number };
  };
  return { window, archived: (await root.collection('archive').get()).size };
};
const talk = async (userId: string, from: number, to: number) => {
  for (let turn = from; turn <= to; turn++) await butler.say(userId, `Сообщение номер ${turn}`);
};

it('compresses once at the 51st event, and twice in 51 exchanges, losing nothing', async () => {
  await talk('talker', 1, 25);
  expect((await person('talker')).window.totals.compressions).toBe(0);
  await talk('talker', 26, 26);
  await vi.waitFor(async () => expect((await person('talker')).window.totals.compressions).toBe(1), 10_000);
  expect((await person('talker')).window.events).toHaveLength(20);
  await talk('talker', 27, 42);
  await vi.waitFor(async () => expect((await person('talker')).window.totals.compressions).toBe(2), 10_000);
  await talk('talker', 43, 51);
  const { window, archived } = await person('talker');
  expect(window.totals.compressions).toBe(2);
  expect(window.events.length + archived).toBe(102);
  expect(window.summary.length).toBeGreaterThan(0);
}, 60_000);

it('still recalls what compression moved away', async () => {
  await butler.say('collector', 'Мой шифр от чемодана 4815');
  await talk('collector', 1, 27);
  await vi.waitFor(
    async () => expect((await person('collector')).window.totals.compressions).toBe(1),
    10_000,
  );
  const asked = await butler.say('collector', 'Какой шифр от моего чемодана?');
  expect(asked.evidence.map(({ text }) => text)).toContain('Мой шифр от чемодана 4815');
}, 60_000);
