import { Firestore } from '@google-cloud/firestore';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalFirestore, startFirestore } from '../../../../infra/local/firestore/index.ts';
import { openStore, type Store } from '../../../../infra/local/store.ts';

let store: Store;
let local: LocalFirestore;
let firestore: Firestore;

beforeAll(async () => {
  store = openStore(':memory:');
  local = await startFirestore({ store });
  const [host = '', port] = local.host.split(':');
  firestore = new Firestore({
    projectId: 'demo-listen',
    host,
    port: Number(port),
    ssl: false,
    authClient: new PassThroughClient(),
  });
});
afterAll(async () => {
  await firestore.terminate();
  await local.close();
  await store.close();
});

it('tells a listener at once that listening is not served', async () => {
  const refusal = await new Promise<Error>((resolve, reject) => {
    firestore.doc('people/anna').onSnapshot(() => reject(new Error('it was let in')), resolve);
  });
  expect(refusal.message).toBe(
    'Error 12: Listening is not served by the local Firestore; read again instead.',
  );
});

it('answers a query of thousands of documents without a warning', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  for (let part = 0; part < 8; part += 1) {
    const batch = firestore.batch();
    for (let n = 0; n < 500; n += 1)
      batch.set(firestore.doc(`many/${part}-${n}`), { n, text: 'x'.repeat(500) });
    await batch.commit();
  }
  expect((await firestore.collection('many').get()).size).toBe(4000);
  process.off('warning', note);
  expect(warnings).toEqual([]);
});
