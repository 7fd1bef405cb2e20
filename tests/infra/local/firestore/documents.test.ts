import { FieldValue, Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFirestore, type LocalFirestore } from '../../../../infra/local/firestore/index.ts';
import { openStore, type Store } from '../../../../infra/local/store.ts';

let store: Store;
let server: LocalFirestore;
let firestore: Firestore;

beforeAll(async () => {
  store = openStore(':memory:');
  server = await startFirestore({ store });
  const [host = '', port = ''] = server.host.split(':');
  firestore = new Firestore({
    projectId: 'demo',
    host,
    port: Number(port),
    ssl: false,
    customHeaders: { Authorization: 'Bearer owner' },
  });
});

afterAll(async () => {
  await firestore.terminate();
  await server.close();
  await store.close();
});

describe('documents on the local Firestore', () => {
  it('a document that was set is read back', async () => {
    const reference = firestore.doc('people/ada');
    await reference.set({ name: 'Ada', born: 1815, tags: ['math', null], at: { home: true } });
    expect((await reference.get()).data()).toEqual({
      name: 'Ada',
      born: 1815,
      tags: ['math', null],
      at: { home: true },
    });
  });

  it('an update changes only what it names', async () => {
    const reference = firestore.doc('people/grace');
    await reference.set({ name: 'Grace', at: { city: 'New York', zip: 1 } });
    await reference.update({ 'at.city': 'Arlington' });
    expect((await reference.get()).data()).toEqual({ name: 'Grace', at: { city: 'Arlington', zip: 1 } });
  });

  it('a field set inside a vector replaces it, for a vector is no map', async () => {
    const reference = firestore.doc('people/vector');
    await reference.set({ at: FieldValue.vector([1, 2]) });
    await reference.update({ 'at.home': true });
    expect((await reference.get()).data()).toEqual({ at: { home: true } });
  });

  it('a deleted document is gone', async () => {
    const reference = firestore.doc('people/gone');
    await reference.set({ n: 1 });
    await reference.delete();
    expect((await reference.get()).exists).toBe(false);
  });

  it('an update of a missing document is NOT_FOUND', async () => {
    await expect(firestore.doc('people/nobody').update({ n: 1 })).rejects.toMatchObject({ code: 5 });
  });

  it('a commit is all or nothing', async () => {
    const batch = firestore.batch();
    batch.set(firestore.doc('people/half'), { n: 1 });
    batch.update(firestore.doc('people/nobody'), { n: 1 });
    await expect(batch.commit()).rejects.toMatchObject({ code: 5 });
    expect((await firestore.doc('people/half').get()).exists).toBe(false);
  });

  it('twenty clients incrementing one document end at twenty', async () => {
    const reference = firestore.doc('counters/one');
    await reference.set({ n: 0 });
    await Promise.all(
      Array.from({ length: 20 }, () =>
        firestore.runTransaction(async (transaction) => {
          const { n } = (await transaction.get(reference)).data() as { n: number };
          transaction.update(reference, { n: n + 1 });
        }),
      ),
    );
    expect((await reference.get()).data()).toEqual({ n: 20 });
  });
});
