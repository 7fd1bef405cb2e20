import { afterAll, beforeAll, expect, it } from 'vitest';
import { me } from '../../../functions/me/me.ts';
import { createIdentities } from '../../../shared/identity/index.ts';
import { createPeople } from '../../../shared/person/index.ts';
import { createApp } from '../../../shared/platform/http.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { createRights, type Receipt } from '../../../shared/rights/index.ts';
import { type Server, startServer } from '../../infra/local/firestore/start-server.ts';
import { startSignIn } from './sign-in.ts';

afterAll(configureLog({ sink: () => undefined }));

let server: Server;
let signedIn: Awaited<ReturnType<typeof startSignIn>>;

beforeAll(async () => {
  [server, signedIn] = await Promise.all([startServer(), startSignIn()]);
});
afterAll(() => Promise.all([server.stop(), signedIn.close()]));

/** An instance with the real people, accounts and rights, as this person calls it. */
async function as(userId: string) {
  const firestore = () => Promise.resolve(server.firestore);
  const people = createPeople({ firestore });
  const identities = createIdentities({ firestore, people, publish: () => Promise.resolve('m') });
  const nothing = () => Promise.reject(new Error('not asked for here'));
  const app = me({
    app: createApp({ name: 'me' }),
    auth: signedIn.auth,
    clock: Date.now,
    people,
    memory: { list: nothing, search: nothing, forgetEvent: nothing, forgetAll: nothing },
    persona: { read: nothing, strike: nothing },
    links: identities,
    rights: createRights({ firestore, caches: [people] }),
  });
  const headers = {
    authorization: `Bearer ${await signedIn.signIn(userId)}`,
    'content-type': 'application/json',
  };
  const call = async <Body>(method: string, path: string, json?: unknown) => {
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    const response = await app.request(`/api/v1/me${path}`, { method, headers, ...body });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as Body };
  };
  return { call, identities, people };
}

it('the code that the app shows links the account that sends it, and no account that sends another', async () => {
  const { call, identities } = await as('ann');
  const { body } = await call<{ code: string }>('POST', '/links');
  expect(await identities.redeemLinkCode('ZZZZ2222', 'telegram:5')).toMatchObject({ outcome: 'unknown' });
  expect(await identities.redeemLinkCode(body.code, 'telegram:5')).toMatchObject({
    outcome: 'linked',
    userId: 'ann',
  });
  expect(await call('GET', '/links')).toMatchObject({
    body: { links: [{ identity: 'telegram:5', linkedAt: expect.any(Number) }] },
  });
  const { call: asBen } = await as('ben');
  expect(await asBen('GET', '/links')).toMatchObject({ body: { links: [] } });
  expect((await asBen('DELETE', '/links/telegram:5')).status).toBe(404);
  expect((await call('DELETE', '/links/telegram:5')).status).toBe(409);
});

it('the export holds what is kept of the caller and nothing of others', async () => {
  const [dora, emil] = [await as('dora'), await as('emil')];
  await dora.call('PATCH', '/profile', { name: 'Dora', domain: ['канарейка'] });
  await emil.call('PATCH', '/profile', { name: 'Emil the secret' });
  const { status, body } = await dora.call<object>('GET', '/export');
  expect(status).toBe(200);
  expect(JSON.stringify(body)).toContain('канарейка');
  expect(JSON.stringify(body)).not.toContain('Emil');
  const nobody = await as('nobody');
  expect((await nobody.call('GET', '/export')).status).toBe(404);
});

it('who is erased is gone, can follow the receipt, and begins from nothing when they come back', async () => {
  const [fay, gil] = [await as('fay'), await as('gil')];
  await fay.call('PATCH', '/profile', { name: 'Fay' });
  await fay.call('PATCH', '/context', { currentProject: 'Garden' });
  const erased = await fay.call<Receipt>('DELETE', '');
  expect(erased).toMatchObject({ status: 202, body: { state: 'pending' } });
  expect(await server.firestore.doc('users/fay').listCollections()).toEqual([]);
  const { id } = erased.body;
  expect(await fay.call('GET', `/erasures/${id}`)).toMatchObject({ status: 200, body: { id } });
  expect((await gil.call('GET', `/erasures/${id}`)).status).toBe(404);
  const again = await as('fay');
  await expect.poll(async () => (await again.call('GET', '/profile')).status).toBe(200);
  expect(await again.call('GET', '/profile')).toMatchObject({ body: { name: '' } });
  expect(await again.call('GET', '/context')).toMatchObject({ body: { currentProject: '' } });
});
