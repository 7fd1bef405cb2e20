import { UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createIssuer } from '../../../infra/local/issuer.ts';
import {
  type Auth,
  authConfig,
  createAuth,
  pushAccount,
  requireSelf,
} from '../../../shared/platform/auth.ts';
import { readConfig } from '../../../shared/platform/config.ts';
import { createApp } from '../../../shared/platform/http.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { type FakeKey, fakeKey, startKeyServer } from './fake-key-server.ts';

const project = 'demo-butler';
const adminKey = 'the-admin-key-of-the-tests';
const at = Math.floor(Date.parse('2026-03-01T12:00:00Z') / 1000);
const undo = configureLog({ sink: () => undefined });

let server: Awaited<ReturnType<typeof startKeyServer>>;
let key: FakeKey;
let foreign: FakeKey;

beforeAll(async () => {
  server = await startKeyServer();
  [key, foreign] = await Promise.all([fakeKey('known'), fakeKey('known')]);
  server.state.keys = [key.jwk];
});
afterAll(async () => {
  undo();
  await server.close();
});

const environment = {
  GOOGLE_CLOUD_PROJECT: project,
  PROFILE_ADMIN_API_KEY: adminKey,
  SERVICE_AUDIENCE: 'https://butler.example',
  SERVICE_ACCOUNTS: 'reader@demo.example',
};

function authOf(settings: Record<string, string> = {}): Auth {
  const config = readConfig(authConfig, { ...environment, ...settings });
  const deps = { clock: () => at * 1000, googleKeysUrl: server.url, firebaseKeysUrl: server.url };
  return createAuth(config, deps);
}

/** What a caller with these headers gets at a route of each kind. */
function call(headers: Record<string, string>, settings?: Record<string, string>) {
  const auth = authOf(settings);
  const app = createApp({ name: 'test' });
  app.get('/anyone', auth.identify(), (c) => c.json(c.var.caller));
  app.get('/user', auth.requireUser(), (c) => c.json(c.var.caller));
  app.get('/users/:id', auth.requireUser(), (c) => {
    requireSelf(c.var.caller, c.req.param('id'));
    return c.json(c.var.caller);
  });
  app.get('/service', auth.requireService(), (c) => c.json(c.var.caller));
  app.get('/push', auth.requireService({ accounts: [pushAccount(project)] }), (c) => c.json(c.var.caller));
  return async (path: string) => {
    const response = await app.request(path, { headers });
    const body = (await response.json()) as { error?: { message: string } };
    return { status: response.status, body, message: body.error?.message };
  };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const userClaims = {
  iss: `https://securetoken.google.com/${project}`,
  aud: project,
  sub: 'ann',
  iat: at - 60,
  auth_time: at - 60,
  exp: at + 3540,
};
const serviceClaims = {
  iss: 'https://accounts.google.com',
  aud: environment.SERVICE_AUDIENCE,
  sub: '1234',
  email: 'reader@demo.example',
  email_verified: true,
  iat: at - 60,
  exp: at + 3540,
};

it('a person with a Firebase token is that person and no other', async () => {
  const get = call(bearer(await key.sign(userClaims)));
  expect(await get('/user')).toMatchObject({ status: 200, body: { kind: 'user', userId: 'ann' } });
  expect((await get('/users/ann')).status).toBe(200);
  expect(await get('/users/ben')).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
  expect((await get('/service')).status).toBe(403);
});

it('a caller without a credential is anonymous where that is allowed', async () => {
  const get = call({});
  expect(await get('/anyone')).toMatchObject({ status: 200, body: { kind: 'anonymous' } });
  expect((await get('/user')).status).toBe(401);
  expect((await get('/service')).status).toBe(401);
});

it.each([
  ['an expired token', { exp: at - 60 }, /expired/],
  ['a token of another project', { aud: 'other' }, /"aud"/],
  ['a token of another issuer', { iss: 'https://evil.example' }, /issuer/],
  ['a token without a subject', { sub: undefined }, /"sub"/],
  ['a token with an empty subject', { sub: '' }, /"sub"/],
  ['a token with a subject that is too long', { sub: 'a'.repeat(129) }, /"sub"/],
  ['a token with a subject that is a path', { sub: 'ann/../ben' }, /"sub"/],
  ['a token with a subject that names no document', { sub: '..' }, /"sub"/],
  ['a token without an expiry', { exp: undefined }, /"exp"/],
  ['a token of the future', { iat: at + 60 }, /"iat"/],
  ['a token of a sign-in in the future', { auth_time: at + 60 }, /"auth_time"/],
])('%s is refused, also where nobody needs to be known', async (_, change, rule) => {
  const get = call(bearer(await key.sign({ ...userClaims, ...change })));
  for (const path of ['/user', '/anyone']) {
    expect(await get(path)).toMatchObject({ status: 401, message: expect.stringMatching(rule) });
  }
});

it('a token signed by someone else under a known name is refused', async () => {
  const get = call(bearer(await foreign.sign(userClaims)));
  expect(await get('/user')).toMatchObject({ status: 401, message: expect.stringMatching(/key we trust/) });
});

it('an unsigned token is refused', async () => {
  const get = call(bearer(new UnsecuredJWT(userClaims).encode()));
  expect((await get('/user')).status).toBe(401);
});

it('what is no token at all is refused', async () => {
  for (const authorization of ['Bearer nonsense', 'Bearer a.b.c', 'Basic YTpi', 'Bearer', 'Bearer a b']) {
    expect((await call({ authorization })('/user')).status).toBe(401);
  }
});

it('keys that cannot be fetched are our fault, not the caller’s', async () => {
  server.state.down = true;
  const get = call(bearer(await key.sign(userClaims)));
  const answer = await get('/user');
  server.state.down = false;
  expect(answer).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } });
});

