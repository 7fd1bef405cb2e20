import { afterAll, beforeAll, expect, it } from 'vitest';
import { me } from '../../../functions/me/me.ts';
import { searchOwnMemory } from '../../../functions/me/search-own-memory.ts';
import { touchContext } from '../../../shared/context/index.ts';
import { createMemory } from '../../../shared/memory/index.ts';
import { createPeople } from '../../../shared/person/index.ts';
import { createApp } from '../../../shared/platform/http.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { createRecall } from '../../../shared/recall/index.ts';
import { type Server, startServer } from '../../infra/local/firestore/start-server.ts';
import { startSignIn } from './sign-in.ts';

afterAll(configureLog({ sink: () => undefined }));

let server: Server;
let signedIn: Awaited<ReturnType<typeof startSignIn>>;

beforeAll(async () => {
  [server, signedIn] = await Promise.all([startServer(), startSignIn()]);
});
afterAll(() => Promise.all([server.stop(), signedIn.close()]));

let merging = false;

/** An instance with the real memory and recall, as this person calls it and as a turn of theirs would write. */
async function as(userId: string) {
  const firestore = () => Promise.resolve(server.firestore);
  const clock = Date.now;
  const people = createPeople({ firestore });
  const memory = createMemory({ firestore });
  const recall = createRecall({ firestore });
  const nothing = () => Promise.reject(new Error('not asked for here'));
  const app = me({
    app: createApp({ name: 'me' }),
    auth: signedIn.auth,
    clock,
    people,
    memory: {
      ...memory,
      search: (...asked) => searchOwnMemory({ people, memory, recall, clock }, ...asked),
    },
    persona: { read: nothing, strike: nothing },
    links: {
      createLinkCode: nothing,
      links: nothing,
      unlink: nothing,
      merging: () => Promise.resolve(merging),
    },
    rights: { export: () => noText(), erase: nothing, receipt: nothing },
  });
  const headers = { authorization: `Bearer ${await signedIn.signIn(userId)}` };
  return {
    async call<Body>(method: string, path: string) {
      const response = await app.request(`/api/v1/me${path}`, { method, headers });
      const text = await response.text();
      return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as Body };
    },
    async say(conversationId: string, messageId: string, text: string) {
      const at = Date.now();
      await people.meet(userId, { receivedAt: at });
      const context = (await people.context(userId))!;
      const event = { at, source: 'text' as const, tags: [] };
      const turn = {
        messageId,
        user: { ...event, id: messageId, role: 'user' as const, content: text },
        reply: { ...event, id: `${messageId}.reply`, role: 'assistant' as const, content: 'Very good.' },
        activities: [],
        evidence: [],
        model: 'offline',
      };
      const epoch = (await people.profile(userId))!.epoch;
      await memory.commit(await memory.open(userId, conversationId), turn, {
        epoch,
        also: (batch) => people.stageContext(batch, userId, touchContext(context, at), context),
      });
    },
  };
}

async function* noText(): AsyncGenerator<string> {
  yield await Promise.resolve('');
}

type Page = { events: { id: string; content: string }[]; next?: string };
type Found = { results: { id: string; text: string }[] };

it('what was said in any conversation is listed and found', async () => {
  const ann = await as('ann');
  await ann.say('main', 'm1', 'My cat is called Biscuit');
  await ann.say('telegram-5', 'm2', 'Oat milk runs out on Fridays');
  const { body: page } = await ann.call<Page>('GET', '/memory');
  expect(page.events.map(({ content }) => content).toSorted()).toEqual([
    'My cat is called Biscuit',
    'Oat milk runs out on Fridays',
    'Very good.',
    'Very good.',
  ]);
  const found = await ann.call<Found>('GET', '/memory/search?q=what+is+my+cat+called');
  expect(found.body.results[0]).toMatchObject({ id: 'main~m1', text: 'My cat is called Biscuit' });
  expect(await ann.call('GET', '/memory?before=yesterday')).toMatchObject({
    status: 400,
    body: { error: { fields: [{ path: 'before' }] } },
  });
});

it('pages hold each event once', async () => {
  const dan = await as('dan');
  await dan.say('main', 'm1', 'My cat is called Biscuit');
  await dan.say('telegram-5', 'm2', 'Oat milk runs out on Fridays');
  const { body: first } = await dan.call<Page>('GET', '/memory?limit=3');
  const { body: rest } = await dan.call<Page>(
    'GET',
    `/memory?limit=3&before=${encodeURIComponent(first.next!)}`,
  );
  const ids = [...first.events, ...rest.events].map(({ id }) => id);
  expect([first.events.length, ids.length, new Set(ids).size]).toEqual([3, 4, 4]);
  expect(rest).not.toHaveProperty('next');
});

it('all is not forgotten while another account is still being joined', async () => {
  const fay = await as('fay');
  await fay.say('main', 'm1', 'Keep this for now');
  merging = true;
  expect((await fay.call('DELETE', '/memory')).status).toBe(409);
  merging = false;
  expect((await fay.call<Page>('GET', '/memory')).body.events).toHaveLength(2);
});

it('what one person said another neither lists, finds nor forgets', async () => {
  const [ben, eve] = [await as('ben'), await as('eve')];
  await ben.say('main', 'm1', 'The canary sings at dawn');
  await eve.say('main', 'm9', 'Good evening');
  expect(JSON.stringify((await eve.call('GET', '/memory')).body)).not.toContain('canary');
  expect(await eve.call('GET', '/memory/search?q=canary')).toMatchObject({ body: { results: [] } });
  expect((await eve.call('DELETE', '/memory/main~m1')).status).toBe(404);
  expect((await ben.call<Page>('GET', '/memory')).body.events).toHaveLength(2);
});

it('what was forgotten through one instance is not found through another', async () => {
  const [one, other] = [await as('cleo'), await as('cleo')];
  await one.say('main', 'm1', 'The safe opens with 4711');
  await one.say('side', 'm2', 'The spare key hangs in the shed');
  const search = async (question: string) => {
    const { body } = await other.call<Found>('GET', `/memory/search?q=${question}`);
    return body.results.map(({ text }) => text);
  };
  expect(await search('safe')).toContain('The safe opens with 4711');
  expect((await one.call('DELETE', '/memory/main~m1')).status).toBe(204);
  expect(await search('safe')).not.toContain('The safe opens with 4711');
  expect(await search('key')).toContain('The spare key hangs in the shed');
  expect((await one.call('DELETE', '/memory')).status).toBe(200);
  expect(await search('key')).toEqual([]);
  expect((await other.call<Page>('GET', '/memory')).body.events).toEqual([]);
});
