import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { startBigQuery } from '../../../infra/local/bigquery/index.ts';
import { flushAll } from '../../../shared/platform/drain.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { registry } from '../../../shared/platform/metrics.ts';
import { createRowStream, type RowStreamOptions } from '../../../shared/platform/row-stream.ts';

type Sent = { insertId: string; json: { event_id: string } };
type Answer = { status: number; body?: object };

let service: Awaited<ReturnType<typeof startBigQuery>>;
let client: BigQuery;
let lines: Record<string, unknown>[] = [];
const undo = configureLog({ sink: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) });

const clientOf = (apiEndpoint: string) =>
  new BigQuery({
    projectId: 'demo-butler',
    apiEndpoint,
    authClient: new PassThroughClient(),
    autoRetry: false,
  });

beforeAll(async () => {
  service = await startBigQuery({ file: ':memory:' });
  client = clientOf(service.host);
  await client.createDataset('butler');
});
afterEach(() => {
  lines = [];
});
afterAll(async () => {
  undo();
  await service.close();
});

const schema = [
  { name: 'event_id', type: 'STRING', mode: 'REQUIRED' },
  { name: 'n', type: 'INT64' },
];

async function streamTo(table: string, options: Partial<RowStreamOptions> = {}) {
  await client.dataset('butler').createTable(table, { schema });
  const bigquery = () => Promise.resolve(client);
  const stream = createRowStream({ bigquery, dataset: 'butler', table, batchMs: 5, ...options });
  const rows = async () => {
    const [found] = await client.query(`SELECT event_id, n FROM butler.${table} ORDER BY event_id`);
    return found as { event_id: string; n: number }[];
  };
  return { stream, rows };
}

/** A server that speaks insertAll and answers what the test says, then that all is well. */
async function fakeBigQuery(answers: Answer[]) {
  const requests: Sent[][] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push((JSON.parse(Buffer.concat(chunks).toString()) as { rows: Sent[] }).rows);
      const { status, body = {} } = answers[requests.length - 1] ?? { status: 200 };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const streamOf = (table: string, options: Partial<RowStreamOptions> = {}) => {
    const bigquery = () => Promise.resolve(fake);
    return createRowStream({ bigquery, dataset: 'butler', table, batchMs: 5, firstPauseMs: 1, ...options });
  };
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { requests, streamOf, close };
}

const count = async (table: string, outcome: string) => {
  const metric = await registry.getSingleMetric('bigquery_rows_total')?.get();
  const labelled = metric?.values.find(
    ({ labels }) => labels['table'] === table && labels['outcome'] === outcome,
  );
  return labelled?.value ?? 0;
};
const logged = (event: string) => lines.filter((line) => line['message'] === event);
const row = (id: string) => ({ event_id: id, n: 1 });

it('rows arrive soon without anyone waiting, one for each id', async () => {
  const { stream, rows } = await streamTo('arrived');
  for (const id of ['a', 'b', 'a']) stream.push(id, row(id));
  await vi.waitFor(async () => expect(await rows()).toEqual([row('a'), row('b')]), { timeout: 5000 });
  await vi.waitFor(async () => expect(await count('arrived', 'written')).toBe(3));
});

it('a row that BigQuery refuses is set aside and the others are written', async () => {
  const { stream, rows } = await streamTo('mixed', { batchMs: 60_000 });
  stream.push('a', row('a'));
  stream.push('bad', { event_id: 'bad', n: 'the secret is 42' });
  stream.push('worse', { event_id: 'worse', other: 1 });
  stream.push('z', row('z'));
  await stream.drain();
  expect(await rows()).toEqual([row('a'), row('z')]);
  expect([await count('mixed', 'written'), await count('mixed', 'refused')]).toEqual([2, 2]);
  expect(logged('bigquery.refused')).toMatchObject([
    { severity: 'ERROR', table: 'mixed', ids: ['bad', 'worse'], reasons: ['invalid'] },
  ]);
  expect(JSON.stringify(lines)).not.toContain('secret');
});

it('draining writes what is queued, as the end of the process does', async () => {
  const { stream, rows } = await streamTo('drained', { batchMs: 60_000 });
  stream.push('a', row('a'));
  await flushAll();
  expect(await rows()).toEqual([row('a')]);
});

it('a full batch leaves at once', async () => {
  const { requests, streamOf, close } = await fakeBigQuery([]);
  const byRows = streamOf('by_rows', { batchMs: 60_000, batchRows: 2 });
  for (const id of ['a', 'b', 'c']) byRows.push(id, row(id));
  await byRows.drain();
  const byBytes = streamOf('by_bytes', { batchMs: 60_000, batchBytes: 60 });
  for (const id of ['d', 'e', 'f']) byBytes.push(id, row(id));
  await byBytes.drain();
  await close();
  expect(requests.map((rows) => rows.map(({ insertId }) => insertId).join('')).sort()).toEqual([
    'ab',
    'c',
    'de',
    'f',
  ]);
});

