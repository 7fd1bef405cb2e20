import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { expect, it, vi } from 'vitest';
import { createIssuer } from '../../../infra/local/issuer.ts';

const url = () => 'http://127.0.0.1:8080/local';
const folder = () => join(mkdtempSync(join(tmpdir(), 'butler-issuer-')), 'data');

it('signs people and services so that its published keys prove it', async () => {
  const issuer = await createIssuer({ data: ':memory:', url });
  const keys = createLocalJWKSet(issuer.jwks());
  const person = await jwtVerify(await issuer.signUser('ann'), keys, { issuer: url() });
  expect(person.payload).toMatchObject({ sub: 'ann' });
  expect(person.payload).not.toHaveProperty('email');
  const token = await issuer.signService('https://push.example', 'push@demo.example');
  const service = await jwtVerify(token, keys, { issuer: url(), audience: 'https://push.example' });
  expect(service.payload).toMatchObject({ email: 'push@demo.example', email_verified: true });
});

it('publishes no private part of its key', async () => {
  const issuer = await createIssuer({ data: ':memory:', url });
  expect(Object.keys(issuer.jwks().keys[0] ?? {}).sort()).toEqual([
    'alg',
    'crv',
    'kid',
    'kty',
    'use',
    'x',
    'y',
  ]);
});

it('a token outlives a restart on the same data', async () => {
  const data = folder();
  const token = await (await createIssuer({ data, url })).signUser('ann');
  const again = await createIssuer({ data, url });
  expect((await jwtVerify(token, createLocalJWKSet(again.jwks()))).payload.sub).toBe('ann');
});

it('keeps its key where only its owner reads it', async () => {
  const data = folder();
  await createIssuer({ data, url });
  expect(readdirSync(data)).toEqual(['issuer.json']);
  expect(statSync(join(data, 'issuer.json')).mode & 0o777).toBe(0o600);
});

it('makes a new key where the kept one cannot be read', async () => {
  const data = folder();
  await createIssuer({ data, url });
  writeFileSync(join(data, 'issuer.json'), '{"kty"');
  const issuer = await createIssuer({ data, url });
  const again = await createIssuer({ data, url });
  expect(again.jwks()).toEqual(issuer.jwks());
});

it('refuses to exist on Google Cloud', async () => {
  vi.stubEnv('K_SERVICE', 'chat');
  await expect(createIssuer({ data: ':memory:', url })).rejects.toThrow('Google Cloud');
  vi.unstubAllEnvs();
});
