import { FieldValue } from '@google-cloud/firestore';
import type { BulkWriterError } from '@google-cloud/firestore';
import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { connect, connectRaw } from './connect.ts';

const db = connect();
const raw = connectRaw();
const bulk = db.collection('bulk');

describe('bulk writer', () => {
  it('writes hundreds of documents', async () => {
    const writer = db.bulkWriter();
    for (let n = 0; n < 300; n++) void writer.set(bulk.doc(`d${n}`), { n });
    await writer.close();
    expect((await bulk.count().get()).data().count).toBe(300);
  });

  it('lets each write succeed or fail alone', async () => {
    const own = db.collection('own');
    await own.doc('taken').set({ n: 0 });
    const writer = db.bulkWriter();
    const failures: [string, number][] = [];
    writer.onWriteError((error: BulkWriterError) => {
      failures.push([error.documentRef.id, error.code]);
      return false;
    });
    const results = await Promise.allSettled([
      writer.create(own.doc('new'), { n: 1 }),
      writer.create(own.doc('taken'), { n: 2 }),
      writer.update(own.doc('absent'), { n: 3 }),
      writer.set(own.doc('set'), { n: FieldValue.increment(4) }, { merge: true }),
      writer.delete(own.doc('none')),
      writer.close(),
    ]);
    expect(results.map((one) => one.status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(failures.sort()).toEqual([
      ['absent', status.NOT_FOUND],
      ['taken', status.ALREADY_EXISTS],
    ]);
    const left = await own.get();
    expect(left.docs.map((one) => [one.id, one.data()])).toEqual([
      ['new', { n: 1 }],
      ['set', { n: 4 }],
      ['taken', { n: 0 }],
    ]);
  });

  it('goes on after a flush with what was written before', async () => {
    const writer = db.bulkWriter();
    const ref = bulk.doc('flushed');
    void writer.set(ref, { list: [0] });
    await writer.flush();
    void writer.update(ref, { list: FieldValue.arrayUnion(1) });
    await writer.close();
    expect((await ref.get()).get('list')).toEqual([0, 1]);
  });
});

describe('batched writes', () => {
  it('land together with one write time', async () => {
    const batch = db.batch();
    batch.set(bulk.doc('b1'), { n: 1 });
    batch.delete(bulk.doc('d1'));
    batch.update(bulk.doc('d2'), { n: 'two' });
    const results = await batch.commit();
    expect(new Set(results.map((one) => one.writeTime.valueOf())).size).toBe(1);
    const [b1, d1, d2] = await db.getAll(bulk.doc('b1'), bulk.doc('d1'), bulk.doc('d2'));
    expect([b1?.data(), d1?.data(), d2?.data()]).toEqual([{ n: 1 }, undefined, { n: 'two' }]);
  });

  it('of nothing are no error', async () => {
    expect(await db.batch().commit()).toEqual([]);
  });

  it('may set one document twice; the last wins', async () => {
    const batch = db.batch();
    batch.set(bulk.doc('twice'), { a: 1 });
    batch.set(bulk.doc('twice'), { b: 2 });
    await batch.commit();
    expect((await bulk.doc('twice').get()).data()).toEqual({ b: 2 });
  });

  it('take 500 writes', async () => {
    const batch = db.batch();
    for (let n = 0; n < 500; n++) batch.set(db.doc(`five/${n}`), { n });
    await batch.commit();
    expect((await db.collection('five').count().get()).data().count).toBe(500);
  });
});

describe('batch write on the wire', () => {
  const database = raw.documents.replace('/documents', '');
  const set = (id: string, extra = {}) => ({
    update: { name: `${raw.documents}/bw/${id}`, fields: {} },
    ...extra,
  });

  it('answers each write with its own status', async () => {
    const writes = [set('a'), set('b', { currentDocument: { exists: true } }), set('c')];
    const [answer] = await raw.client.batchWrite({ database, writes });
    expect(answer.status?.map((one) => one.code)).toEqual([status.OK, status.NOT_FOUND, status.OK]);
    expect(answer.writeResults?.map((one) => Boolean(one.updateTime))).toEqual([true, false, true]);
  });

  it('refuses two writes to one document', async () => {
    const twice = raw.client.batchWrite({ database, writes: [set('x'), set('x')] });
    await expect(twice).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });
});
