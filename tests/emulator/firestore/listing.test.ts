import { beforeAll, describe, expect, it } from 'vitest';
import { connect, connectRaw } from './connect.ts';

const db = connect();
const raw = connectRaw();

describe('missing parents', () => {
  beforeAll(async () => {
    const batch = db.batch();
    batch.set(db.doc('a/real'), { n: 1 });
    batch.set(db.doc('a/ghost/b/one'), { n: 2 });
    batch.set(db.doc('a/ghost/b/two/c/three'), { n: 3 });
    batch.set(db.doc('a/real/d/four'), { n: 4 });
    await batch.commit();
  });

  it('are listed beside the documents', async () => {
    const listed = await db.collection('a').listDocuments();
    expect(listed.map((ref) => ref.path)).toEqual(['a/ghost', 'a/real']);
    const deeper = await db.collection('a/ghost/b').listDocuments();
    expect(deeper.map((ref) => ref.id)).toEqual(['one', 'two']);
  });

  it('are neither found by queries nor read', async () => {
    expect((await db.collection('a').get()).docs.map((one) => one.id)).toEqual(['real']);
    expect((await db.doc('a/ghost').get()).exists).toBe(false);
    expect((await db.collection('a').count().get()).data().count).toBe(1);
  });

  it('cease when the last document under them goes', async () => {
    await db.doc('gone/ghost/b/one').set({});
    await db.doc('gone/ghost/b/one').delete();
    expect(await db.collection('gone').listDocuments()).toEqual([]);
    expect(await db.doc('gone/ghost').listCollections()).toEqual([]);
  });
});

describe('collections', () => {
  it('are listed at the root and under documents, existing or not', async () => {
    const root = await db.listCollections();
    expect(root.map((one) => one.id)).toContain('a');
    expect((await db.doc('a/real').listCollections()).map((one) => one.path)).toEqual(['a/real/d']);
    expect((await db.doc('a/ghost').listCollections()).map((one) => one.path)).toEqual(['a/ghost/b']);
    expect(await db.doc('a/none').listCollections()).toEqual([]);
  });
});

describe('recursive delete', () => {
  it('of a document takes everything under it and nothing beside it', async () => {
    const keep = ['users/u2/notes/n1', 'users/u10', 'usersOther/u1'];
    const erase = ['users/u1', 'users/u1/notes/n1', 'users/u1/notes/n2', 'users/u1/ghost/g/deep/d'];
    for (const path of [...keep, ...erase]) await db.doc(path).set({ path });
    await db.recursiveDelete(db.doc('users/u1'));
    const left = await db.getAll(...[...keep, ...erase].map((path) => db.doc(path)));
    expect(left.filter((one) => one.exists).map((one) => one.ref.path)).toEqual(keep);
    expect(await db.doc('users/u1').listCollections()).toEqual([]);
  });

  it('of a collection takes its documents, missing ones and what is under them', async () => {
    for (const path of ['logs/a', 'logs/b/x/y', 'logs/b/x/y/z/w', 'logsOther/a']) await db.doc(path).set({});
    await db.recursiveDelete(db.collection('logs'));
    expect(await db.collection('logs').listDocuments()).toEqual([]);
    expect((await db.collectionGroup('x').get()).empty).toBe(true);
    expect((await db.doc('logsOther/a').get()).exists).toBe(true);
  });

  it('takes hundreds of documents', async () => {
    const many = db.collection('hundreds');
    const batch = db.batch();
    for (let n = 0; n < 400; n++) batch.set(many.doc(`parent/sub/${n}`), { n });
    await batch.commit();
    await db.recursiveDelete(many);
    expect((await db.collectionGroup('sub').count().get()).data().count).toBe(0);
  });
});

describe('listing on the wire', () => {
  const parent = raw.documents;

  beforeAll(async () => {
    await raw.client.commit({
      database: parent.replace('/documents', ''),
      writes: ['l/a', 'l/b', 'l/c/x/deep', 'l/d', 'l/e', 'm1/x', 'm2/x', 'm3/x'].map((path, index) => ({
        update: {
          name: `${parent}/${path}`,
          fields: { n: { integerValue: index }, t: { stringValue: path } },
        },
      })),
    });
  });

  const short = (name: string | null | undefined) => (name ?? '').slice(parent.length + 1);

  it('goes page by page with a token', async () => {
    const seen: string[] = [];
    let pageToken = '';
    do {
      const [page, , answer] = await raw.client.listDocuments(
        { parent, collectionId: 'l', pageSize: 2, pageToken },
        { autoPaginate: false },
      );
      expect(page.length).toBeLessThanOrEqual(2);
      seen.push(...page.map((one) => short(one.name)));
      pageToken = answer.nextPageToken ?? '';
    } while (pageToken !== '');
    expect(seen).toEqual(['l/a', 'l/b', 'l/d', 'l/e']);
  });

  it('shows missing documents without fields or times', async () => {
    const [page] = await raw.client.listDocuments({ parent, collectionId: 'l', showMissing: true });
    expect(page.map((one) => [short(one.name), one.createTime !== null])).toEqual([
      ['l/a', true],
      ['l/b', true],
      ['l/c', false],
      ['l/d', true],
      ['l/e', true],
    ]);
  });

  it('masks fields and orders', async () => {
    const [masked] = await raw.client.listDocuments({
      parent,
      collectionId: 'l',
      mask: { fieldPaths: ['n'] },
    });
    expect(Object.keys(masked[0]?.fields ?? {})).toEqual(['n']);
    const [ordered] = await raw.client.listDocuments({ parent, collectionId: 'l', orderBy: 'n desc' });
    expect(ordered.map((one) => short(one.name))).toEqual(['l/e', 'l/d', 'l/b', 'l/a']);
  });

  it('lists collection ids page by page', async () => {
    const [all] = await raw.client.listCollectionIds({ parent });
    expect([...all].sort()).toEqual(['l', 'm1', 'm2', 'm3']);
    const [first, , answer] = await raw.client.listCollectionIds(
      { parent, pageSize: 3 },
      { autoPaginate: false },
    );
    expect(first).toHaveLength(3);
    const pageToken = answer.nextPageToken ?? '';
    const [rest] = await raw.client.listCollectionIds(
      { parent, pageSize: 3, pageToken },
      { autoPaginate: false },
    );
    expect([...first, ...rest].sort()).toEqual(['l', 'm1', 'm2', 'm3']);
  });
});
