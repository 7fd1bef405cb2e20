import { jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { configureLog } from '../../../shared/platform/log.ts';
import { signingKeys } from '../../../shared/platform/signing-keys.ts';
import { type FakeKey, fakeKey, startKeyServer } from './fake-key-server.ts';

const minute = 60_000;
let server: Awaited<ReturnType<typeof startKeyServer>>;
let old: FakeKey;
let next: FakeKey;
let now = 0;
const clock = () => now;
const undo = configureLog({ sink: () => undefined });

beforeAll(async () => {
  server = await startKeyServer();
  [old, next] = await Promise.all([fakeKey('old'), fakeKey('next')]);
});
beforeEach(() => {
  Object.assign(server.state, { keys: [old.jwk], down: false, fetches: 0 });
});
afterAll(async () => {
  undo();
  await server.close();
});

/** Whether a token of that key is believed. */
const verifyWith = (keys: ReturnType<typeof signingKeys>) => async (key: FakeKey) =>
  (await jwtVerify(await key.sign({ sub: 'ann' }), keys)).payload.sub;

it('fetches once for many tokens, also at once', async () => {
  const verify = verifyWith(signingKeys(server.url, clock));
  expect(await Promise.all([verify(old), verify(old), verify(old)])).toEqual(['ann', 'ann', 'ann']);
  await verify(old);
  expect(server.state.fetches).toBe(1);
});

it('learns a key that was rotated in', async () => {
  const verify = verifyWith(signingKeys(server.url, clock));
  await verify(old);
  server.state.keys = [next.jwk];
  now += minute;
  expect(await verify(next)).toBe('ann');
  await expect(verify(old)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
});

it('does not fetch for every made-up key', async () => {
  const verify = verifyWith(signingKeys(server.url, clock));
  await verify(old);
  now += minute;
  for (let i = 0; i < 5; i += 1) {
    await expect(verify(next)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  }
  expect(server.state.fetches).toBe(2);
});

it('keeps believing known keys while new ones cannot be fetched, and does not wait for them', async () => {
  const verify = verifyWith(signingKeys(server.url, clock));
  await verify(old);
  server.state.down = true;
  now += 7 * 60 * minute;
  expect(await verify(old)).toBe('ann');
  await vi.waitFor(() => expect(server.state.fetches).toBe(2));
  now += 1000;
  expect(await verify(old)).toBe('ann');
  expect(server.state.fetches).toBe(2);
  Object.assign(server.state, { down: false, keys: [next.jwk] });
  now += minute;
  expect(await verify(next)).toBe('ann');
});

it('says unavailable when an unknown key may be one that cannot be fetched', async () => {
  const verify = verifyWith(signingKeys(server.url, clock));
  await verify(old);
  server.state.down = true;
  now += minute;
  for (let i = 0; i < 2; i += 1) await expect(verify(next)).rejects.toMatchObject({ code: 'unavailable' });
});

it('says unavailable when no key was ever fetched, and recovers', async () => {
  const verify = verifyWith(signingKeys(server.url, clock));
  server.state.down = true;
  await expect(verify(old)).rejects.toMatchObject({ code: 'unavailable' });
  server.state.down = false;
  expect(await verify(old)).toBe('ann');
});
