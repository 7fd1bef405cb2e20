import { FieldPath } from '@google-cloud/firestore';
import type { Query } from '@google-cloud/firestore';
import { status } from '@grpc/grpc-js';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from './connect.ts';

const db = connect();
const rows = db.collection('rows');

beforeAll(async () => {
  const batch = db.batch();
  const data: Record<string, [string, number] | [string]> = {
    a: ['x', 1],
    b: ['x', 2],
    c: ['y', 1],
    d: ['y', 2],
    e: ['y', 2],
    f: ['z', 0],
    g: ['z'],
  };
  for (const [id, [k, n]] of Object.entries(data)) {
    batch.set(rows.doc(id), { k, ...(n === undefined ? {} : { n }), deep: { x: id, y: 1 }, 'do.t': id });
  }
  await batch.commit();
});

const ids = async (query: Query) => (await query.get()).docs.map((one) => one.id).join('');

describe('orderings', () => {
  it('default to the document id', async () => {
    expect(await ids(rows)).toBe('abcdefg');
  });

  it('leave out documents without the field', async () => {
    expect(await ids(rows.orderBy('n'))).toBe('facbde');
  });

  it('may be several, each with its direction', async () => {
    expect(await ids(rows.orderBy('k', 'desc').orderBy('n'))).toBe('fcdeab');
    expect(await ids(rows.orderBy('k').orderBy('n', 'desc'))).toBe('baedcf');
    expect(await ids(rows.orderBy('n', 'desc'))).toBe('edbcaf');
  });

  it('end with the document id where asked', async () => {
    expect(await ids(rows.orderBy('n', 'desc').orderBy(FieldPath.documentId(), 'asc'))).toBe('bdeacf');
    expect(await ids(rows.where('k', '==', 'y').orderBy(FieldPath.documentId(), 'desc'))).toBe('edc');
  });

  it('by descending document id alone need an index that nobody declared', async () => {
    const refused = { code: status.FAILED_PRECONDITION };
    const id = FieldPath.documentId();
    await expect(rows.orderBy(id, 'desc').get()).rejects.toMatchObject(refused);
    await expect(rows.where(id, '>', 'a').orderBy(id, 'desc').limit(1).get()).rejects.toMatchObject(refused);
    await expect(rows.orderBy(id).limitToLast(1).get()).rejects.toMatchObject(refused);
    await expect(db.collectionGroup('rows').orderBy(id, 'desc').get()).rejects.toMatchObject(refused);
  });

  it('cannot go on after the document id', async () => {
    const query = rows.orderBy(FieldPath.documentId()).orderBy('n');
    await expect(query.get()).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('join an inequality on the same field', async () => {
    expect(await ids(rows.where('n', '>', 0).orderBy('n', 'desc'))).toBe('edbca');
    expect(await ids(rows.where('n', '>=', 1).orderBy('n').orderBy('k', 'desc'))).toBe('caedb');
  });

  it('on another field than the inequality need both fields', async () => {
    expect(await ids(rows.where('k', '>', 'x').orderBy('n'))).toBe('fcde');
  });
});

describe('limits and offsets', () => {
  it('cut the result', async () => {
    expect(await ids(rows.limit(3))).toBe('abc');
    expect(await ids(rows.offset(2).limit(3))).toBe('cde');
    expect(await ids(rows.offset(5))).toBe('fg');
    expect(await ids(rows.offset(10))).toBe('');
    expect(await ids(rows.limit(100))).toBe('abcdefg');
  });

  it('count from the end with limitToLast', async () => {
    expect(await ids(rows.orderBy('n').limitToLast(2))).toBe('de');
    expect(await ids(rows.orderBy('n', 'desc').limitToLast(3))).toBe('caf');
    expect(await ids(rows.orderBy('n').startAt(1).endAt(2).limitToLast(2))).toBe('de');
    expect(await ids(rows.orderBy('n').endBefore(2).limitToLast(2))).toBe('ac');
  });
});

describe('cursors', () => {
  it('start and end at and beside a value', async () => {
    const byN = rows.orderBy('n');
    expect(await ids(byN.startAt(1))).toBe('acbde');
    expect(await ids(byN.startAfter(1))).toBe('bde');
    expect(await ids(byN.endAt(1))).toBe('fac');
    expect(await ids(byN.endBefore(1))).toBe('f');
    expect(await ids(byN.startAt(1).endBefore(2))).toBe('ac');
    expect(await ids(byN.startAfter(5))).toBe('');
  });

  it('run with a descending order', async () => {
    const down = rows.orderBy('n', 'desc');
    expect(await ids(down.startAt(1))).toBe('caf');
    expect(await ids(down.startAfter(1))).toBe('f');
    expect(await ids(down.endAt(1))).toBe('edbca');
    expect(await ids(down.endBefore(1))).toBe('edb');
  });

  it('may name fewer values than there are orderings', async () => {
    const both = rows.orderBy('k').orderBy('n');
    expect(await ids(both.startAt('y'))).toBe('cdef');
    expect(await ids(both.startAfter('y'))).toBe('f');
    expect(await ids(both.startAt('y', 2))).toBe('def');
    expect(await ids(both.startAfter('y', 1).endAt('y'))).toBe('de');
  });

  it('mix directions', async () => {
    const mixed = rows.orderBy('n', 'desc').orderBy('k', 'asc');
    expect(await ids(mixed)).toBe('bdeacf');
    expect(await ids(mixed.startAfter(2, 'x'))).toBe('deacf');
    expect(await ids(mixed.endBefore(1, 'y'))).toBe('bdea');
  });

  it('take a document id as the last value', async () => {
    const named = rows.orderBy('n').orderBy(FieldPath.documentId());
    expect(await ids(named.startAt(2, 'd'))).toBe('de');
    expect(await ids(named.startAfter(2, 'd'))).toBe('e');
    expect(await ids(rows.orderBy(FieldPath.documentId()).startAt('c').endBefore('f'))).toBe('cde');
  });

  it('take a document, whatever the order', async () => {
    const d = await rows.doc('d').get();
    expect(await ids(rows.orderBy('n').startAfter(d))).toBe('e');
    expect(await ids(rows.orderBy('n').startAt(d))).toBe('de');
    expect(await ids(rows.orderBy('n', 'desc').startAfter(d))).toBe('bcaf');
    expect(await ids(rows.orderBy('k', 'desc').endBefore(d))).toBe('gfe');
    expect(await ids(rows.startAfter(d))).toBe('efg');
    expect(await ids(rows.where('n', '>', 1).startAfter(d))).toBe('e');
    expect(await ids(rows.where('k', '==', 'y').startAfter(d))).toBe('e');
  });

  it('walk a collection page by page without loss or repeat', async () => {
    const pages: string[] = [];
    let query = rows.orderBy('n').limit(2);
    for (;;) {
      const page = await query.get();
      const last = page.docs.at(-1);
      if (last === undefined) break;
      pages.push(page.docs.map((one) => one.id).join(''));
      query = rows.orderBy('n').limit(2).startAfter(last);
    }
    expect(pages).toEqual(['fa', 'cb', 'de']);
  });
});

describe('projections', () => {
  it('return only the fields asked for', async () => {
    const found = await rows.select('k', 'deep.x', 'absent').limit(1).get();
    expect(found.docs.map((one) => one.data())).toEqual([{ k: 'x', deep: { x: 'a' } }]);
  });

  it('do not leave out documents without the field', async () => {
    const found = await rows.select('n').get();
    expect(found.size).toBe(7);
    expect(found.docs.at(-1)?.data()).toEqual({});
  });

  it('of nothing return bare documents with their times', async () => {
    const found = await rows.orderBy('n').select().limit(1).get();
    expect(found.docs[0]?.data()).toEqual({});
    expect(found.docs[0]?.id).toBe('f');
    expect(found.docs[0]?.createTime.seconds).toBeGreaterThan(0);
  });

  it('reach quoted names', async () => {
    const found = await rows.select(new FieldPath('do.t')).limit(1).get();
    expect(found.docs[0]?.data()).toEqual({ 'do.t': 'a' });
  });
});

describe('streams', () => {
  it('give every document one by one', async () => {
    const seen: string[] = [];
    for await (const one of rows.stream()) seen.push((one as unknown as { id: string }).id);
    expect(seen.join('')).toBe('abcdefg');
  });

  it('of an empty result end', async () => {
    const found = await db.collection('nothing').get();
    expect(found.empty).toBe(true);
    expect(found.readTime.seconds).toBeGreaterThan(0);
  });
});
