import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFunctions } from '../../infra/build/build-functions.ts';
import { makeBundle } from '../../infra/build/bundle-function.ts';
import { startCloud } from '../../infra/local/cloud.ts';
import { provision } from '../../infra/provision/provision.ts';
import { closeClients } from '../../shared/platform/clients.ts';
import { median, type Table } from './measure.ts';
import { startBundle } from '../infra/build/start-bundle.ts';

const clientCode = {
  firestore: {
    load: `const { Firestore } = await import('@google-cloud/firestore');
      const firestore = new Firestore({ projectId, authClient });`,
    call: `await firestore.doc('jobs/heartbeat').get();`,
  },
  pubsub: {
    load: `const { PubSub } = await import('@google-cloud/pubsub');
      const pubsub = new PubSub({ projectId, authClient });`,
    call: `await pubsub.topic('heartbeat').getMetadata();`,
  },
  bigquery: {
    load: `const { BigQuery } = await import('@google-cloud/bigquery');
      const bigquery = new BigQuery({ projectId, authClient, apiEndpoint: process.env.BIGQUERY_EMULATOR_HOST });`,
    call: `await bigquery.dataset('butler').getMetadata();`,
  },
} as const;
type Client = keyof typeof clientCode;

/** What is measured: a first request, and the clients that the reference loads: those that serve its function. */
type Case = { name: string; what: string; clients: readonly Client[]; request: () => [string, RequestInit] };

const adminKey = 'the-key-of-this-bench';
const asService = { 'x-admin-key': adminKey, 'content-type': 'application/json' };
let messages = 0;

const cases: readonly Case[] = [
  {
    name: 'health',
    what: 'a bare status',
    clients: ['firestore', 'pubsub', 'bigquery'],
    request: () => ['/health', {}],
  },
  {
    name: 'health',
    // Four calls on three clients, against the reference's one.
    what: 'each dependency for a service',
    clients: ['firestore', 'pubsub', 'bigquery'],
    request: () => ['/health', { headers: asService }],
  },
  {
    name: 'heartbeat',
    what: 'a push',
    clients: ['firestore'],
    request: () => {
      const data = Buffer.from(JSON.stringify({ source: 'bench' })).toString('base64');
      const message = { messageId: `bench-${process.pid}-${(messages += 1)}`, data };
      return [
        '/',
        { method: 'POST', headers: asService, body: JSON.stringify({ message, subscription: 'bench' }) },
      ];
    },
  },
];

const runs = 9;

/**
 * From the start of the process to the first response, of each bundle and of a bundle that loads the same
 * clients and does one call; medians of alternating runs. The ratio is that of the pairs, run one after the
 * other, so that what else the machine does weighs on both.
 */
export async function bench(): Promise<Table[]> {
  const folder = await mkdtemp(join(tmpdir(), 'butler-cold-start-'));
  const cloud = await startCloud({ data: ':memory:' });
  const environment = {
    ...cloud.endpoints,
    GOOGLE_CLOUD_PROJECT: 'demo-butler',
    PROFILE_ADMIN_API_KEY: adminKey,
  };
  Object.assign(process.env, environment);
  try {
    await provision({ apply: true });
    await buildFunctions({ folder });
    const rows: (string | number)[][] = [];
    for (const { name, what, clients, request } of cases) {
      const referenceFolder = join(folder, `${name}-reference`);
      await makeBundle({
        name: 'reference',
        source: referenceSource(clients),
        folder: referenceFolder,
        warmUp: [{ method: 'GET', path: '/' }],
      });
      const own: number[] = [];
      const reference: number[] = [];
      // The first of each reads the files from the disk, the others from memory; it is not counted.
      for (let round = 0; round <= runs; round += 1) {
        own.push(await firstResponse(join(folder, name), name, environment, request()));
        reference.push(await firstResponse(referenceFolder, 'reference', environment, ['/', {}]));
      }
      const pairs = own.map((millis, round) => millis / (reference[round] ?? NaN));
      const millis = [own, reference].map((all) => median(all.slice(1)));
      rows.push([`${name}: ${what}`, ...millis, median(pairs.slice(1))]);
    }
    return [
      {
        title: 'Cold start of each bundle, to its first response',
        columns: ['', 'ms', 'reference ms', 'ratio'],
        rows,
        notes: [
          'The reference is a bundle that only loads the same clients and does one call. Target: at most 1.3.',
        ],
      },
    ];
  } finally {
    await closeClients();
    await cloud.close();
    await rm(folder, { recursive: true });
  }
}

function referenceSource(clients: readonly Client[]): string {
  return `
    async function load() {
      const { PassThroughClient } = await import('google-auth-library');
      const projectId = process.env.GOOGLE_CLOUD_PROJECT;
      const authClient = new PassThroughClient();
      ${clients.map((client) => clientCode[client].load).join('\n')}
      return async () => { ${clientCode[clients[0] ?? 'firestore'].call} };
    }
    const loading = load();
    export async function reference(request, response) {
      const call = await loading;
      await call();
      response.end('done');
    }`;
}

async function firstResponse(
  folder: string,
  name: string,
  environment: Record<string, string>,
  [path, request]: [string, RequestInit],
): Promise<number> {
  const began = performance.now();
  const bundle = await startBundle(folder, name, environment);
  const response = await fetch(new URL(path, bundle.url), request);
  await response.text();
  const took = performance.now() - began;
  bundle.signal('SIGKILL');
  await bundle.exit;
  if (!response.ok) throw new Error(`${name} answered ${response.status}:\n${bundle.lines.join('\n')}`);
  return took;
}
