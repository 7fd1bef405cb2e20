import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { me, type MeServices } from '../../../functions/me/me.ts';
import { createPeople, erasureMarkPath, type ErasureMark } from '../../../shared/person/index.ts';
import { createApp } from '../../../shared/platform/http.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import type { Recalled } from '../../../shared/recall/index.ts';
import type { Receipt } from '../../../shared/rights/index.ts';
import { type Server, startServer } from '../../infra/local/firestore/start-server.ts';
import { adminKey, startSignIn } from './sign-in.ts';

const logged: string[] = [];
afterAll(configureLog({ sink: (line) => void logged.push(line) }));

let server: Server;
let signedIn: Awaited<ReturnType<typeof startSignIn>>;
let now: number;
let made = 0;

beforeAll(async () => {
  [server, signedIn] = await Promise.all([startServer(), startSignIn()]);
});
afterAll(() => Promise.all([server.stop(), signedIn.close()]));
beforeEach(() => {
  now = Date.now();
});

const receipt: Receipt = {
  id: 'r1',
  state: 'pending',
  requestedAt: 1,
  erasedAt: 2,
  doneAt: null,
  documents: { conversations: 2 },
  rows: {},
};
const remembered: Recalled = {
  id: 'main~m1',
  conversationId: 'main',
  kind: 'turn',
  role: 'user',
  at: 1,
  text: 'Oat milk again',
  score: 1,
  coverage: 1,
};

const unasked = () => Promise.reject(new Error('not asked for here'));

/** The function on the real store, with what other domains do written down in `asked`. */
function build(overrides: Partial<MeServices> = {}) {
  const asked: unknown[][] = [];
  const note =
    <T>(name: string, answer: T) =>
    (...args: unknown[]) => {
      asked.push([name, ...args]);
      return Promise.resolve(answer);
    };
  const clock = () => now;
  const people = createPeople({
    firestore: () => Promise.resolve(server.firestore),
    skills: ['plan', 'search'],
    clock,
    ids: () => `macro-${++made}`,
  });
  const app = me({
    app: createApp({ name: 'me' }),
    auth: signedIn.auth,
    clock,
    people,
    memory: {
      list: note('list', { summaries: [], events: [], next: 'older' }),
      search: note('search', [remembered]),
      forgetEvent: (userId, id) => note('forgetEvent', id === 'main~m1')(userId, id),
      forgetAll: note('forgetAll', { events: 3 }),
    },
    persona: { read: unasked, strike: unasked },
    links: {
      createLinkCode: note('createLinkCode', { code: 'ABCD2345', expiresAt: 5 }),
      links: note('links', [{ identity: 'telegram:123', linkedAt: 4 }]),
      unlink: (userId, identity) => note('unlink', identity === 'telegram:123')(userId, identity),
      merging: () => Promise.resolve(false),
    },
    rights: {
      export: (userId) => pieces('{"userId":', `"${userId}"`, '}'),
      erase: note('erase', receipt),
      receipt: (userId, id) => note('receipt', id === 'r1' ? receipt : undefined)(userId, id),
    },
    ...overrides,
  });
  return { app, asked, people };
}

async function* pieces(...texts: (string | Error)[]): AsyncGenerator<string> {
  for (const text of texts) {
    if (text instanceof Error) throw text;
    yield await Promise.resolve(text);
  }
}

/** Calls a route of a new instance as this person. */
async function as(userId: string, built = build()) {
  const headers = { authorization: `Bearer ${await signedIn.signIn(userId)}` };
  return async (method: string, path: string, json?: unknown) => {
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    const response = await built.app.request(`/api/v1/me${path}`, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...body,
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown), response };
  };
}

const newcomer = () => `ann-${++made}`;
const wrong = (...paths: string[]) => ({
  status: 400,
  body: {
    error: { code: 'bad_request', fields: paths.map((path): unknown => expect.objectContaining({ path })) },
  },
});
const read = async (path: string) => (await server.firestore.doc(path).get()).data();
const routes = [
  ['GET', '/profile'],
  ['PATCH', '/profile', { name: 'X' }],
  ['GET', '/context'],
  ['PATCH', '/context', {}],
  ['GET', '/macros'],
  ['POST', '/macros', { actionType: 'command', triggerPhrases: ['x'], action: 'y' }],
  ['PUT', '/macros/m', { actionType: 'command', triggerPhrases: ['x'], action: 'y' }],
  ['DELETE', '/macros/m'],
  ['GET', '/memory'],
  ['GET', '/memory/search?q=x'],
  ['DELETE', '/memory'],
  ['DELETE', '/memory/m'],
  ['POST', '/links'],
  ['GET', '/links'],
  ['DELETE', '/links/telegram:123'],
  ['GET', '/export'],
  ['DELETE', ''],
  ['GET', '/erasures/r1'],
] as const;

