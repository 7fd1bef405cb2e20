import { afterAll, beforeAll, expect, it } from 'vitest';
import { me } from '../../../functions/me/me.ts';
import { createPeople } from '../../../shared/person/index.ts';
import {
  makePersona,
  type PersonaData,
  readPersona,
  savePersona,
  strikePersona,
} from '../../../shared/persona/index.ts';
import { createApp } from '../../../shared/platform/http.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { type Server, startServer } from '../../infra/local/firestore/start-server.ts';
import { startSignIn } from './sign-in.ts';

afterAll(configureLog({ sink: () => undefined }));

let server: Server;
let signedIn: Awaited<ReturnType<typeof startSignIn>>;
beforeAll(async () => {
  [server, signedIn] = await Promise.all([startServer(), startSignIn()]);
});
afterAll(() => Promise.all([server.stop(), signedIn.close()]));

const firestore = () => Promise.resolve(server.firestore);
const data: PersonaData = {
  persona: 'A gardener. They drink strong coffee at night.',
  inferred_interests: ['Strong coffee', 'Tomatoes'],
  learning_patterns: ['Learns by trying'],
  personality_traits: ['Patient'],
};

async function as(userId: string) {
  const clock = Date.now;
  const people = createPeople({ firestore });
  await people.meet(userId, { receivedAt: clock() });
  const moveEpoch = (id: string) => people.moveEpoch(id);
  const nothing = () => Promise.reject(new Error('not asked for here'));
  const app = me({
    app: createApp({ name: 'me' }),
    auth: signedIn.auth,
    clock,
    people,
    memory: { list: nothing, search: nothing, forgetEvent: nothing, forgetAll: nothing },
    persona: {
      read: (id) => readPersona(server.firestore, id),
      strike: strikePersona({ firestore, clock, moveEpoch }),
    },
    links: { createLinkCode: nothing, links: nothing, unlink: nothing, merging: nothing },
    rights: { export: () => noText(), erase: nothing, receipt: nothing },
  });
  const headers = {
    authorization: `Bearer ${await signedIn.signIn(userId)}`,
    'content-type': 'application/json',
  };
  return {
    people,
    save: () =>
      savePersona(server.firestore, userId, {
        data,
        restsOn: { inferred_interests: { 'Strong coffee': ['main'], Tomatoes: ['main', 'kitchen'] } },
        source: 'service',
        fingerprint: '',
        now: clock(),
      }),
    async call(method: string, path: string, json?: unknown) {
      const body = json === undefined ? {} : { body: JSON.stringify(json) };
      const response = await app.request(`/api/v1/me${path}`, { method, headers, ...body });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
  };
}

async function* noText(): AsyncGenerator<string> {
  yield await Promise.resolve('');
}

it('a person sees their persona and what each item rests on', async () => {
  const ann = await as('ann');
  expect((await ann.call('GET', '/persona')).status).toBe(404);
  await ann.save();
  expect(await ann.call('GET', '/persona')).toMatchObject({
    status: 200,
    body: {
      persona: data,
      restsOn: { inferred_interests: { Tomatoes: ['main', 'kitchen'] }, personality_traits: {} },
      struck: [],
      source: 'service',
    },
  });
});

it('a struck item is gone at once, from the text too, and moves the epoch', async () => {
  const ben = await as('ben');
  await ben.save();
  const before = (await ben.people.profile('ben'))!.epoch;
  const struck = { key: 'inferred_interests', item: 'strong coffee' };
  const { status, body } = await ben.call('POST', '/persona/strike', struck);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    persona: { ...data, persona: 'A gardener.', inferred_interests: ['Tomatoes'] },
    restsOn: { inferred_interests: { Tomatoes: ['main', 'kitchen'] } },
    struck: [struck],
  });
  ben.people.drop('ben');
  expect((await ben.people.profile('ben'))!.epoch).toBe(before + 1);
  expect((await ben.call('POST', '/persona/strike', struck)).body).toEqual(body);
});

it('a struck item stays struck when the persona is stored or made again', async () => {
  const cleo = await as('cleo');
  await cleo.save();
  await cleo.call('POST', '/persona/strike', { key: 'inferred_interests', item: 'Strong coffee' });
  await cleo.save();
  const interests = async () => (await readPersona(server.firestore, 'cleo'))!.data.inferred_interests;
  expect(await interests()).toEqual(['Tomatoes']);
  await cleo.people.editProfile('cleo', { preferredTopics: ['Coffee, strong', 'Tea'] });
  const make = makePersona({ firestore, moveEpoch: (id) => cleo.people.moveEpoch(id) });
  expect(await make('cleo')).toBe('made');
  expect(await interests()).toEqual(['Tea']);
});

it('what the persona does not have cannot be struck', async () => {
  const dan = await as('dan');
  await dan.save();
  const struck = { key: 'personality_traits', item: 'Tomatoes' };
  expect((await dan.call('POST', '/persona/strike', struck)).status).toBe(404);
  expect(await dan.call('POST', '/persona/strike', { key: 'persona', item: 'x' })).toMatchObject({
    status: 400,
    body: { error: { fields: [{ path: 'key' }] } },
  });
});
