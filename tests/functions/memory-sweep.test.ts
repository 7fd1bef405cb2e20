import { readFileSync } from 'node:fs';
import { Firestore } from '@google-cloud/firestore';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { memorySweep, schema } from '../../functions/memory-sweep.ts';
import { parseIndexes } from '../../infra/local/firestore/check-indexes.ts';
import { type LocalFirestore, startFirestore } from '../../infra/local/firestore/index.ts';
import { openStore } from '../../infra/local/store.ts';
import {
  type CompressJob,
  compressKeyOf,
  emptyWindow,
  findDue,
  noteSwept,
  readSweep,
  type SweepMessage,
  windowFields,
} from '../../shared/memory/index.ts';
import { findExpired, forgetExpired, readSealing, stageSealing } from '../../shared/recall/index.ts';
import { makeTurn, start } from '../shared/memory/memory-store.ts';
import { makeSnippet } from '../shared/recall/make-snippet.ts';

const day = 86_400_000;
const now = start + 200 * day;
const store = openStore(':memory:');
let local: LocalFirestore;
let firestore: Firestore;
beforeAll(async () => {
  const file = new URL('../../infra/firestore.indexes.json', import.meta.url);
  const indexes = parseIndexes(JSON.parse(readFileSync(file, 'utf8')));
  // Queries that the declared indexes do not cover are refused, as in production.
  local = await startFirestore({ store, indexes });
  const [host = '', port = ''] = local.host.split(':');
  const authClient = new PassThroughClient();
  firestore = new Firestore({ projectId: 'demo', host, port: Number(port), ssl: false, authClient });
});
afterAll(async () => {
  await firestore.terminate();
  await local.close();
  await store.close();
});

async function fillWindow(userId: string, exchanges: number): Promise<void> {
  const turns = Array.from({ length: exchanges }, (_, n) => makeTurn(n));
  const events = turns.flatMap(({ user, reply }) => [user, reply]);
  const window = { ...emptyWindow({ epoch: 0, now: start }), events };
  await firestore.doc(`users/${userId}/conversations/main`).set(windowFields(window));
}

async function seal(userId: string, ats: number[]): Promise<void> {
  await firestore.runTransaction(async (transaction) => {
    const sealing = await readSealing(transaction, firestore, userId);
    const snippets = ats.map((at, n) => makeSnippet(`Said ${n} at ${at}`, { at, id: `${userId}-${n}` }));
    stageSealing(transaction, firestore, userId, sealing, snippets);
  });
}

let sweeps = 0;

/** The sweep with a queue that is worked off here. */
function makeSweep() {
  const messages: SweepMessage[] = [];
  const jobs: (CompressJob & { key: string | undefined })[] = [];
  let dying = false;
  const handle = memorySweep({
    read: () => readSweep(firestore),
    note: (page) => (dying ? Promise.reject(new Error('died')) : noteSwept(firestore, page)),
    findDue: (after) => findDue(firestore, { limit: 2, after }),
    queueCompression: (job, { orderingKey } = {}) => {
      jobs.push({ ...job, key: orderingKey });
      return Promise.resolve('1');
    },
    keyOf: compressKeyOf,
    findExpired: (after) => findExpired(firestore, { before: now - 90 * day, limit: 2, after }),
    forgetExpired: (userId) => forgetExpired(firestore, userId, now - 90 * day),
    publish: (message) => {
      messages.push(schema.parse(JSON.parse(JSON.stringify(message))));
      return Promise.resolve('1');
    },
    clock: () => now,
    ids: () => `sweep-${++sweeps}`,
  });
  const work = async () => {
    for (let message = messages.shift(); message; message = messages.shift()) await handle(message);
  };
  return {
    handle,
    messages,
    jobs,
    work,
    die: (yes: boolean) => {
      dying = yes;
    },
  };
}

it('queues every conversation over its limits once, page for page, and forgets what has expired', async () => {
  for (let n = 0; n < 7; n++) await fillWindow(`full-${n}`, 26 + (n % 3));
  await fillWindow('small', 25);
  for (let n = 0; n < 5; n++) await seal(`old-${n}`, [now - 100 * day, now - 95 * day]);
  await seal('both', [now - 100 * day, now - 10 * day]);
  await seal('new', [now - 10 * day]);
  const { handle, jobs, work } = makeSweep();
  await handle({ source: 'schedule' });
  await work();
  expect(jobs.map(({ userId }) => userId).sort()).toEqual(Array.from({ length: 7 }, (_, n) => `full-${n}`));
  expect(jobs[0]?.key).toBe(`${jobs[0]?.userId}/main`);
  const left = async (userId: string) => (await firestore.collection(`users/${userId}/recall`).get()).docs;
  for (let n = 0; n < 5; n++) expect((await left(`old-${n}`)).map(({ id }) => id)).toEqual(['directory']);
  const kept = (await left('both')).filter(({ id }) => id !== 'directory');
  expect(kept.map((doc) => doc.get('body') as string).join()).not.toContain(String(now - 100 * day));
  expect(kept.map((doc) => doc.get('count') as number)).toEqual([1]);
  expect(await left('new')).toHaveLength(2);
  expect(await readSweep(firestore)).toMatchObject({ queued: 7, forgotten: 6, finishedAt: now });
  expect(await findExpired(firestore, { before: now - 90 * day, limit: 10 })).toEqual({ userIds: [] });
});

it('a page that is delivered again is not done again once it is noted', async () => {
  const { handle, messages, jobs } = makeSweep();
  await handle({ source: 'schedule' });
  const [first] = messages.splice(0);
  await handle(first!);
  expect(messages).toHaveLength(1);
  await handle(first!);
  expect(messages).toHaveLength(1);
  expect(jobs).toHaveLength(2);
});

it('a sweep that was cut off is taken up by the next schedule where it stopped', async () => {
  // The sweep of the test before has done its first page, and its second message is lost.
  const { handle, jobs, work, die } = makeSweep();
  const before = await readSweep(firestore);
  await handle({ source: 'schedule' });
  die(true);
  await expect(work()).rejects.toThrow('died');
  die(false);
  await handle({ source: 'schedule' });
  await work();
  const state = await readSweep(firestore);
  expect(state?.sweepId).toBe(before?.sweepId);
  expect(state?.finishedAt).toBe(now);
  expect(new Set(jobs.map(({ userId }) => userId)).size).toBe(5);
});

it('conversations of one person are found alone', async () => {
  const { due } = await findDue(firestore, { limit: 10, userId: 'full-3' });
  expect(due).toEqual([{ userId: 'full-3', conversationId: 'main', fill: 52 / 50 }]);
});