it.each(routes)('%s %s is for signed-in people of the app alone', async (method, path, json?: unknown) => {
  const built = build();
  const init = {
    method,
    headers: { 'content-type': 'application/json' },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  };
  expect((await built.app.request(`/api/v1/me${path}`, init)).status).toBe(401);
  const admin = { ...init, headers: { ...init.headers, 'x-admin-key': adminKey } };
  expect((await built.app.request(`/api/v1/me${path}`, admin)).status).toBe(403);
  const telegram = await as('telegram:123', built);
  expect(await telegram(method, path, json)).toMatchObject({
    status: 403,
    body: { error: { code: 'forbidden' } },
  });
  expect(built.asked).toEqual([]);
  expect(await read('users/telegram:123')).toBeUndefined();
});

it('the first look at a profile makes it, with its defaults', async () => {
  const userId = newcomer();
  const { status, body } = await (await as(userId))('GET', '/profile');
  expect(status).toBe(200);
  expect(body).toMatchObject({ userId, language: 'ru', tone: 'witty', archetype: 'foundation_builder' });
  expect(body).not.toHaveProperty('epoch');
  expect(await read(`users/${userId}/state/context`)).toMatchObject({ lastActive: null });
});

it('a changed profile is seen by another instance at once', async () => {
  const userId = newcomer();
  const [one, other] = [await as(userId), await as(userId)];
  expect(await other('GET', '/profile')).toMatchObject({ body: { tone: 'witty' } });
  const edit = { name: 'Анна', timezone: 'Europe/Moscow', tone: 'formal', communication: { useEmoji: true } };
  expect(await one('PATCH', '/profile', edit)).toMatchObject({
    status: 200,
    body: { ...edit, communication: { useEmoji: true, markdown: true } },
  });
  expect(await other('GET', '/profile')).toMatchObject({ body: { name: 'Анна', tone: 'formal' } });
  expect(await read(`users/${userId}`)).toMatchObject({ epoch: now + 1 });
});

it('a profile takes no persona and nothing else that is not the person’s to change', async () => {
  const userId = newcomer();
  const call = await as(userId);
  expect(await call('PATCH', '/profile', { persona: 'A pirate' })).toMatchObject(wrong('persona'));
  expect(await call('PATCH', '/profile', { userId: 'ben' })).toMatchObject(wrong('userId'));
  expect(await call('PATCH', '/profile', { timezone: 'Mars/Base', tone: 'rude' })).toMatchObject(
    wrong('timezone', 'tone'),
  );
  expect(await call('PATCH', '/profile', { communication: { markdown: 'no' } })).toMatchObject(
    wrong('communication.markdown'),
  );
  expect(await read(`users/${userId}`)).toBeUndefined();
});

it('two people change their own and see nothing of each other', async () => {
  const built = build();
  const [ann, ben] = [newcomer(), newcomer()];
  const [asAnn, asBen] = [await as(ann, built), await as(ben, built)];
  await asAnn('PATCH', '/profile', { name: 'Ann' });
  await asAnn('PATCH', '/context', { currentProject: 'Garden' });
  const macro = { actionType: 'command', triggerPhrases: ['hi'], action: 'Say hello' };
  const { body: saved } = await asAnn('POST', '/macros', macro);
  const { id } = saved as { id: string };
  expect(await asBen('GET', '/profile')).toMatchObject({ body: { userId: ben, name: '' } });
  expect(await asBen('GET', '/context')).toMatchObject({ body: { currentProject: '' } });
  expect(await asBen('GET', '/macros')).toMatchObject({ body: { macros: [] } });
  expect(await asBen('DELETE', `/macros/${id}`)).toMatchObject({ status: 404 });
  expect(await asBen('PUT', `/macros/${id}`, macro)).toMatchObject({ status: 404 });
  expect(await asAnn('GET', '/macros')).toMatchObject({ body: { macros: [{ id }] } });
});

