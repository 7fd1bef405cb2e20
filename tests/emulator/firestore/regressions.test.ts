import { AggregateField, FieldPath, FieldValue, Filter } from '@google-cloud/firestore';
import type { AggregateSpec, DocumentReference, Query, Timestamp, WriteBatch } from '@google-cloud/firestore';
import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { connect } from './connect.ts';

const db = connect();
const docs = db.collection('docs');

/** The code that a call fails with, or OK. */
async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'OK';
  } catch (error) {
    const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
    return typeof code === 'number' ? (status[code] ?? String(code)) : String(error);
  }
}

describe('two writes to one document in one commit', () => {
  type Add = (batch: WriteBatch, ref: DocumentReference, seen: Timestamp) => unknown;
  const create: Add = (batch, ref) => batch.create(ref, { c: 1 });
  const set: Add = (batch, ref) => batch.set(ref, { s: 1 });
  const update: Add = (batch, ref) => batch.update(ref, { u: 1 });
  const updateSeen: Add = (batch, ref, seen) => batch.update(ref, { u: 1 }, { lastUpdateTime: seen });
  const remove: Add = (batch, ref) => batch.delete(ref);
  const removeThere: Add = (batch, ref) => batch.delete(ref, { exists: true });
  const removeAbsent: Add = (batch, ref) => batch.delete(ref, { exists: false });
  const removeSeen: Add = (batch, ref, seen) => batch.delete(ref, { lastUpdateTime: seen });

  async function commit(exists: boolean, first: Add, second: Add): Promise<string> {
    const ref = docs.doc();
    let { writeTime } = await docs.doc('other').set({ at: Date.now() });
    if (exists) ({ writeTime } = await ref.set({ old: 1 }));
    const batch = db.batch();
    first(batch, ref, writeTime);
    second(batch, ref, writeTime);
    return codeOf(batch.commit());
  }

  it.each<[string, Add, Add, there: string, absent: string]>([
    ['create, create', create, create, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'],
    ['create, set', create, set, 'ALREADY_EXISTS', 'OK'],
    ['create, update', create, update, 'ALREADY_EXISTS', 'OK'],
    ['create, delete what exists', create, removeThere, 'ALREADY_EXISTS', 'OK'],
    ['create, delete what does not exist', create, removeAbsent, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'],
    ['set, create', set, create, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'],
    ['set, update', set, update, 'OK', 'OK'],
    ['set, update of what was seen', set, updateSeen, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'],
    ['set, delete of what was seen', set, removeSeen, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'],
    ['update, create', update, create, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'],
    ['update, set', update, set, 'OK', 'NOT_FOUND'],
    ['update, delete', update, remove, 'OK', 'NOT_FOUND'],
    ['update of what was seen, set', updateSeen, set, 'OK', 'FAILED_PRECONDITION'],
    ['update of what was seen, update of it', updateSeen, updateSeen, 'OK', 'FAILED_PRECONDITION'],
    ['update of what was seen, delete of it', updateSeen, removeSeen, 'OK', 'FAILED_PRECONDITION'],
    ['delete, create', remove, create, 'OK', 'OK'],
    ['delete, update', remove, update, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'],
    ['delete, delete', remove, remove, 'OK', 'OK'],
    ['delete, delete what exists', remove, removeThere, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'],
    ['delete, delete of what was seen', remove, removeSeen, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'],
    ['delete what exists, set', removeThere, set, 'OK', 'NOT_FOUND'],
    ['delete what does not exist, set', removeAbsent, set, 'ALREADY_EXISTS', 'OK'],
    ['delete of what was seen, update of it', removeSeen, updateSeen, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'],
    ['delete of what was seen, delete of it', removeSeen, removeSeen, 'OK', 'FAILED_PRECONDITION'],
  ])('%s', async (_title, first, second, there, absent) => {
    expect([await commit(true, first, second), await commit(false, first, second)]).toEqual([there, absent]);
  });
});

describe('write times', () => {
  it('of one document in one commit are one, even where a write alone would change nothing', async () => {
    const ref = docs.doc();
    const before = await ref.set({ n: 1 });
    const batch = db.batch();
    batch.update(ref, { gone: FieldValue.delete() });
    batch.set(ref, { n: 2 });
    const [first, second] = await batch.commit();
    expect(first?.writeTime.isEqual(second?.writeTime ?? before.writeTime)).toBe(true);
    expect(first?.writeTime.isEqual(before.writeTime)).toBe(false);
  });

  it('of a write that changes nothing are those of the last change', async () => {
    const ref = docs.doc();
    const before = await ref.set({ n: 1 });
    const batch = db.batch();
    batch.update(ref, { gone: FieldValue.delete() });
    batch.set(docs.doc(), { n: 2 });
    const [unchanged, changed] = await batch.commit();
    expect(unchanged?.writeTime).toEqual(before.writeTime);
    expect(changed?.writeTime).not.toEqual(before.writeTime);
  });
});

describe('an update time as precondition', () => {
  it('later than that of the document is an invalid argument', async () => {
    const [a, b] = [docs.doc(), docs.doc()];
    await a.set({ n: 1 });
    const { writeTime } = await b.set({ n: 1 });
    expect(await codeOf(a.update({ n: 2 }, { lastUpdateTime: writeTime }))).toBe('INVALID_ARGUMENT');
    expect(await codeOf(a.delete({ lastUpdateTime: writeTime }))).toBe('INVALID_ARGUMENT');
  });

  it('on a missing document is a failed precondition', async () => {
    const { writeTime } = await docs.doc().set({ n: 1 });
    expect(await codeOf(docs.doc().update({ n: 2 }, { lastUpdateTime: writeTime }))).toBe(
      'FAILED_PRECONDITION',
    );
    expect(await codeOf(docs.doc().delete({ lastUpdateTime: writeTime }))).toBe('FAILED_PRECONDITION');
  });
});

describe('ordering', () => {
  it('by document id leaves no place for the field of an inequality', async () => {
    const byId = docs.where('n', '>', 0).orderBy(FieldPath.documentId());
    expect(await codeOf(byId.get())).toBe('INVALID_ARGUMENT');
    for (const values of [[0], [null, 0], [0, null]]) {
      const notIn = docs.where('n', 'not-in', values).orderBy(FieldPath.documentId());
      expect(await codeOf(notIn.get())).toBe('INVALID_ARGUMENT');
    }
  });
});

describe('a filter on the document id', () => {
  const id = FieldPath.documentId();
  const { where } = Filter;

  it('by equality does not go with inequalities on other fields', async () => {
    const both = Filter.and(where(id, '==', 'a'), where('n', '>', 0));
    const either = Filter.or(where(id, '==', 'a'), Filter.and(where('n', '>', 0), where('m', '<', 0)));
    expect(await codeOf(docs.where(both).get())).toBe('INVALID_ARGUMENT');
    expect(await codeOf(docs.where(either).orderBy('m', 'desc').get())).toBe('INVALID_ARGUMENT');
    expect(await codeOf(docs.where(Filter.and(where(id, '==', 'a'), where('n', '==', 0))).get())).toBe('OK');
    expect(await codeOf(docs.where(Filter.and(where(id, '>', 'a'), where('n', '>', 0))).get())).toBe('OK');
    const ranged = Filter.and(where(id, '==', 'a'), where(id, '>', '0'), where('n', '>', 0));
    expect(await codeOf(docs.where(ranged).get())).toBe('OK');
  });

  it('or an ordering by it leaves no place for an aggregated field', async () => {
    const sum = { sum: AggregateField.sum('n') };
    expect(await codeOf(docs.where(id, '>=', 'a').aggregate(sum).get())).toBe('INVALID_ARGUMENT');
    expect(await codeOf(docs.where(id, '==', 'a').aggregate(sum).get())).toBe('INVALID_ARGUMENT');
    expect(await codeOf(docs.where(id, 'in', ['a', 'b']).aggregate(sum).get())).toBe('INVALID_ARGUMENT');
    expect(await codeOf(docs.orderBy(id).aggregate(sum).get())).toBe('INVALID_ARGUMENT');
    expect(await codeOf(docs.orderBy('m').orderBy(id).aggregate(sum).get())).toBe('INVALID_ARGUMENT');
    expect(await codeOf(docs.where(id, '>=', 'a').orderBy('n').aggregate(sum).get())).toBe('OK');
    expect(await codeOf(docs.orderBy('m').aggregate(sum).get())).toBe('OK');
    expect(await codeOf(docs.where(id, '==', 'a').count().get())).toBe('OK');
  });
});

describe('vectors in arrays', () => {
  const vector = FieldValue.vector([1]);

  it('are refused as plain elements', async () => {
    expect(await codeOf(docs.doc().set({ list: [vector] }))).toBe('INVALID_ARGUMENT');
    expect(await codeOf(docs.doc().set({ list: [{ vector }] }))).toBe('OK');
    expect(await codeOf(docs.doc().set({ vector: FieldValue.vector([]) }))).toBe('INVALID_ARGUMENT');
  });

  it('are united and removed', async () => {
    const ref = docs.doc();
    await ref.set({ list: FieldValue.arrayUnion(vector, 1) });
    expect((await ref.get()).data()).toEqual({ list: [vector, 1] });
    await ref.update({ list: FieldValue.arrayRemove(vector) });
    expect((await ref.get()).data()).toEqual({ list: [1] });
  });
});

describe('an aggregated field', () => {
  it('joins the order before the limit is counted, after the orderings and by name', async () => {
    const rows = db.collection('rows');
    const data = { o: { m: 1 }, a: { n: 5, m: 1 }, b: { n: 1, m: 2 }, c: { n: 3, m: 7 }, d: { n: 10 } };
    for (const [name, row] of Object.entries(data)) await rows.doc(name).set({ ...row, k: 1 });
    const [count, n, m] = [AggregateField.count(), AggregateField.sum('n'), AggregateField.sum('m')];
    const sums = async (query: Query, of: AggregateSpec) => (await query.aggregate(of).get()).data();
    expect(await sums(rows.limit(2), { n, count })).toEqual({ n: 4, count: 2 });
    expect(await sums(rows.where('k', '==', 1).limit(2), { n, count })).toEqual({ n: 4, count: 2 });
    expect(await sums(rows.orderBy('k', 'desc').limit(2), { n, count })).toEqual({ n: 15, count: 2 });
    expect(await sums(rows.orderBy('m').limit(2), { n, count })).toEqual({ n: 6, count: 2 });
    expect(await sums(rows.limit(2), { n, m, count })).toEqual({ n: 6, m: 3, count: 2 });
    expect(await sums(rows.where('n', '>', 1).limit(2), { m, n, count })).toEqual({ m: 8, n: 8, count: 2 });
    expect(await sums(rows.offset(1).limit(1), { n, count })).toEqual({ n: 3, count: 1 });
    expect(await sums(rows, { n, count })).toEqual({ n: 19, count: 4 });
  });
});

describe('a path through a vector', () => {
  it('puts a map in its place', async () => {
    const ref = docs.doc();
    await ref.set({ v: FieldValue.vector([1, 2]), w: FieldValue.vector([3]) });
    await ref.update({ 'v.k.i': 0.5, 'w.gone': FieldValue.delete() });
    expect((await ref.get()).data()).toEqual({ v: { k: { i: 0.5 } }, w: FieldValue.vector([3]) });
    await ref.set({ w: { k: 1 } }, { merge: true });
    expect((await ref.get()).get('w')).toEqual({ k: 1 });
  });
});

describe('array filters in one conjunction', () => {
  it('may be repeated, not varied', async () => {
    const tags = (value: number) => Filter.where('tags', 'array-contains', value);
    expect(await codeOf(docs.where(Filter.and(tags(1), tags(1))).get())).toBe('OK');
    expect(await codeOf(docs.where(Filter.and(tags(1), Filter.or(tags(1)))).get())).toBe('OK');
    expect(await codeOf(docs.where(Filter.and(tags(1), tags(2))).get())).toBe('INVALID_ARGUMENT');
  });
});
