import { Timestamp } from '@google-cloud/firestore';
import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { connect, connectRaw } from './connect.ts';

const db = connect();
const raw = connectRaw();
const docs = db.collection('docs');
const past = new Timestamp(1_000_000_000, 0);

describe('preconditions', () => {
  it('let an update through with the update time that was read', async () => {
    const ref = docs.doc();
    const { writeTime } = await ref.set({ n: 1 });
    await ref.update({ n: 2 }, { lastUpdateTime: writeTime });
    expect((await ref.get()).get('n')).toBe(2);
  });

  it('stop an update of what has changed since', async () => {
    const ref = docs.doc();
    const { writeTime } = await ref.set({ n: 1 });
    await ref.set({ n: 2 });
    await expect(ref.update({ n: 3 }, { lastUpdateTime: writeTime })).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
    });
    expect((await ref.get()).get('n')).toBe(2);
  });

  it('stop a delete of what has changed since', async () => {
    const ref = docs.doc();
    await ref.set({ n: 1 });
    await expect(ref.delete({ lastUpdateTime: past })).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
    });
    const { updateTime = past } = await ref.get();
    await ref.delete({ lastUpdateTime: updateTime });
    expect((await ref.get()).exists).toBe(false);
  });

  it('with an update time need the document', async () => {
    const ref = docs.doc('absent');
    const failed = { code: status.FAILED_PRECONDITION };
    await expect(ref.update({ n: 1 }, { lastUpdateTime: past })).rejects.toMatchObject(failed);
    await expect(ref.delete({ lastUpdateTime: past })).rejects.toMatchObject(failed);
  });

  it('stop a delete of what must exist and does not', async () => {
    await expect(docs.doc('absent').delete({ exists: true })).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
  });

  it('let a delete of what exists through', async () => {
    const ref = docs.doc();
    await ref.set({});
    await ref.delete({ exists: true });
    expect((await ref.get()).exists).toBe(false);
  });

  it('that fail undo the whole batch', async () => {
    const [a, b, c] = [docs.doc(), docs.doc(), docs.doc()];
    await b.set({ taken: true });
    const batch = db.batch();
    batch.set(a, { n: 1 });
    batch.create(b, { n: 2 });
    batch.set(c, { n: 3 });
    await expect(batch.commit()).rejects.toMatchObject({ code: status.ALREADY_EXISTS });
    expect((await db.getAll(a, b, c)).map((one) => one.data())).toEqual([
      undefined,
      { taken: true },
      undefined,
    ]);
  });

  it('see the earlier writes of their batch', async () => {
    const ref = docs.doc();
    const batch = db.batch();
    batch.create(ref, { n: 1 });
    batch.update(ref, { m: 2 });
    batch.delete(ref, { exists: true });
    batch.create(ref, { n: 3 });
    await batch.commit();
    expect((await ref.get()).data()).toEqual({ n: 3 });
  });
});

describe('preconditions on the wire', () => {
  const database = raw.documents.replace('/documents', '');
  const write = (id: string, currentDocument: object) =>
    raw.client.commit({
      database,
      writes: [{ update: { name: `${raw.documents}/docs/${id}`, fields: {} }, currentDocument }],
    });

  it('of absence stop the second write', async () => {
    await write('one', { exists: false });
    await expect(write('one', { exists: false })).rejects.toMatchObject({ code: status.ALREADY_EXISTS });
  });

  it('of presence stop the first write', async () => {
    await expect(write('two', { exists: true })).rejects.toMatchObject({ code: status.NOT_FOUND });
  });
});
