import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildFunctions, warmUps } from '../../../infra/build/build-functions.ts';
import type { Bundle } from '../../../infra/build/bundle-function.ts';
import { rows } from '../../../infra/deployment.ts';
import { type LocalCloud, startCloud } from '../../../infra/local/cloud.ts';
import { provision } from '../../../infra/provision/provision.ts';
import { heartbeatTable, lastBeat } from '../../../shared/heartbeat/index.ts';
import { bigquery, closeClients, firestore } from '../../../shared/platform/clients.ts';
import { type StartedBundle, startBundle } from './start-bundle.ts';

const adminKey = 'the-key-of-this-test';
const asService = { 'x-admin-key': adminKey };

let folder: string;
let bundles: Map<string, Bundle>;
let cloud: LocalCloud;
let environment: Record<string, string>;
const started: StartedBundle[] = [];

beforeAll(async () => {
  // Outside the repository, where no node_modules above can give what a bundle lacks.
  folder = await mkdtemp(join(tmpdir(), 'butler-bundles-'));
  bundles = await buildFunctions({ folder });
  cloud = await startCloud({ data: ':memory:' });
  environment = { ...cloud.endpoints, GOOGLE_CLOUD_PROJECT: 'demo-butler', PROFILE_ADMIN_API_KEY: adminKey };
  Object.assign(process.env, environment);
  await provision({ apply: true });
}, 300_000);

afterEach(async () => {
  for (const bundle of started.splice(0)) {
    bundle.signal('SIGKILL');
    await bundle.exit;
  }
});

afterAll(async () => {
  await closeClients();
  await cloud.close();
  await rm(folder, { recursive: true });
});

async function start(name: string, changed: Record<string, string> = {}): Promise<StartedBundle> {
  const bundle = await startBundle(join(folder, name), name, { ...environment, ...changed });
  started.push(bundle);
  return bundle;
}

function beat(messageId: string): RequestInit {
  const data = Buffer.from(JSON.stringify({ source: 'test' })).toString('base64');
  return {
    method: 'POST',
    headers: { ...asService, 'content-type': 'application/json' },
    body: JSON.stringify({
      message: { data, messageId },
      subscription: 'projects/p/subscriptions/heartbeat',
    }),
  };
}