it('a service is let in by its account where it is on the route’s list', async () => {
  const reader = call(bearer(await key.sign(serviceClaims)));
  expect(await reader('/service')).toMatchObject({ status: 200, body: { name: 'reader@demo.example' } });
  expect((await reader('/push')).status).toBe(403);
  expect((await reader('/user')).status).toBe(403);
  const push = call(bearer(await key.sign({ ...serviceClaims, email: pushAccount(project) })));
  expect((await push('/push')).status).toBe(200);
  expect((await push('/service')).status).toBe(403);
});

it.each([
  ['whose email is not verified', { email_verified: false }],
  ['without an email', { email: undefined }],
  ['for another audience', { aud: 'https://other.example' }],
  ['that has expired', { exp: at - 60 }],
])('a service token %s is refused', async (_, change) => {
  const get = call(bearer(await key.sign({ ...serviceClaims, ...change })));
  expect((await get('/service')).status).toBe(401);
});

it('no Google token is believed where no audience is configured', async () => {
  const get = call(bearer(await key.sign(serviceClaims)), { SERVICE_AUDIENCE: '' });
  expect((await get('/service')).status).toBe(401);
});

it('the admin key opens every service route, a wrong one none', async () => {
  const right = call({ 'x-admin-key': adminKey });
  expect(await right('/service')).toMatchObject({ status: 200, body: { kind: 'service', name: 'admin' } });
  expect((await right('/push')).status).toBe(200);
  for (const wrong of ['no', '', `${adminKey}x`]) {
    expect((await call({ 'x-admin-key': wrong })('/anyone')).status).toBe(401);
  }
});

it('without a configured admin key none is accepted', async () => {
  for (const sent of ['', 'undefined', adminKey]) {
    const get = call({ 'x-admin-key': sent }, { PROFILE_ADMIN_API_KEY: '' });
    expect((await get('/service')).status).toBe(401);
  }
});

it('the Auth emulator’s unsigned tokens are believed where it is configured, others’ are not', async () => {
  const settings = { FIREBASE_AUTH_EMULATOR_HOST: '127.0.0.1:9099' };
  const get = call(bearer(new UnsecuredJWT(userClaims).encode()), settings);
  expect(await get('/user')).toMatchObject({ status: 200, body: { userId: 'ann' } });
  for (const change of [{ aud: 'other' }, { iss: 'https://evil.example' }, { exp: at - 60 }]) {
    const token = new UnsecuredJWT({ ...userClaims, ...change }).encode();
    expect((await call(bearer(token), settings)('/user')).status).toBe(401);
  }
  const service = new UnsecuredJWT(serviceClaims).encode();
  expect((await call(bearer(service), settings)('/service')).status).toBe(401);
});

it('the development issuer’s people and services are believed where it is configured', async () => {
  const issuer = await createIssuer({ data: ':memory:', url: () => server.url });
  const before = server.state.keys;
  server.state.keys = issuer.jwks().keys;
  const settings = { AUTH_ISSUER_URL: server.url };
  const later = { clock: () => Date.now() };
  const auth = createAuth(readConfig(authConfig, { ...environment, ...settings }), later);
  const app = createApp({ name: 'test' });
  app.get('/user', auth.requireUser(), (c) => c.json(c.var.caller));
  app.get('/service', auth.requireService(), (c) => c.json(c.var.caller));
  const get = async (path: string, token: string) =>
    (await app.request(path, { headers: bearer(token) })).status;
  const [person, service, stranger] = await Promise.all([
    issuer.signUser('ann'),
    issuer.signService('https://any.example', 'reader@demo.example'),
    issuer.signService('https://any.example', 'stranger@demo.example'),
  ]);
  expect([await get('/user', person), await get('/service', service)]).toEqual([200, 200]);
  expect([await get('/user', service), await get('/service', person)]).toEqual([403, 403]);
  expect(await get('/service', stranger)).toBe(403);
  server.state.keys = before;
  expect((await call(bearer(person))('/user')).status).toBe(401);
});

it('settings that believe development tokens are refused on Google Cloud', () => {
  const cloud = { K_SERVICE: 'chat' };
  expect(() => authOf({ ...cloud, AUTH_ISSUER_URL: server.url })).toThrow(/AUTH_ISSUER_URL/);
  expect(() => authOf({ ...cloud, FIREBASE_AUTH_EMULATOR_HOST: '127.0.0.1:9099' })).toThrow(/Google Cloud/);
  expect(() => authOf(cloud)).not.toThrow();
});
