import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { bigquery, firestore, pubsub } from '../../shared/platform/clients.ts';
import { erasureTopic, type Receipt } from '../../shared/rights/index.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { adminKey, type RunningButler, startButler } from './start-butler.ts';

const run = promisify(execFile);
let model: ModelServer;
let butler: RunningButler;
beforeAll(async () => {
  model = await startModelServer();
  butler = await startButler({ MODEL_BASE_URL: model.url, MODEL_NAME: 'alfred-1' });
});
afterAll(async () => {
  await butler.end();
  await model.close();
});

/** Paths of all documents with this word in path or fields, but for marks and receipts of erasures. */
async function tracesOf(word: string): Promise<string[]> {
  const { docs } = await (await firestore()).collectionGroup('').get();
  return docs
    .filter((doc) => !doc.ref.path.startsWith('erasures/') && doc.get('kind') !== 'erasure')
    .filter((doc) => JSON.stringify([doc.ref.path, doc.data()]).includes(word))
    .map(({ ref }) => ref.path);
}

async function erase(userId: string): Promise<Receipt> {
  const response = await butler.as(userId)('/api/v1/me', { method: 'DELETE' });
  expect(response.status).toBe(202);
  return (await response.json()) as Receipt;
}

it('messages that are being answered while their person is erased leave nothing', async () => {
  await butler.say('quitter', 'Мою кошку зовут Муся');
  model.always('chat', { text: 'Сию минуту.', delayMs: 300 });
  const said = Array.from({ length: 30 }, (_, index) => butler.say('quitter', `Сообщение ${index} о Мусе`));
  await vi.waitFor(() => expect(model.of('chat').length).toBeGreaterThan(20), { timeout: 10_000 });
  const receipt = await erase('quitter');
  const replies = await Promise.all(said);
  expect(receipt.documents).toMatchObject({ users: 1, state: 2, conversations: 1 });
  expect(receipt.erasedAt).not.toBeNull();
  expect(new Set(replies.map(({ remembered }) => remembered))).toContain('no');
  expect(await tracesOf('quitter')).toEqual([]);
  expect(await tracesOf('Мус')).toEqual([]);
  expect((await butler.as('quitter')('/api/v1/me/export')).status).toBe(404);
});

it('who comes back is met as someone new', async () => {
  await erase('quitter');
  model.always('chat', { text: 'Добрый день.' });
  expect((await butler.say('quitter', 'Как зовут мою кошку?')).evidence).toEqual([]);
  const exported = await butler.as('quitter')('/api/v1/me/export');
  expect(await exported.text()).not.toContain('Муся');
});

it.each(['main', 'another'])(
  'a late answer in %s does not land with who came back meanwhile',
  async (conversationId) => {
    const userId = `boomerang-${conversationId}`;
    await butler.say(userId, 'Мой секрет: канарейка');
    const gate = Promise.withResolvers<undefined>();
    model.script('chat', { text: 'Ваш секрет: канарейка.', waitFor: gate.promise });
    const asked = model.of('chat').length;
    const late = butler.say(userId, 'Какой у меня секрет, не канарейка ли?', { conversationId });
    await vi.waitFor(() => expect(model.of('chat').length).toBeGreaterThan(asked));
    await erase(userId);
    model.always('chat', { text: 'Рад знакомству.' });
    await butler.say(userId, 'Привет, это снова я');
    gate.resolve(undefined);
    expect((await late).remembered).toBe('no');
    expect(await tracesOf('канарейка')).toEqual([]);
    expect((await butler.say(userId, 'И ещё раз привет', { conversationId })).remembered).toBe('now');
  },
);

it('the request goes on in the function, and the receipt tells what became of the rows', async () => {
  await butler.say('leaver', 'Привет');
  const rows = async () => {
    const [found]: unknown[] = await (
      await bigquery()
    ).query(`SELECT COUNT(*) AS n FROM butler.chat_turns WHERE user_id = 'leaver'`);
    return found;
  };
  await vi.waitFor(async () => expect(await rows()).toEqual([{ n: 1 }]), { timeout: 10_000 });
  const { id } = await erase('leaver');
  // BigQuery does not give up rows this fresh.
  await vi.waitFor(
    () =>
      expect(butler.lines).toContainEqual(
        expect.objectContaining({ message: 'rights.rows_too_fresh', table: 'chat_turns' }),
      ),
    { timeout: 10_000 },
  );
  const asked = await butler.as('leaver')(`/api/v1/me/erasures/${id}`);
  expect(await asked.json()).toMatchObject({ id, state: 'pending', rows: {} });
  expect((await butler.as('stranger')(`/api/v1/me/erasures/${id}`)).status).toBe(404);
  await (await pubsub()).topic(erasureTopic).publishMessage({ json: { source: 'schedule' } });
  await vi.waitFor(
    () =>
      expect(butler.lines).toContainEqual(
        expect.objectContaining({ message: 'erasure.continued', failed: 0 }),
      ),
    { timeout: 10_000 },
  );
});

it('the admin CLI works on what runs here with nothing but the key', async () => {
  await butler.say('guest', 'Я люблю самовары');
  const admin = async (...words: string[]) => {
    const main = new URL('../../infra/admin/main.ts', import.meta.url).pathname;
    const env = {
      PATH: process.env['PATH'],
      PROFILE_ADMIN_API_KEY: adminKey,
      PORT: new URL(butler.url).port,
    };
    const { stdout } = await run(process.execPath, [main, ...words, '--json'], { env });
    return JSON.parse(stdout) as unknown;
  };
  expect(await admin('list', '--limit', '50')).toMatchObject({
    people: expect.arrayContaining([
      expect.objectContaining({ id: 'guest', events: 2, persona: 'default' }),
    ]) as unknown,
  });
  expect(await admin('update', 'guest', '--tone', 'formal')).toMatchObject({ tone: 'formal' });
  expect(await admin('reset', 'guest', '--yes')).toMatchObject({ removed: { conversations: 1 } });
  expect(await tracesOf('самовар')).toEqual([]);
  expect(await admin('erase', 'guest', '--yes')).toMatchObject({ state: 'pending', documents: { users: 1 } });
  expect(await tracesOf('guest')).toEqual([]);
});
