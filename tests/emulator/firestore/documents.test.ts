import { Timestamp } from '@google-cloud/firestore';
import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { connect, freshProject } from './connect.ts';

const projectId = freshProject();
const db = connect({ projectId });
const stranger = connect();
const secondDatabase = connect({ projectId, databaseId: 'second' });

describe('documents', () => {
  it('are read as they were set', async () => {
    const ref = db.doc('people/ada');
    await ref.set({ name: 'Ada', born: 1815 });
    const snapshot = await ref.get();
    expect(snapshot.exists).toBe(true);
    expect(snapshot.id).toBe('ada');
    expect(snapshot.ref.path).toBe('people/ada');
    expect(snapshot.data()).toEqual({ name: 'Ada', born: 1815 });
  });

  it('that were never written do not exist', async () => {
    const snapshot = await db.doc('people/nobody').get();
    expect(snapshot.exists).toBe(false);
    expect(snapshot.data()).toBeUndefined();
    expect(snapshot.readTime).toBeInstanceOf(Timestamp);
  });

  it('may be empty', async () => {
    const ref = db.doc('people/empty');
    await ref.set({});
    const snapshot = await ref.get();
    expect(snapshot.exists).toBe(true);
    expect(snapshot.data()).toEqual({});
  });

  it('are replaced whole by set', async () => {
    const ref = db.doc('people/replaced');
    await ref.set({ a: 1, b: { c: 2 } });
    await ref.set({ d: 3 });
    expect((await ref.get()).data()).toEqual({ d: 3 });
  });

  it('are created once', async () => {
    const ref = db.doc('people/once');
    await ref.create({ n: 1 });
    await expect(ref.create({ n: 2 })).rejects.toMatchObject({ code: status.ALREADY_EXISTS });
    expect((await ref.get()).data()).toEqual({ n: 1 });
  });

  it('get an id when they are added', async () => {
    const ref = await db.collection('added').add({ n: 1 });
    expect(ref.id).toMatch(/^[A-Za-z0-9]{20}$/);
    expect((await ref.get()).data()).toEqual({ n: 1 });
  });

  it('must exist to be updated', async () => {
    await expect(db.doc('people/absent').update({ n: 1 })).rejects.toMatchObject({ code: status.NOT_FOUND });
    expect((await db.doc('people/absent').get()).exists).toBe(false);
  });

  it('are gone after delete, and deleting again is no error', async () => {
    const ref = db.doc('people/deleted');
    await ref.set({ n: 1 });
    await ref.delete();
    expect((await ref.get()).exists).toBe(false);
    await ref.delete();
  });

  it('keep what is under them when they are deleted', async () => {
    const parent = db.doc('people/parent');
    const child = parent.collection('pets').doc('rex');
    await parent.set({ n: 1 });
    await child.set({ n: 2 });
    await parent.delete();
    expect((await child.get()).data()).toEqual({ n: 2 });
  });

  it('hold the time of creation and of the last update', async () => {
    const ref = db.doc('people/times');
    const first = await ref.set({ n: 1 });
    const second = await ref.set({ n: 2 });
    const snapshot = await ref.get();
    expect(snapshot.createTime?.isEqual(first.writeTime)).toBe(true);
    expect(snapshot.updateTime?.isEqual(second.writeTime)).toBe(true);
    expect(second.writeTime.valueOf() > first.writeTime.valueOf()).toBe(true);
    expect(snapshot.readTime.valueOf() >= second.writeTime.valueOf()).toBe(true);
    expect(second.writeTime.nanoseconds % 1000).toBe(0);
  });

  it('start a new life with a new creation time', async () => {
    const ref = db.doc('people/reborn');
    await ref.set({ n: 1 });
    await ref.delete();
    const again = await ref.set({ n: 2 });
    expect((await ref.get()).createTime?.isEqual(again.writeTime)).toBe(true);
  });

  it('keep their update time when a write changes nothing', async () => {
    const ref = db.doc('people/unchanged');
    const first = await ref.set({ n: 1, m: { a: [1, 2] } });
    await ref.set({ n: 1, m: { a: [1, 2] } });
    await ref.update({ n: 1 });
    expect((await ref.get()).updateTime?.isEqual(first.writeTime)).toBe(true);
  });

  it('are fetched together in the order asked, missing ones too', async () => {
    await db.doc('many/a').set({ n: 1 });
    await db.doc('many/c').set({ n: 3 });
    const snapshots = await db.getAll(db.doc('many/c'), db.doc('many/b'), db.doc('many/a'), db.doc('many/c'));
    expect(snapshots.map((snapshot) => [snapshot.id, snapshot.data()])).toEqual([
      ['c', { n: 3 }],
      ['b', undefined],
      ['a', { n: 1 }],
      ['c', { n: 3 }],
    ]);
  });

  it('are fetched in part with a field mask', async () => {
    await db.doc('many/masked').set({ a: 1, b: { c: 2, d: 3 }, 'x.y': 4 });
    const [snapshot] = await db.getAll(db.doc('many/masked'), { fieldMask: ['b.d', 'absent', 'a'] });
    expect(snapshot?.data()).toEqual({ a: 1, b: { d: 3 } });
  });

  it('have ids of any text', async () => {
    for (const id of ['кот', 'a b', 'x.y', '100%', '"quoted"', 'emoji🐈', '..a', '_single_', 'a:b', '\\']) {
      const ref = db.collection('ids').doc(id);
      await ref.set({ id });
      expect((await ref.get()).data()).toEqual({ id });
    }
    const found = await db.collection('ids').get();
    expect(found.docs.map((one) => one.id)).toEqual(found.docs.map((one) => String(one.get('id'))));
    expect(found.size).toBe(10);
  });

  it('of another project are not seen', async () => {
    await db.doc('people/mine').set({ n: 1 });
    expect((await stranger.doc('people/mine').get()).exists).toBe(false);
  });

  it('are kept apart by database', async () => {
    await db.doc('people/apart').set({ n: 1 });
    expect((await secondDatabase.doc('people/apart').get()).exists).toBe(false);
  });
});
