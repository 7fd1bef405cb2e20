import { FieldPath, FieldValue, GeoPoint, Timestamp } from '@google-cloud/firestore';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from './connect.ts';

const db = connect({ useBigInt: true });
const ordered = db.collection('ordered');

/** One of every kind and more, in Firestore's own order; those in one inner list are equal. */
const ascending: unknown[][] = [
  [null],
  [false],
  [true],
  [NaN],
  [-Infinity],
  [-1.5],
  [-1n],
  [-Number.MIN_VALUE],
  [0n, -0, 0.0],
  [0.5],
  [1n],
  [1.5],
  [9007199254740992n, 9007199254740992],
  [9007199254740993n],
  [9223372036854775807n],
  [9223372036854775808],
  [Infinity],
  [new Timestamp(-1, 0)],
  [new Timestamp(1, 1000)],
  [new Timestamp(1, 2000)],
  [''],
  ['A'],
  ['a'],
  ['a\u0000'],
  ['aa'],
  ['b'],
  ['é'],
  ['ﬀ'],
  ['🐈'],
  [Buffer.from([])],
  [Buffer.from([0])],
  [Buffer.from([0, 1])],
  [Buffer.from([1])],
  [Buffer.from([255])],
  [db.doc('a/b')],
  [db.doc('a/b/c/d')],
  [db.doc('a/c')],
  [db.doc('b/a')],
  [new GeoPoint(-90, 0)],
  [new GeoPoint(0, -1)],
  [new GeoPoint(0, 1)],
  [new GeoPoint(1, -180)],
  [[]],
  [[null]],
  [[1n]],
  [[1n, 1n]],
  [[1n, 'a']],
  [[2n]],
  [['a']],
  [['a', 'b']],
  [FieldValue.vector([100])],
  [FieldValue.vector([1, 2])],
  [FieldValue.vector([1, 3])],
  [{}],
  [{ a: 1n }],
  [{ a: 1n, b: 1n }],
  [{ a: 1n, c: 0n }],
  [{ a: 2n }],
  [{ b: 0n }],
];

const rankOf = new Map<string, number>();

beforeAll(async () => {
  const batch = db.batch();
  let id = 0;
  const shuffled = ascending.flatMap((equal, rank) => equal.map((value) => ({ value, rank })));
  shuffled.sort((a, b) => String(a.rank).localeCompare(String(b.rank)));
  for (const { value, rank } of shuffled) {
    const ref = ordered.doc(`d${String(id++).padStart(3, '0')}`);
    rankOf.set(ref.id, rank);
    batch.set(ref, { value });
  }
  batch.set(ordered.doc('without'), { other: 1 });
  await batch.commit();
});

const ranks = (docs: { id: string }[]) => docs.map((one) => rankOf.get(one.id));
const allRanks = ascending.flatMap((equal, rank) => equal.map(() => rank));

describe('order across types', () => {
  it('is one order for all values, and leaves out documents without the field', async () => {
    const found = await ordered.orderBy('value').get();
    expect(ranks(found.docs)).toEqual(allRanks);
  });

  it('runs backwards when asked', async () => {
    const found = await ordered.orderBy('value', 'desc').get();
    expect(ranks(found.docs)).toEqual([...allRanks].reverse());
  });

  it('settles equal values by document id, in the direction of the last ordering', async () => {
    const equal = [...rankOf].filter(([, rank]) => rank === 8).map(([id]) => id);
    const up = await ordered.where('value', '==', 0).orderBy('value').get();
    expect(up.docs.map((one) => one.id)).toEqual(equal);
    const down = await ordered.orderBy('value', 'desc').get();
    const within = down.docs.map((one) => one.id).filter((id) => equal.includes(id));
    expect(within).toEqual([...equal].reverse());
  });

  it('holds for equality: each value finds itself and its equals', async () => {
    for (const [rank, equal] of ascending.entries()) {
      for (const value of equal) {
        const found = await ordered.where('value', '==', value).get();
        expect([rank, ranks(found.docs)]).toEqual([rank, equal.map(() => rank)]);
      }
    }
  });

  it('holds for cursors across types', async () => {
    for (const rank of [0, 2, 8, 12, 16, 17, 22, 31, 35, 40, 44, 51, 55]) {
      const value = ascending[rank]?.[0];
      const from = await ordered.orderBy('value').startAt(value).get();
      expect([rank, ranks(from.docs)]).toEqual([rank, allRanks.filter((one) => one >= rank)]);
      const before = await ordered.orderBy('value', 'desc').startAfter(value).get();
      expect([rank, ranks(before.docs)]).toEqual([rank, allRanks.filter((one) => one < rank).reverse()]);
    }
  });

  it('holds for document ids by their bytes, text and numbers apart', async () => {
    const ids = db.collection('ids');
    const sorted = ['1', '10', '2', 'A', 'a', 'aa', 'b', 'é', 'ﬀ', '🐈'];
    await Promise.all([...sorted].reverse().map((id) => ids.doc(id).set({ same: 1 })));
    expect((await ids.get()).docs.map((one) => one.id)).toEqual(sorted);
    const down = await ids.where('same', '==', 1).orderBy(FieldPath.documentId(), 'desc').get();
    expect(down.docs.map((one) => one.id)).toEqual([...sorted].reverse());
  });
});

describe('inequalities stay within the type of their operand', () => {
  it.each([
    ['booleans', '>', false, 2, 2],
    ['numbers, without NaN', '>', -5, 5, 16],
    ['numbers, without NaN', '<=', 0, 4, 8],
    ['times', '>=', new Timestamp(-1, 0), 17, 19],
    ['text', '>', 'a', 23, 28],
    ['text', '<', 'b', 20, 24],
    ['bytes', '>=', Buffer.from([0]), 30, 33],
    ['references', '>', db.doc('a/b'), 35, 37],
    ['places', '>', new GeoPoint(0, -1), 40, 41],
    ['arrays', '>', [1], 45, 49],
    ['arrays', '<', ['a'], 42, 47],
    ['maps', '>', { a: 1 }, 55, 58],
  ] as const)('%s %s', async (_title, op, value, first, last) => {
    const found = await ordered.where('value', op, value).orderBy('value').get();
    expect(ranks(found.docs)).toEqual(allRanks.filter((rank) => rank >= first && rank <= last));
  });
});