it('what the person is at is said, read, and gone after two hours idle', async () => {
  const call = await as(newcomer());
  const edit = { currentProject: 'Garden', currentTask: 'Plant', sessionFacts: ['It rains'] };
  expect(await call('PATCH', '/context', edit)).toMatchObject({ status: 200, body: edit });
  expect(await call('GET', '/context')).toMatchObject({ body: { ...edit, lastActive: now } });
  expect(await call('PATCH', '/context', { lastActive: 1 })).toMatchObject(wrong('lastActive'));
  now += 2 * 60 * 60 * 1000 + 1;
  expect(await call('GET', '/context')).toMatchObject({
    body: { currentProject: '', currentTask: '', sessionFacts: [], lastActive: null },
  });
});

it('macros are added, replaced and deleted', async () => {
  const call = await as(newcomer());
  const draft = { actionType: 'command', triggerPhrases: ['Доброе утро'], action: 'What is today?' };
  const added = await call('POST', '/macros', draft);
  expect(added).toMatchObject({ status: 201, body: { ...draft, description: '', useCount: 0 } });
  const { id } = added.body as { id: string };
  const sequence = {
    actionType: 'sequence',
    triggerPhrases: ['Morning'],
    action: [
      { actionType: 'skill', action: 'plan' },
      { actionType: 'command', action: 'Cheer me up' },
    ],
  };
  expect(await call('PUT', `/macros/${id}`, sequence)).toMatchObject({ status: 200, body: { id } });
  expect(await call('PUT', '/macros/none', sequence)).toMatchObject({ status: 404 });
  expect(await call('GET', '/macros')).toMatchObject({ body: { macros: [{ id, ...sequence }] } });
  expect((await call('DELETE', `/macros/${id}`)).status).toBe(204);
  expect((await call('DELETE', `/macros/${id}`)).status).toBe(404);
});

it('a macro that cannot be is refused with the field and the rule', async () => {
  const call = await as(newcomer());
  const draft = { actionType: 'command', triggerPhrases: ['one'], action: 'two' };
  await call('POST', '/macros', draft);
  const post = (change: object) => call('POST', '/macros', { ...draft, ...change });
  expect(await post({ triggerPhrases: ['ONE!'] })).toMatchObject(wrong('triggerPhrases.0'));
  expect(await post({ triggerPhrases: ['two'], action: 'one' })).toMatchObject(wrong('action'));
  expect(await post({ triggerPhrases: [] })).toMatchObject(wrong('triggerPhrases'));
  expect(await post({ triggerPhrases: ['x'], useCount: 4 })).toMatchObject(wrong('useCount'));
  expect(await post({ triggerPhrases: ['x'], actionType: 'dance' })).toMatchObject(wrong('actionType'));
  expect(await post({ triggerPhrases: ['x'], actionType: 'skill', action: 'fly' })).toMatchObject(
    wrong('action'),
  );
});

it('memory is listed, searched and forgotten for the caller alone', async () => {
  const userId = newcomer();
  const built = build();
  const call = await as(userId, built);
  await call('PATCH', '/context', { currentProject: 'Garden', sessionFacts: ['It rains'] });
  expect(await call('GET', '/memory?limit=2&before=then')).toMatchObject({ body: { next: 'older' } });
  const found = await call('GET', '/memory/search?q=milk&kind=activity');
  expect(found).toMatchObject({
    status: 200,
    body: { results: [{ id: 'main~m1', text: 'Oat milk again' }] },
  });
  expect((await call('DELETE', '/memory/main~m1')).status).toBe(204);
  expect((await call('DELETE', '/memory/main~m2')).status).toBe(404);
  expect(await call('DELETE', '/memory')).toMatchObject({ status: 200, body: { forgotten: { events: 3 } } });
  expect(built.asked).toEqual([
    ['list', userId, { limit: 2, before: 'then' }],
    ['search', userId, 'milk', { kind: 'activity', limit: 5 }],
    ['forgetEvent', userId, 'main~m1'],
    ['forgetEvent', userId, 'main~m2'],
    ['forgetAll', userId],
  ]);
  expect(await call('GET', '/context')).toMatchObject({
    body: { currentProject: 'Garden', sessionFacts: [] },
  });
  expect(await read(`users/${userId}`)).toMatchObject({ epoch: now + 3 });
});

it('forgetting for someone the butler never met makes nobody', async () => {
  const userId = newcomer();
  expect((await (await as(userId))('DELETE', '/memory')).status).toBe(200);
  expect(await read(`users/${userId}`)).toBeUndefined();
});

