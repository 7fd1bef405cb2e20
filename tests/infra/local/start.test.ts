import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BigQuery } from '@google-cloud/bigquery';
import { Firestore } from '@google-cloud/firestore';
import { CloudSchedulerClient } from '@google-cloud/scheduler';
import { credentials } from '@grpc/grpc-js';
import { GoogleAuth, PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Run, runMain, started } from './npm-start.ts';

const freshFolder = () => mkdtempSync(join(tmpdir(), 'butler-start-'));
const key = 'an-admin-key-for-the-start-tests';

/** The real clients, pointed by what the running Butler says of itself. */
async function clientsOf(url: string) {
  const endpoints = (await (await fetch(`${url}/local/endpoints`)).json()) as Record<string, string>;
  const projectId = 'demo-butler';
  const plain = (host = '') => {
    const [servicePath = '', port] = host.split(':');
    return { servicePath, port: Number(port), sslCreds: credentials.createInsecure() };
  };
  const authClient = new PassThroughClient();
  return {
    endpoints,
    firestore: new Firestore({ projectId, ...plain(endpoints['FIRESTORE_EMULATOR_HOST']), authClient }),
    bigquery: new BigQuery({ projectId, apiEndpoint: endpoints['BIGQUERY_EMULATOR_HOST'] ?? '', authClient }),
    scheduler: new CloudSchedulerClient({
      projectId,
      ...plain(endpoints['CLOUD_SCHEDULER_EMULATOR_HOST']),
      auth: new GoogleAuth({ authClient }),
    }),
  };
}

