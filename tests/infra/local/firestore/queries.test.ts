import { FieldPath, type Query } from '@google-cloud/firestore';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type Server } from './start-server.ts';

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describe('queries on the local Firestore', () => {
  it('long values that begin alike keep their order, and are told apart', async () => {
    const long = server.firestore.collection('long');
    const start = 'x'.repeat(2000);
    // Names run against the values, so that the order of names cannot pass for theirs.
    for (const [id, end] of [['c', 'a'], ['b', 'b'], ['a', 'c']] as const) await long.doc(id).set({ text: start + end }); // prettier-ignore
    await long.doc('d').set({ text: 'y' });
    const ids = (found: { docs: { id: string }[] }) => found.docs.map((one) => one.id);
    expect(ids(await long.orderBy('text').get())).toEqual(['c', 'b', 'a', 'd']);
    expect(ids(await long.orderBy('text', 'desc').limit(2).get())).toEqual(['d', 'a']);
    expect(ids(await long.where('text', '==', `${start}b`).get())).toEqual(['b']);
    expect(ids(await long.where('text', '>', `${start}a`).get())).toEqual(['b', 'a', 'd']);
    expect(ids(await long.where('text', '<=', `${start}b`).get())).toEqual(['c', 'b']);
    expect(ids(await long.orderBy('text').startAfter(`${start}b`).get())).toEqual(['a', 'd']);
  });

  it('pages through equal values by document', async () => {
    const same = server.firestore.collection('same');
    const batch = server.firestore.batch();
    for (let n = 0; n < 25; n++)
      batch.set(same.doc(`d${String(n).padStart(2, '0')}`), { kind: 'x', n: n % 2 });
    await batch.commit();
    const seen: string[] = [];
    for (let page = same.orderBy('n', 'desc').limit(4); ;) {
      const found = await page.get();
      const last = found.docs.at(-1);
      if (!last) break;
      seen.push(...found.docs.map((one) => one.id));
      page = same.orderBy('n', 'desc').startAfter(last).limit(4);
    }
    expect(new Set(seen).size).toBe(25);
    expect(seen[0]).toBe('d23');
    expect(seen.at(-1)).toBe('d00');
  });

  it('ids that hold the lowest characters stand where their bytes say', async () => {
    const odd = server.firestore.collection('odd');
    const ids = ['a', 'a\u0001', 'a\u0002b', 'a!', 'a/b'.replace('/', '\u0003')];
    for (const id of ids) await odd.doc(id).collection('sub').doc('x').set({ n: 1 });
    const missing = (await odd.listDocuments()).map((one) => one.id);
    expect(missing).toEqual(ids.toSorted());
    const group = await server.firestore.collectionGroup('sub').orderBy(FieldPath.documentId()).get();
    expect(group.docs.map((one) => one.ref.parent.parent?.id)).toEqual(ids.toSorted());
  });

  it('ids that are numbers come first, in the order of numbers', async () => {
    const numbers = server.firestore.collection('numbers');
    const ids = ['__id-5__', '__id7__', '__id40__', '1', 'A', '_', 'z'];
    for (const id of ids.toReversed()) await numbers.doc(id).set({ same: true });
    const found = async (query: Query) => (await query.get()).docs.map((one) => one.id);
    expect(await found(numbers)).toEqual(ids);
    expect(await found(numbers.orderBy('same', 'desc'))).toEqual(ids.toReversed());
    expect(await found(numbers.where(FieldPath.documentId(), '>', '__id7__').limit(2))).toEqual([
      '__id40__',
      '1',
    ]);
    expect(await found(numbers.where('same', '==', true).startAt(await numbers.doc('A').get()))).toEqual(ids.slice(4)); // prettier-ignore
  });

  it.each(['42', 'Ada', 'zoe'])(
    'recursive delete leaves nothing below a collection that has %s',
    async (id) => {
      const { firestore } = server;
      const root = firestore.collection(`roots-${id}`);
      await root.doc(id).collection('a').doc('9').collection('B').doc('y').set({ n: 2 });
      await root.doc(id).set({ n: 1 });
      await firestore.doc(`roots-${id}2/one`).set({ n: 3 });
      await firestore.recursiveDelete(root);
      expect(await root.listDocuments()).toEqual([]);
      expect((await firestore.collection(`roots-${id}2`).get()).size).toBe(1);
    },
  );

  it('recursive delete leaves nothing below', async () => {
    const { firestore } = server;
    const root = firestore.doc('roots/one');
    await root.set({ n: 1 });
    await root.collection('a').doc('x').collection('b').doc('y').set({ n: 2 });
    await firestore.doc('roots/one2').set({ n: 3 });
    await firestore.recursiveDelete(root);
    expect(await root.listCollections()).toEqual([]);
    expect((await firestore.collection('roots').get()).docs.map((one) => one.id)).toEqual(['one2']);
  });
});
