import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Timestamp } from '@google-cloud/firestore';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseIndexes } from '../../../../infra/local/firestore/check-indexes.ts';
import {
  startFirestore,
  type FirestoreOptions,
  type LocalFirestore,
} from '../../../../infra/local/firestore/index.ts';
import { openStore, type Store } from '../../../../infra/local/store.ts';
import { firestoreClients } from './firestore-clients.ts';

const MINUTE = 60_000;
const start = Date.now();
let time = start;
let file: string;
let store: Store;
let server: LocalFirestore;
let clients: ReturnType<typeof firestoreClients>;

async function open(options: Partial<FirestoreOptions> = {}) {
  store = openStore(file);
  server = await startFirestore({ store, now: () => time, ...options });
  clients = firestoreClients(server.host);
}
async function close() {
  await clients.close();
  await server.close();
  await store.close();
}
async function declare(kind: string, path = 'expireAt', offset = 0, project = 'demo') {
  const name = `projects/${project}/databases/(default)/collectionGroups/${kind}/fields/${path}`;
  const ttlConfig = offset === 0 ? {} : { expirationOffset: { seconds: offset } };
  await clients.admin.updateField({ field: { name, ttlConfig }, updateMask: { paths: ['ttl_config'] } });
}
const doc = (path: string) => clients.firestore.doc(path);
const at = (ms: number) => Timestamp.fromMillis(ms);
async function left(collection: string) {
  const references = await clients.firestore.collection(collection).listDocuments();
  return references.map(({ id }) => id);
}

beforeEach(async () => {
  time = start;
  file = join(mkdtempSync(join(tmpdir(), 'butler-expire-')), 'butler.db');
  await open();
});
afterEach(close);