it.each([
  ['/memory?limit=0', 'limit'],
  ['/memory?limit=ten', 'limit'],
  ['/memory/search', 'q'],
  ['/memory/search?q=%20', 'q'],
  ['/memory/search?q=x&limit=21', 'limit'],
  ['/memory/search?q=x&kind=dream', 'kind'],
])('%s is refused for its %s', async (path, field) => {
  expect(await (await as(newcomer()))('GET', path)).toMatchObject(wrong(field));
});

it('a code to link is made for the caller, five at most at once', async () => {
  const userId = newcomer();
  const built = build();
  const call = await as(userId, built);
  expect(await call('POST', '/links')).toMatchObject({
    status: 201,
    body: { code: 'ABCD2345', expiresAt: 5 },
  });
  expect(await read(`users/${userId}`)).toMatchObject({ userId });
  for (let more = 1; more < 5; more++) expect((await call('POST', '/links')).status).toBe(201);
  const refused = await call('POST', '/links');
  expect(refused.status).toBe(429);
  expect(Number(refused.response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(built.asked).toEqual(Array(5).fill(['createLinkCode', userId]));
  expect((await call('GET', '/links')).status).toBe(200);
});

it('linked accounts are listed and let go', async () => {
  const userId = newcomer();
  const built = build();
  const call = await as(userId, built);
  expect(await call('GET', '/links')).toMatchObject({ body: { links: [{ identity: 'telegram:123' }] } });
  expect((await call('DELETE', '/links/telegram:123')).status).toBe(204);
  expect((await call('DELETE', '/links/telegram%3A9')).status).toBe(404);
  expect(built.asked.slice(1)).toEqual([
    ['unlink', userId, 'telegram:123'],
    ['unlink', userId, 'telegram:9'],
  ]);
});

it('the export is one JSON document to be saved', async () => {
  const userId = newcomer();
  const { status, body, response } = await (await as(userId))('GET', '/export');
  expect([status, body]).toEqual([200, { userId }]);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(response.headers.get('content-disposition')).toContain('butler-export.json');
  expect(await read(`users/${userId}`)).toBeUndefined();
});

it('an export that cannot begin is an error, one that cannot go on is broken off', async () => {
  const failing = (...texts: (string | Error)[]) =>
    build({
      rights: {
        export: () => pieces(...texts),
        erase: () => Promise.resolve(receipt),
        receipt: () => Promise.resolve(undefined),
      },
    });
  const call = await as(newcomer(), failing(new Error('store down')));
  expect(await call('GET', '/export')).toMatchObject({ status: 500, body: { error: { code: 'internal' } } });
  const begun = await as(newcomer(), failing('{', new Error('store down')));
  await expect(begun('GET', '/export')).rejects.toThrow();
  expect(logged.some((line) => line.includes('me.export_failed'))).toBe(true);
});

it('erasing answers with the receipt, which is told to the caller alone', async () => {
  const userId = newcomer();
  const built = build();
  const call = await as(userId, built);
  expect(await call('DELETE', '')).toMatchObject({ status: 202, body: receipt });
  expect(await call('GET', '/erasures/r1')).toMatchObject({ status: 200, body: receipt });
  expect((await call('GET', '/erasures/r2')).status).toBe(404);
  expect(built.asked).toEqual([
    ['erase', userId],
    ['receipt', userId, 'r1'],
    ['receipt', userId, 'r2'],
  ]);
  expect(await read(`users/${userId}`)).toBeUndefined();
});

it('who is being erased is not made anew by looking', async () => {
  const userId = newcomer();
  const mark: ErasureMark = { requestedAt: now, state: 'running', receiptId: 'r1' };
  await server.firestore.doc(erasureMarkPath(userId)).set(mark);
  const call = await as(userId);
  for (const path of ['/profile', '/context', '/macros'])
    expect(await call('GET', path)).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
  expect(await read(`users/${userId}`)).toBeUndefined();
});

it('too many requests of one person are refused, another’s are not', async () => {
  const built = build();
  const [ann, ben] = [await as(newcomer(), built), await as(newcomer(), built)];
  const statuses = await Promise.all(Array.from({ length: 130 }, () => ann('GET', '/links')));
  expect(statuses.filter(({ status }) => status === 200).length).toBeLessThan(125);
  expect(statuses.some(({ status }) => status === 429)).toBe(true);
  expect((await ben('GET', '/links')).status).toBe(200);
});