describe('npm start', () => {
  const data = freshFolder();
  let run: Run;
  let url: string;
  let clients: Awaited<ReturnType<typeof clientsOf>>;
  let tookMs: number;

  beforeAll(async () => {
    const before = performance.now();
    run = runMain({ PORT: '0', BUTLER_DATA: data, PROFILE_ADMIN_API_KEY: key });
    url = await started(run);
    await fetch(`${url}/health`);
    tookMs = performance.now() - before;
    clients = await clientsOf(url);
  });
  afterAll(async () => {
    await clients.firestore.terminate();
    await clients.scheduler.close();
    run.process.kill('SIGKILL');
  });

  it('answers in seconds, having printed one line', () => {
    // Alone it takes less than five; here other files keep the machine busy.
    expect(tookMs).toBeLessThan(20_000);
    expect(run.output().trim().split('\n')).toHaveLength(1);
  });

  it('has seeded the demo people', async () => {
    const people = await clients.firestore.collection('users').get();
    expect(people.docs.map((doc) => doc.id)).toContain('demo-anna');
  });

  it('tells a service that every dependency answers', async () => {
    const response = await fetch(`${url}/health`, { headers: { 'x-admin-key': key } });
    const ok = { ok: true };
    expect(await response.json()).toMatchObject({
      status: 'ok',
      checks: { firestore: ok, pubsub: ok, bigquery: ok },
    });
  });

  it('signs anyone in as anyone, and refuses a body that says no one', async () => {
    const signIn = (body: object) =>
      fetch(`${url}/local/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const { token } = (await (await signIn({ userId: 'demo-anna' })).json()) as { token: string };
    const asPerson = await fetch(`${url}/health`, { headers: { authorization: `Bearer ${token}` } });
    expect([asPerson.status, await asPerson.json()]).toEqual([200, { status: 'ok', model: 'offline' }]);
    expect((await signIn({ userId: '../demo-boris' })).status).toBe(400);
    const refused = await signIn({});
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { error: { fields: [{ path: 'userId' }] } },
    ]);
  });

  it('carries a heartbeat from the schedule to Firestore and BigQuery', async () => {
    const { firestore, bigquery, scheduler } = clients;
    await scheduler.runJob({ name: 'projects/demo-butler/locations/europe-west1/jobs/heartbeat' });
    await vi.waitUntil(async () => (await firestore.doc('jobs/heartbeat').get()).get('count') === 1, 10_000);
    const rows = async () => {
      const [found] = await bigquery.query('SELECT source FROM `butler.heartbeats_unique`');
      return found as { source: string }[];
    };
    await vi.waitUntil(async () => (await rows()).length === 1, 10_000);
    expect(await rows()).toEqual([{ source: 'schedule' }]);
  });

  it('shows metrics, the API and the page to browse it', async () => {
    expect(await (await fetch(`${url}/metrics`)).text()).toContain(
      'pubsub_messages_total{function="heartbeat",outcome="done"} 1',
    );
    const api = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(api.paths)).toEqual(expect.arrayContaining(['/health', '/metrics']));
    const page = await fetch(`${url}/docs`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect((await fetch(`${url}/docs/swagger-ui-bundle.js`)).status).toBe(200);
  });

  it('does not let a stranger push to a worker', async () => {
    const push = (headers: Record<string, string>) =>
      fetch(`${url}/functions/heartbeat`, { method: 'POST', body: '{}', headers });
    expect((await push({})).status).toBe(401);
  });

  it('ends in order, and a second start finds everything and changes nothing', async () => {
    // A Ctrl-C reaches us from the terminal and once more from npm.
    run.process.kill('SIGINT');
    run.process.kill('SIGINT');
    expect(await run.exited).toBe(0);
    expect(run.output()).not.toContain('rror');
    run = runMain({ PORT: '0', BUTLER_DATA: data, PROFILE_ADMIN_API_KEY: key });
    url = await started(run);
    await clients.firestore.terminate();
    const before = clients.endpoints;
    clients = await clientsOf(url);
    expect(clients.endpoints).toEqual(before);
    expect((await clients.firestore.doc('jobs/heartbeat').get()).get('count')).toBe(1);
    const [rows] = await clients.bigquery.query('SELECT event_id FROM `butler.heartbeats`');
    expect(rows).toHaveLength(1);
  });

  it('says in a sentence that the data is in use', async () => {
    const second = runMain({ PORT: '0', BUTLER_DATA: data });
    expect(await second.exited).toBe(1);
    expect(second.output()).toMatch(/^The data in .* is in use by another Butler; .*\.\n$/);
  });
});

describe('npm start, where it cannot', () => {
  it('says in a sentence that the port is in use', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const run = runMain({ PORT: String(port), BUTLER_DATA: freshFolder() });
    expect(await run.exited).toBe(1);
    expect(run.output()).toBe(`Port ${port} is in use; stop what listens there or set PORT to another.\n`);
    server.close();
  });

  it.each(['butler.db', 'bigquery.duckdb'])('says in a sentence that %s is damaged', async (file) => {
    const data = freshFolder();
    writeFileSync(
      join(data, file),
      'not a database at all, but long enough to look like a file of one'.repeat(100),
    );
    const run = runMain({ PORT: '0', BUTLER_DATA: data });
    expect(await run.exited).toBe(1);
    expect(run.output()).toMatch(new RegExp(`^The data file .*${file}.* cannot be read .*\\.\\n$`));
  });

  it('names every variable that is wrong, also those that only a function reads', async () => {
    const run = runMain({ PORT: 'eighty', PROFILE_ADMIN_API_KEY: 'short', BUTLER_DATA: freshFolder() });
    expect(await run.exited).toBe(1);
    const wrong = 'PORT: expected number; PROFILE_ADMIN_API_KEY: at least 16 characters';
    expect(run.output()).toBe(`The configuration is not right: ${wrong}.\n`);
  });

  it('says which service that runs elsewhere does not answer', async () => {
    const run = runMain({ PORT: '0', FIRESTORE_EMULATOR_HOST: '127.0.0.1:1', BUTLER_DATA: freshFolder() });
    expect(await run.exited).toBe(1);
    expect(run.output()).toBe('FIRESTORE_EMULATOR_HOST names 127.0.0.1:1, and nothing answers there.\n');
  });

  it('says in a sentence that the data folder is none', async () => {
    const file = join(freshFolder(), 'file');
    writeFileSync(file, '');
    const run = runMain({ PORT: '0', BUTLER_DATA: file });
    expect(await run.exited).toBe(1);
    expect(run.output()).toMatch(/^Butler could not start: EEXIST[^\n]*\n$/);
  });

  it('asks for a password before it listens beyond loopback', async () => {
    const run = runMain({ PORT: '0', BUTLER_BIND: '0.0.0.0', BUTLER_DATA: freshFolder() });
    expect(await run.exited).toBe(1);
    expect(run.output()).toMatch(/set BUTLER_PASSWORD/);
  });
});
