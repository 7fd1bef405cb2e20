import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudSchedulerClient } from '@google-cloud/scheduler';
import { credentials, status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { StatusError } from '../../../../infra/local/grpc.ts';
import { startScheduler } from '../../../../infra/local/scheduler/index.ts';
import { openStore } from '../../../../infra/local/store.ts';

const parent = 'projects/demo-butler/locations/europe-west1';
const topicName = 'projects/demo-butler/topics/ticks';
const store = openStore(':memory:');

type Received = { method: string; headers: IncomingHttpHeaders; body: string };

let client: CloudSchedulerClient;
let stop: () => Promise<void>;
let target: Server;
let uri: string;
let answer = 200;
const received: Received[] = [];
const published: { topic: string; data: string; attributes: Record<string, string> | undefined }[] = [];

beforeAll(async () => {
  target = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      received.push({ method: request.method ?? '', headers: request.headers, body });
      response.statusCode = answer;
      response.end();
    });
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  uri = `http://127.0.0.1:${(target.address() as AddressInfo).port}/tick`;

  const service = await startScheduler({
    store,
    publish(topic, { data, attributes }) {
      if (topic.endsWith('absent'))
        return Promise.reject(new StatusError(status.NOT_FOUND, 'Resource not found.'));
      published.push({ topic, data: Buffer.from(data ?? '').toString(), attributes });
      return Promise.resolve();
    },
    httpToken: (audience, email) => Promise.resolve(`${email} for ${audience}`),
  });
  const [apiEndpoint = '', port] = service.host.split(':');
  client = new CloudSchedulerClient({
    projectId: 'demo-butler',
    apiEndpoint,
    port: Number(port),
    sslCreds: credentials.createInsecure(),
  });
  stop = service.close;
});

afterAll(async () => {
  await client.close();
  await stop();
  await store.close();
  target.closeAllConnections();
  await new Promise((resolve) => target.close(resolve));
});

let count = 0;
function named(): string {
  count += 1;
  return `${parent}/jobs/job-${count}`;
}

async function lastStatus(name: string): Promise<{ code?: number | null; message?: string | null }> {
  return vi.waitFor(
    async () => {
      const [job] = await client.getJob({ name });
      if (!job.status) throw new Error('no attempt has ended yet');
      return job.status;
    },
    { timeout: 5000 },
  );
}

const pubsubTarget = { topicName, data: Buffer.from('tick'), attributes: { kind: 'tick' } };
const daily = { schedule: '0 9 * * *', timeZone: 'Europe/Berlin' };

