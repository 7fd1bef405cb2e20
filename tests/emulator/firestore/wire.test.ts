import { status } from '@grpc/grpc-js';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectRaw } from './connect.ts';

const { client, documents } = connectRaw();
const name = (path: string) => `${documents}/${path}`;

describe('single document methods', () => {
  beforeAll(async () => {
    await client.createDocument({
      parent: documents,
      collectionId: 'c',
      documentId: 'one',
      document: {
        fields: { a: { integerValue: 1 }, b: { mapValue: { fields: { c: { stringValue: 'x' } } } } },
      },
    });
  });

  it('get reads a document, in part with a mask', async () => {
    const [whole] = await client.getDocument({ name: name('c/one') });
    expect(whole.name).toBe(name('c/one'));
    expect(whole.fields).toMatchObject({ a: { integerValue: '1' } });
    expect(whole.createTime).toEqual(whole.updateTime);
    const [part] = await client.getDocument({ name: name('c/one'), mask: { fieldPaths: ['b.c'] } });
    expect(Object.keys(part.fields ?? {})).toEqual(['b']);
  });

  it('get of nothing is not found', async () => {
    await expect(client.getDocument({ name: name('c/none') })).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
  });

  it('create refuses what exists and makes up an id where none is given', async () => {
    await expect(
      client.createDocument({ parent: documents, collectionId: 'c', documentId: 'one', document: {} }),
    ).rejects.toMatchObject({ code: status.ALREADY_EXISTS });
    const [made] = await client.createDocument({ parent: name('c/one'), collectionId: 'sub', document: {} });
    expect(made.name).toMatch(/\/c\/one\/sub\/[A-Za-z0-9]{20}$/);
  });

  it('update makes or replaces, with a mask merges, and answers with the document', async () => {
    const [made] = await client.updateDocument({
      document: { name: name('c/two'), fields: { a: { integerValue: 1 } } },
    });
    expect(made.fields).toMatchObject({ a: { integerValue: '1' } });
    const [merged] = await client.updateDocument({
      document: { name: name('c/two'), fields: { b: { integerValue: 2 }, c: { integerValue: 3 } } },
      updateMask: { fieldPaths: ['b', 'gone'] },
    });
    expect(merged.fields).toMatchObject({ a: { integerValue: '1' }, b: { integerValue: '2' } });
    expect(Object.keys(merged.fields ?? {}).sort()).toEqual(['a', 'b']);
    const [masked] = await client.updateDocument({
      document: { name: name('c/two'), fields: { z: { integerValue: 9 }, y: { integerValue: 8 } } },
      mask: { fieldPaths: ['z'] },
    });
    expect(Object.keys(masked.fields ?? {})).toEqual(['z']);
    const absent = client.updateDocument({
      document: { name: name('c/absent'), fields: {} },
      currentDocument: { exists: true },
    });
    await expect(absent).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  it('delete deletes, with a precondition only what meets it', async () => {
    await client.updateDocument({ document: { name: name('c/three'), fields: {} } });
    await client.deleteDocument({ name: name('c/three') });
    await client.deleteDocument({ name: name('c/three') });
    const absent = client.deleteDocument({ name: name('c/three'), currentDocument: { exists: true } });
    await expect(absent).rejects.toMatchObject({ code: status.NOT_FOUND });
  });
});

describe('commit', () => {
  const database = documents.replace('/documents', '');

  it('answers with one result a write and the commit time', async () => {
    const [answer] = await client.commit({
      database,
      writes: [{ update: { name: name('w/a'), fields: {} } }, { delete: name('w/none') }],
    });
    expect(answer.writeResults).toHaveLength(2);
    expect(answer.writeResults?.[0]?.updateTime).toEqual(answer.commitTime);
    expect(Number(answer.commitTime?.seconds)).toBeGreaterThan(0);
  });

  it('refuses a write of nothing', async () => {
    await expect(client.commit({ database, writes: [{}] })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
  });

  it('refuses a transaction that was never begun', async () => {
    const stray = client.commit({ database, writes: [], transaction: Buffer.from('never begun') });
    await expect(stray).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });
});