describe('expiry on the local Firestore', () => {
  it('a document goes once its time has passed, and not before', async () => {
    await declare('seen');
    await doc('seen/a').set({ expireAt: at(start + MINUTE) });
    expect(await server.expire()).toBe(0);
    time = start + MINUTE - 1;
    expect(await server.expire()).toBe(0);
    time = start + MINUTE;
    expect(await server.expire()).toBe(1);
    expect((await doc('seen/a').get()).exists).toBe(false);
    expect(await server.expire()).toBe(0);
  });

  it('only timestamps in the declared field of the declared group count', async () => {
    await declare('seen');
    const past = at(start - 1);
    await doc('seen/number').set({ expireAt: start - 1 });
    await doc('seen/null').set({ expireAt: null });
    await doc('seen/array').set({ expireAt: [past] });
    await doc('seen/none').set({ other: past });
    await doc('seen/nested').set({ inner: { expireAt: past } });
    await doc('kept/a').set({ expireAt: past });
    await doc('seen/a/kept/b').set({ expireAt: past });
    await doc('users/u/seen/gone').set({ expireAt: past });
    expect(await server.expire()).toBe(1);
    expect((await doc('users/u/seen/gone').get()).exists).toBe(false);
    expect((await left('seen')).sort()).toEqual(['a', 'array', 'nested', 'none', 'null', 'number']);
  });

  it('a changed time counts, and so does one that was taken away', async () => {
    await declare('seen');
    await doc('seen/later').set({ expireAt: at(start - 1) });
    await doc('seen/later').update({ expireAt: at(start + MINUTE) });
    await doc('seen/sooner').set({ expireAt: at(start + MINUTE) });
    await doc('seen/sooner').set({ expireAt: at(start - 1) });
    await doc('seen/never').set({ expireAt: at(start - 1) });
    await doc('seen/never').update({ expireAt: null });
    expect(await server.expire()).toBe(1);
    expect(await left('seen')).toEqual(['later', 'never']);
  });

  it('documents that were there before the policy expire too', async () => {
    await doc('seen/a').set({ expireAt: at(start - 1) });
    await doc('users/u/seen/b').set({ expireAt: at(start + MINUTE) });
    await declare('seen');
    expect(await server.expire()).toBe(1);
    time = start + MINUTE;
    expect(await server.expire()).toBe(1);
  });

  it('a nested field, dates far away and an offset are understood', async () => {
    await declare('seen', 'until.end', 60);
    await doc('seen/past').set({ until: { end: Timestamp.fromMillis(Date.parse('0001-01-01T00:00:00Z')) } });
    await doc('seen/future').set({
      until: { end: Timestamp.fromMillis(Date.parse('9999-12-31T00:00:00Z')) },
    });
    await doc('seen/offset').set({ until: { end: at(start) } });
    expect(await server.expire()).toBe(1);
    time = start + MINUTE;
    expect(await server.expire()).toBe(1);
    expect(await left('seen')).toEqual(['future']);
  });

  it('nothing expires any more once the policy is cleared', async () => {
    await declare('seen');
    await doc('seen/a').set({ expireAt: at(start - 1) });
    const name = 'projects/demo/databases/(default)/collectionGroups/seen/fields/expireAt';
    await clients.admin.updateField({ field: { name }, updateMask: { paths: ['ttl_config'] } });
    expect(await server.expire()).toBe(0);
    await declare('seen');
    expect(await server.expire()).toBe(1);
  });

  it('another database is not touched', async () => {
    await declare('seen', 'expireAt', 0, 'other');
    await doc('seen/a').set({ expireAt: at(start - 1) });
    expect(await server.expire()).toBe(0);
  });

  it('times are still known after a restart', async () => {
    await declare('seen');
    await doc('seen/a').set({ expireAt: at(start - 1) });
    await close();
    await open();
    expect(await server.expire()).toBe(1);
  });

  it('what expires is billed as a delete, leaves no index entry and shows in queries', async () => {
    await declare('seen');
    await doc('seen/a').set({ expireAt: at(start - 1), n: 1 });
    await doc('seen/b').set({ expireAt: at(start + MINUTE), n: 1 });
    server.resetCounts();
    await server.expire();
    expect(server.counts()).toEqual({ reads: 0, writes: 0, deletes: 1 });
    const found = await clients.firestore.collection('seen').where('n', '==', 1).get();
    expect(found.docs.map(({ id }) => id)).toEqual(['b']);
    const rows = (sql: string) => Number(store.db.prepare(sql).get()?.['n']);
    expect(rows('SELECT COUNT(*) AS n FROM firestore_entries')).toBe(2);
    expect(rows('SELECT COUNT(*) AS n FROM firestore_ttl_times')).toBe(1);
  });

  it('a field that is exempt from indexes expires too', async () => {
    await close();
    const overrides = [{ collectionGroup: 'seen', fieldPath: 'expireAt', ttl: true, indexes: [] }];
    await open({ indexes: parseIndexes({ fieldOverrides: overrides }) });
    await declare('seen');
    await doc('seen/a').set({ expireAt: at(start - 1) });
    const entries = store.db.prepare('SELECT COUNT(*) AS n FROM firestore_entries').get();
    expect(Number(entries?.['n'])).toBe(0);
    expect(await server.expire()).toBe(1);
  });

  it('a document that a transaction holds is left for the next time', async () => {
    await declare('seen');
    await doc('seen/held').set({ expireAt: at(start - 1), n: 1 });
    await doc('seen/free').set({ expireAt: at(start - 1) });
    await clients.firestore.runTransaction(async (transaction) => {
      await transaction.get(doc('seen/held'));
      expect(await server.expire()).toBe(1);
      transaction.update(doc('seen/held'), { n: 2 });
    });
    expect((await doc('seen/held').get()).get('n')).toBe(2);
    expect(await server.expire()).toBe(1);
  });

  it('more than a batch goes in one sweep, across collections, and the rest stays', async () => {
    await declare('seen');
    const writer = clients.firestore.bulkWriter();
    for (let i = 0; i < 450; i++) {
      void writer.set(doc(`users/u${i % 7}/seen/${i}`), {
        expireAt: at(i < 250 ? start - 1 : start + MINUTE),
      });
    }
    await writer.close();
    const [first, second] = await Promise.all([server.expire(), server.expire()]);
    expect([first, second]).toEqual([250, 0]);
    const rest = await clients.firestore.collectionGroup('seen').get();
    expect(rest.size).toBe(200);
    time = start + MINUTE;
    expect(await server.expire()).toBe(200);
  });

  it('it runs by itself at its interval, and not after the end', async () => {
    await close();
    await open({ expireEveryMs: 5 });
    await declare('seen');
    await doc('seen/a').set({ expireAt: at(start - 1) });
    await vi.waitUntil(async () => !(await doc('seen/a').get()).exists, 5000);
    await server.close();
    expect(await server.expire()).toBe(0);
  });
});