it('a batch is tried again until BigQuery takes it, under the same ids', async () => {
  const { requests, streamOf, close } = await fakeBigQuery([{ status: 503 }, { status: 500 }]);
  const stream = streamOf('shaky');
  stream.push('a', row('a'));
  await stream.drain();
  await close();
  expect(requests).toEqual(Array.from({ length: 3 }, () => [{ insertId: 'a', json: row('a') }]));
  expect(await count('shaky', 'written')).toBe(1);
});

it('while BigQuery is down a batch is tried again and again, and what comes meanwhile waits for it', async () => {
  const { requests, streamOf, close } = await fakeBigQuery(
    Array.from({ length: 12 }, () => ({ status: 503 })),
  );
  const stream = streamOf('down', { longestPauseMs: 20 });
  stream.push('a', row('a'));
  await vi.waitUntil(() => logged('bigquery.failed').length === 1, { timeout: 10_000 });
  stream.push('b', row('b'));
  await vi.waitUntil(async () => (await count('down', 'written')) === 2, { timeout: 10_000 });
  await close();
  const ids = requests.map((rows) => rows.map(({ insertId }) => insertId).join(''));
  expect(ids).toEqual([...Array.from({ length: 13 }, () => 'a'), 'b']);
});

it('draining tries at once what pauses', async () => {
  const { requests, streamOf, close } = await fakeBigQuery([{ status: 503 }]);
  const stream = streamOf('pausing', { firstPauseMs: 60_000, longestPauseMs: 60_000 });
  stream.push('a', row('a'));
  await vi.waitUntil(() => logged('bigquery.failed').length === 1, { timeout: 10_000 });
  await stream.drain();
  await close();
  expect([requests.length, await count('pausing', 'written')]).toEqual([2, 1]);
});

it('only the rows that may do another time are sent again', async () => {
  const insertErrors = [
    { index: 1, errors: [{ reason: 'backendError' }] },
    { index: 2, errors: [{ reason: 'invalid' }] },
  ];
  const { requests, streamOf, close } = await fakeBigQuery([{ status: 200, body: { insertErrors } }]);
  const stream = streamOf('partly', { batchMs: 60_000 });
  for (const id of ['a', 'b', 'c']) stream.push(id, row(id));
  await stream.drain();
  await close();
  expect(requests[1]?.map(({ insertId }) => insertId)).toEqual(['b']);
  expect([await count('partly', 'written'), await count('partly', 'refused')]).toEqual([2, 1]);
});

it('a batch that never gets through is dropped, counted and logged', async () => {
  const { requests, streamOf, close } = await fakeBigQuery(
    Array.from({ length: 999 }, () => ({ status: 503 })),
  );
  const stream = streamOf('hopeless', { keptMs: 1000, longestPauseMs: 20 });
  stream.push('a', row('a'));
  await stream.drain();
  await close();
  expect(requests.length).toBeGreaterThan(1);
  expect(await count('hopeless', 'dropped')).toBe(1);
  expect(logged('bigquery.dropped')).toMatchObject([{ severity: 'ERROR', reason: 'attempts', count: 1 }]);
});

it('what does not fit is dropped, counted, and logged once for many', async () => {
  const { requests, streamOf, close } = await fakeBigQuery([]);
  const byRows = streamOf('full', { maxRows: 2, batchMs: 60_000 });
  for (let i = 0; i < 5; i += 1) byRows.push(`r${i}`, row(`r${i}`));
  await byRows.drain();
  const byBytes = streamOf('heavy', { maxBytes: 60, batchMs: 60_000 });
  for (let i = 0; i < 5; i += 1) byBytes.push(`b${i}`, row(`b${i}`));
  await byBytes.drain();
  byRows.push('later', row('later'));
  await byRows.drain();
  await close();
  expect(requests.flat().map(({ insertId }) => insertId)).toEqual(['r0', 'r1', 'b0', 'b1', 'later']);
  expect([await count('full', 'dropped'), await count('heavy', 'dropped')]).toEqual([3, 3]);
  expect(logged('bigquery.dropped')).toMatchObject([
    { table: 'full', reason: 'full', count: 3 },
    { table: 'heavy', reason: 'full', count: 3 },
  ]);
});

it('what is not written when the time to drain is up is counted and logged', async () => {
  const { streamOf, close } = await fakeBigQuery(Array.from({ length: 9 }, () => ({ status: 503 })));
  const stream = streamOf('late', { firstPauseMs: 60_000, drainMs: 50 });
  stream.push('a', row('a'));
  await stream.drain();
  await close();
  expect(await count('late', 'dropped')).toBe(1);
  expect(logged('bigquery.dropped')).toMatchObject([{ table: 'late', reason: 'ended', count: 1 }]);
});
