import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Firestore } from '@google-cloud/firestore';
import { buildFunctions } from '../../infra/build/build-functions.ts';
import { createIssuer } from '../../infra/local/issuer.ts';
import { type Product, productsCollection } from '../../shared/catalog/index.ts';
import { rawRequest } from './raw-callers.ts';
import { runProgram } from './run-server.ts';

/** A server and what to send it. */
export type Target = {
  url: string;
  requests: Buffer[];
  status: number;
  /** Processor time it has used so far. */
  cpuMs(): Promise<number>;
};

export type TrackServers = {
  bare: Target;
  track: Target;
  /** Where the store is. */
  store: string;
  end(): Promise<void>;
};

const framework = join(
  dirname(createRequire(import.meta.url).resolve('@google-cloud/functions-framework')),
  'main.js',
);

/** The bundle of `interactions` and a bare handler, each in its process; a store in another; BigQuery and keys here. */
export async function startTrackServers(folder: string, persons: number): Promise<TrackServers> {
  const store = await runProgram(['infra/local/firestore/main.ts', join(folder, 'store.db')]);
  const issuer = await createIssuer({ data: ':memory:', url: () => sink.url });
  const sink = await startSink(() => issuer.jwks().keys);
  await buildFunctions({ folder, only: ['interactions'] });
  const firestore = await seed(store.url);
  const environment = {
    GOOGLE_CLOUD_PROJECT: 'demo-butler',
    FIRESTORE_EMULATOR_HOST: store.url,
    BIGQUERY_EMULATOR_HOST: sink.url,
    AUTH_ISSUER_URL: sink.url,
  };
  const profile = process.env['BENCH_NODE_OPTIONS']?.split(' ') ?? [];
  const bundle = ['--target=interactions', `--source=${join(folder, 'interactions')}`];
  const own = await startQuietly([...profile, framework, ...bundle], environment, '/dev/null');
  const bare = await startQuietly(['tests/bench/bare-handler.ts'], {}, join(folder, 'bare.log'));
  const tokens = await Promise.all(
    Array.from({ length: persons }, (_, person) => issuer.signUser(`bench-${person}`)),
  );
  const event = (person: number) => ({
    eventType: person % 5 === 0 ? 'displayed_but_scrolled' : 'click_product',
    productId: `p${person % 50}`,
    sessionId: 'bench',
    position: person % 10,
  });
  const told = (path: string) =>
    tokens.map((token, n) => rawRequest(path, { authorization: `Bearer ${token}` }, event(n)));
  return {
    bare: { ...bare, status: 200, requests: told('/') },
    track: { ...own, status: 202, requests: told('/api/interactions/track') },
    store: store.url,
    async end() {
      await Promise.all([own.end(), bare.end()]);
      await firestore.terminate();
      await store.end();
      sink.close();
    },
  };
}

/** A catalog of fifty products. */
async function seed(host: string): Promise<Firestore> {
  process.env['FIRESTORE_EMULATOR_HOST'] = host;
  const firestore = new Firestore({ projectId: 'demo-butler' });
  const batch = firestore.batch();
  for (let n = 0; n < 50; n++) {
    const product: Product = {
      productId: `p${n}`,
      name: { en: `Product ${n}`, ru: `Продукт ${n}` },
      category: `category ${n % 8}`,
      brand: `Brand ${n % 12}`,
      attributes: n % 2 ? ['organic', 'vegan'] : ['spicy'],
      price: { amount: n, currency: 'EUR' },
      tags: [],
    };
    batch.set(firestore.collection(productsCollection).doc(product.productId), product);
  }
  await batch.commit();
  return firestore;
}

/** Takes every row, and publishes the issuer's keys. */
async function startSink(keys: () => unknown): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(request.url?.endsWith('/jwks') ? { keys: keys() } : {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * Starts a server whose lines nobody reads: that would cost the bench what it costs nobody else, and a file on the disk
 * that the store syncs makes whoever writes a line wait.
 */
async function startQuietly(args: string[], environment: Record<string, string>, file: string) {
  const lines = openSync(file, 'w');
  const port = await freePort();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: new URL('../..', import.meta.url).pathname,
    env: { PATH: process.env['PATH'], ...environment, PORT: String(port) },
    stdio: ['ignore', lines, 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await listening(port, file);
  return {
    url,
    async cpuMs() {
      const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8');
      const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13).map(Number); // prettier-ignore
      // Linux counts in hundredths of a second.
      return (user + system) * 10;
    },
    async end() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** The bare handler chooses its own port and says so. */
async function listening(port: number, file: string): Promise<string> {
  for (;;) {
    const said = /Butler is at (\S+)/.exec(await readFile(file, 'utf8'))?.[1];
    const url = said ?? `http://127.0.0.1:${port}`;
    const isUp = await fetch(url).then(() => true, () => false); // prettier-ignore
    if (isUp) return url;
    await pause(50);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => server.once('listening', () => resolve()));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