describe.each(rows)('the bundle of %s', (name, row) => {
  test('answers by itself under the framework', async () => {
    const { url } = await start(name);
    for (const { method, path, body } of warmUps(row)) {
      const response = await fetch(new URL(path, url), {
        method,
        headers: { ...asService, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      // Its own code has to say so where people alone may come, nothing is to be read, or the path holds for many.
      expect([200, 204, 403, 404, 405]).toContain(response.status);
    }
  });

  test('holds no development tool and nothing of another function', () => {
    const { sources } = bundles.get(name)!;
    const own = [...sources].filter((path) => /^(functions|shared|infra|tests|web)\//.test(path));
    expect(own).toContain('functions/index.ts');
    expect(own.filter((path) => /^(infra|tests|web)\//.test(path))).toEqual([]);
    const functions = own.filter((path) => path.startsWith('functions/') && path !== 'functions/index.ts');
    const loaders = ['(?:make|late)-[a-z]+', 'on-topic', name].join('|');
    for (const path of functions)
      expect(path).toMatch(new RegExp(`^functions/(${name}(/|\\.ts$)|loaders/(${loaders})\\.ts$)`));
  });

  test('asks for the framework alone, of the version that is tested', async () => {
    const own = JSON.parse(await readFile(join(folder, name, 'package.json'), 'utf8'));
    const { dependencies } = JSON.parse(await readFile('package.json', 'utf8'));
    const framework = '@google-cloud/functions-framework';
    expect(own).toMatchObject({ type: 'commonjs', main: 'index.js' });
    expect(own.dependencies).toEqual({ [framework]: dependencies[framework] });
  });

  test('comes with its code compiled', async () => {
    const [compiled] = await readdir(join(folder, name, '.compile-cache'));
    expect(await readdir(join(folder, name, '.compile-cache', compiled!))).not.toEqual([]);
  });

  test('does not start on a wrong configuration, and says which variable is wrong', async () => {
    await expect(start(name, { MAX_BODY_BYTES: 'much' })).rejects.toThrow('MAX_BODY_BYTES');
  });
});

test('a bundle holds only the Google clients its function uses', () => {
  const clients = (name: string) =>
    ['firestore', 'pubsub', 'bigquery', 'scheduler'].filter((client) =>
      [...bundles.get(name)!.sources].some((path) => path.includes(`node_modules/@google-cloud/${client}/`)),
    );
  expect(clients('health')).toEqual(['firestore', 'pubsub', 'bigquery']);
  expect(clients('heartbeat')).toEqual(['firestore', 'bigquery']);
  expect(bundles.get('health')!.sources).not.toContain('shared/platform/topic-app.ts');
  expect(bundles.get('heartbeat')!.sources).not.toContain('shared/platform/cache.ts');
});

test('the clients in the bundle of health reach the services', async () => {
  const { url } = await start('health');
  const response = await fetch(new URL('/health', url), { headers: asService });
  expect(await response.json()).toMatchObject({
    status: 'ok',
    checks: { firestore: { ok: true }, pubsub: { ok: true }, bigquery: { ok: true } },
  });
});

test('the body limits of a bundle hold before the framework parses', async () => {
  const { url } = await start('heartbeat');
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const large = await post(JSON.stringify('x'.repeat(262_144)));
  expect([large.status, await large.json()]).toMatchObject([413, { error: { code: 'payload_too_large' } }]);
  const packed = await post('{}', { 'content-encoding': 'gzip' });
  expect([packed.status, await packed.json()]).toMatchObject([
    415,
    { error: { code: 'unsupported_media_type' } },
  ]);
});

test('a request in flight at SIGTERM is answered, then the process ends', async () => {
  const slow = await openSlowService();
  const { url, signal, exit } = await start('health', { BIGQUERY_EMULATOR_HOST: slow.url });
  const answer = fetch(new URL('/health', url), { headers: asService });
  await slow.asked;
  signal('SIGTERM');
  await refused(url);
  slow.answer();
  const response = await answer;
  expect([response.status, response.headers.get('connection')]).toEqual([200, 'close']);
  expect(await response.json()).toMatchObject({ checks: { bigquery: { ok: true } } });
  expect(await exit).toBe(0);
  slow.server.close();
});

test('a write that is queued at SIGTERM is written', async () => {
  const { url, signal, exit, lines } = await start('heartbeat');
  const before = (await lastBeat(await firestore()))?.count ?? 0;
  const response = await fetch(url, beat('queued-at-sigterm'));
  expect(response.status, lines.join('\n')).toBe(204);
  signal('SIGTERM');
  expect(await exit).toBe(0);
  const [found] = await (
    await bigquery()
  ).query({
    query: `SELECT source FROM butler.${heartbeatTable} WHERE event_id = @id`,
    params: { id: 'queued-at-sigterm' },
  });
  expect(found).toEqual([{ source: 'test' }]);
  expect(await lastBeat(await firestore())).toMatchObject({ count: before + 1, source: 'test' });
});

/** A BigQuery that answers when it is told to. */
async function openSlowService(): Promise<{
  url: string;
  asked: Promise<void>;
  answer: () => void;
  server: Server;
}> {
  const asked = Promise.withResolvers<undefined>();
  const told = Promise.withResolvers<undefined>();
  const server = createServer((_, response) => {
    asked.resolve(undefined);
    void told.promise.then(() => {
      response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked: asked.promise, answer: () => told.resolve(undefined), server };
}

/** Waits until nobody accepts connections at the address. */
async function refused(url: string): Promise<void> {
  while (
    await fetch(url).then(
      () => true,
      () => false,
    )
  );
}