describe('the scheduler, through its real client', () => {
  it('makes a job once, shows it, lists it and deletes it', async () => {
    const name = named();
    const [made] = await client.createJob({ parent, job: { name, ...daily, pubsubTarget } });
    expect(made).toMatchObject({ name, ...daily, state: 'ENABLED', retryConfig: { retryCount: 0 } });
    expect(Number(made.scheduleTime?.seconds) * 1000).toBeGreaterThan(Date.now());
    await expect(client.createJob({ parent, job: { name, ...daily, pubsubTarget } })).rejects.toMatchObject({
      code: 6,
    });
    const [jobs] = await client.listJobs({ parent });
    expect(jobs.map((job) => job.name)).toContain(name);
    await client.deleteJob({ name });
    await expect(client.getJob({ name })).rejects.toMatchObject({ code: 5 });
    await expect(client.deleteJob({ name })).rejects.toMatchObject({ code: 5 });
  });

  it('lists page by page', async () => {
    const elsewhere = 'projects/demo-butler/locations/us-central1';
    const names = ['a', 'b', 'c'].map((id) => `${elsewhere}/jobs/${id}`);
    for (const name of names) {
      await client.createJob({ parent: elsewhere, job: { name, ...daily, pubsubTarget } });
    }
    const found: string[] = [];
    let pageToken = '';
    do {
      const [jobs, , response] = await client.listJobs(
        { parent: elsewhere, pageSize: 2, pageToken },
        { autoPaginate: false },
      );
      found.push(...jobs.map((job) => job.name ?? ''));
      pageToken = response.nextPageToken ?? '';
    } while (pageToken);
    expect(found).toEqual(names);
  });

  it('names a job that comes without a name', async () => {
    const [made] = await client.createJob({ parent, job: { ...daily, pubsubTarget } });
    expect(made.name?.startsWith(`${parent}/jobs/`)).toBe(true);
  });

  it('publishes to a topic when run now, and shows that it went well', async () => {
    const name = named();
    await client.createJob({ parent, job: { name, ...daily, pubsubTarget } });
    await client.runJob({ name });
    expect(await lastStatus(name)).toMatchObject({ code: 0 });
    expect(published.at(-1)).toEqual({ topic: topicName, data: 'tick', attributes: { kind: 'tick' } });
    const [job] = await client.getJob({ name });
    expect(Number(job.lastAttemptTime?.seconds) * 1000).toBeGreaterThan(Date.now() - 60_000);
  });

  it('shows the status of a publish that was refused', async () => {
    const name = named();
    const absent = { ...pubsubTarget, topicName: 'projects/demo-butler/topics/absent' };
    await client.createJob({ parent, job: { name, ...daily, pubsubTarget: absent } });
    await client.runJob({ name });
    expect(await lastStatus(name)).toMatchObject({ code: 5, message: 'Resource not found.' });
  });

  it('calls a URL with its method, headers, body and token', async () => {
    const name = named();
    const httpTarget = {
      uri,
      httpMethod: 'PUT' as const,
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'mine', 'X-Kind': 'tick' },
      body: Buffer.from('{"tick":1}'),
      oidcToken: { serviceAccountEmail: 'ticker@demo', audience: 'butler' },
    };
    await client.createJob({ parent, job: { name, ...daily, httpTarget } });
    await client.runJob({ name });
    expect(await lastStatus(name)).toMatchObject({ code: 0 });
    expect(received.at(-1)).toMatchObject({
      method: 'PUT',
      body: '{"tick":1}',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Google-Cloud-Scheduler',
        'x-kind': 'tick',
        'x-cloudscheduler': 'true',
        'x-cloudscheduler-jobname': name.split('/').at(-1),
        authorization: 'Bearer ticker@demo for butler',
      },
    });
  });

  it.each([
    [404, 5],
    [429, 8],
    [500, 13],
    [503, 14],
  ])('shows a %i of the target as status %i', async (http, code) => {
    answer = http;
    const name = named();
    await client.createJob({ parent, job: { name, ...daily, httpTarget: { uri } } });
    await client.runJob({ name });
    expect(await lastStatus(name)).toEqual({ code, message: `The target answered ${http}.`, details: [] });
    answer = 200;
  });

  it('shows a target that cannot be reached as unavailable', async () => {
    const name = named();
    await client.createJob({ parent, job: { name, ...daily, httpTarget: { uri: 'http://127.0.0.1:1/' } } });
    await client.runJob({ name });
    expect(await lastStatus(name)).toMatchObject({ code: 14 });
  });

  it('pauses and resumes, each only from the other', async () => {
    const name = named();
    await client.createJob({ parent, job: { name, ...daily, pubsubTarget } });
    const [paused] = await client.pauseJob({ name });
    expect(paused.state).toBe('PAUSED');
    await expect(client.pauseJob({ name })).rejects.toMatchObject({ code: 9 });
    const [resumed] = await client.resumeJob({ name });
    expect(resumed.state).toBe('ENABLED');
    await expect(client.resumeJob({ name })).rejects.toMatchObject({ code: 9 });
  });

  it('updates what the mask names and keeps the rest', async () => {
    const name = named();
    await client.createJob({ parent, job: { name, ...daily, description: 'old', pubsubTarget } });
    const [updated] = await client.updateJob({
      job: { name, schedule: '0 10 * * *', description: 'ignored' },
      updateMask: { paths: ['schedule'] },
    });
    expect(updated).toMatchObject({ schedule: '0 10 * * *', description: 'old', timeZone: 'Europe/Berlin' });
    const [moved] = await client.updateJob({
      job: { name, httpTarget: { uri } },
      updateMask: { paths: ['http_target'] },
    });
    expect(moved.httpTarget?.uri).toBe(uri);
    expect(moved.pubsubTarget).toBeUndefined();
  });

  it.each([
    ['a schedule that cannot be read', { schedule: '61 * * * *' }, 3],
    ['an unknown time zone', { timeZone: 'Mars/Base' }, 3],
    ['no target', { pubsubTarget: null }, 3],
    ['a malformed topic', { pubsubTarget: { ...pubsubTarget, topicName: 'ticks' } }, 3],
    ['an empty message', { pubsubTarget: { topicName } }, 3],
    ['more than five retries', { retryConfig: { retryCount: 6 } }, 3],
    ['an address that is none', { pubsubTarget: null, httpTarget: { uri: 'nowhere' } }, 3],
    [
      'a body on a GET',
      {
        pubsubTarget: null,
        httpTarget: { uri: 'http://x/', httpMethod: 'GET' as const, body: Buffer.from('x') },
      },
      3,
    ],
    [
      'a deadline of a second',
      { pubsubTarget: null, httpTarget: { uri: 'http://x/' }, attemptDeadline: { seconds: 1 } },
      3,
    ],
    ['an App Engine target', { pubsubTarget: null, appEngineHttpTarget: { relativeUri: '/' } }, 12],
    ['an English-like schedule', { schedule: 'every 5 minutes' }, 12],
    [
      'an OAuth token',
      { pubsubTarget: null, httpTarget: { uri: 'http://x/', oauthToken: { serviceAccountEmail: 'a@b' } } },
      12,
    ],
  ])('refuses %s', async (_what, changes, code) => {
    const job = { name: named(), ...daily, pubsubTarget, ...changes };
    await expect(client.createJob({ parent, job })).rejects.toMatchObject({ code });
  });
});
