import { FieldPath, Filter } from '@google-cloud/firestore';
import type { Query, WhereFilterOp } from '@google-cloud/firestore';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from './connect.ts';

const db = connect();
const shelf = db.collection('shelf');

const books: Record<string, Record<string, unknown>> = {
  a: { n: 1, kind: 'x', tags: ['red', 'big'], m: { k: 1 } },
  b: { n: 2, kind: 'y', tags: ['blue'], m: { k: 2 } },
  c: { n: 3, kind: 'x', tags: [], m: null },
  d: { n: null, kind: 'x', tags: 'red' },
  e: { n: NaN, kind: 'y', tags: [null, NaN, { deep: 1 }] },
  f: { n: '2', kind: 'z', tags: [{ red: [1] }] },
  g: { n: 2.5, kind: 'z' },
  h: { kind: 'x', tags: ['red', 'red'] },
};

beforeAll(async () => {
  const batch = db.batch();
  for (const [id, data] of Object.entries(books)) batch.set(shelf.doc(id), data);
  await batch.commit();
});

const ids = async (query: Query) => (await query.get()).docs.map((one) => one.id).join('');

describe('filters', () => {
  it.each<[string, WhereFilterOp, unknown, string]>([
    ['n', '==', 2, 'b'],
    ['n', '==', 2.0, 'b'],
    ['n', '==', null, 'd'],
    ['n', '==', NaN, 'e'],
    ['n', '==', '2', 'f'],
    ['n', '<', 2, 'a'],
    ['n', '<=', 2, 'ab'],
    ['n', '>', 2, 'gc'],
    ['n', '>=', 2, 'bgc'],
    ['n', '!=', 2, 'eagcf'],
    ['n', '!=', null, 'eabgcf'],
    ['n', '!=', NaN, 'abgcf'],
    ['n', 'in', [1, '2', 9], 'af'],
    ['n', 'in', [3, 1], 'ac'],
    ['n', 'in', [null, 1], 'a'],
    ['n', 'in', [NaN, 1], 'a'],
    ['n', 'not-in', [1, 2], 'egcf'],
    ['n', 'not-in', ['2'], 'eabgc'],
    ['n', 'not-in', [null], ''],
    ['n', 'not-in', [NaN], 'eabgcf'],
    ['kind', '>', 'x', 'befg'],
    ['tags', 'array-contains', 'red', 'ah'],
    ['tags', 'array-contains', { red: [1] }, 'f'],
    ['tags', 'array-contains', { deep: 1 }, 'e'],
    ['tags', 'array-contains-any', ['red', 'blue'], 'abh'],
    ['tags', 'array-contains-any', ['big', 'red'], 'ah'],
    ['tags', '==', 'red', 'd'],
    ['tags', '==', ['red', 'big'], 'a'],
    ['tags', '==', [], 'c'],
    ['tags', 'in', [['blue'], 'red'], 'bd'],
    ['m', '==', { k: 2 }, 'b'],
    ['m.k', '==', 2, 'b'],
    ['m.k', '!=', 1, 'b'],
    ['absent', '==', null, ''],
    ['absent', '!=', 1, ''],
  ])('%s %s %j', async (field, op, value, expected) => {
    expect(await ids(shelf.where(field, op, value))).toBe(expected);
  });

  it('by document id', async () => {
    const id = FieldPath.documentId();
    expect(await ids(shelf.where(id, '==', 'c'))).toBe('c');
    expect(await ids(shelf.where(id, 'in', ['g', 'a', 'zz']))).toBe('ag');
    expect(await ids(shelf.where(id, '>=', 'f'))).toBe('fgh');
    expect(await ids(shelf.where(id, '<', shelf.doc('c')))).toBe('ab');
    expect(await ids(shelf.where(id, '!=', 'c'))).toBe('abdefgh');
    expect(await ids(shelf.where(id, 'not-in', ['a', 'h']))).toBe('bcdefg');
    expect(await ids(shelf.where('kind', '==', 'x').where(id, '>', 'a'))).toBe('cdh');
  });
});

describe('composite filters', () => {
  const w = Filter.where;
  it.each<[string, Filter, string]>([
    ['and', Filter.and(w('kind', '==', 'x'), w('n', '==', 1)), 'a'],
    ['two equalities that nothing meets', Filter.and(w('kind', '==', 'x'), w('kind', '==', 'y')), ''],
    ['equality and range', Filter.and(w('kind', '==', 'x'), w('n', '>', 1)), 'c'],
    ['a range with both ends', Filter.and(w('n', '>', 1), w('n', '<', 3)), 'bg'],
    ['two ranges on two fields', Filter.and(w('n', '>=', 2), w('kind', '>', 'x')), 'bg'],
    ['or', Filter.or(w('n', '==', 1), w('kind', '==', 'y')), 'abe'],
    [
      'or, each found once, without those that lack the ordered field',
      Filter.or(w('kind', '==', 'x'), w('n', '<=', 2)),
      'abcd',
    ],
    ['or of ranges', Filter.or(w('n', '<', 2), w('n', '>', 2.5)), 'ac'],
    ['and within or', Filter.or(Filter.and(w('kind', '==', 'x'), w('n', '>', 1)), w('n', '==', '2')), 'cf'],
    ['or within and', Filter.and(w('kind', '==', 'x'), Filter.or(w('n', '==', 1), w('n', '==', 3))), 'ac'],
    ['array and equality', Filter.and(w('tags', 'array-contains', 'red'), w('kind', '==', 'x')), 'ah'],
    [
      'array or array',
      Filter.or(w('tags', 'array-contains', 'blue'), w('tags', 'array-contains', 'big')),
      'ab',
    ],
    ['in and in', Filter.and(w('kind', 'in', ['x', 'y']), w('n', 'in', [1, 2])), 'ab'],
    [
      'in and array-contains',
      Filter.and(w('kind', 'in', ['x', 'y']), w('tags', 'array-contains', 'blue')),
      'b',
    ],
    ['not equal and equal', Filter.and(w('n', '!=', 1), w('kind', '==', 'x')), 'c'],
    ['null and equal', Filter.and(w('n', '==', null), w('kind', '==', 'x')), 'd'],
    ['or with null', Filter.or(w('n', '==', null), w('n', '==', NaN)), 'de'],
    [
      'deep nesting',
      Filter.and(
        Filter.or(
          w('kind', '==', 'x'),
          Filter.and(w('kind', '==', 'y'), Filter.or(w('n', '==', 2), w('n', '==', 9))),
        ),
        Filter.or(w('n', '==', 1), w('n', '==', 2)),
      ),
      'ab',
    ],
  ])('%s', async (_title, filter, expected) => {
    const found = await shelf.where(filter).get();
    const sorted = found.docs.map((one) => one.id).sort();
    expect(sorted.join('')).toBe(expected);
  });

  it('come in the order of their inequality, then by id', async () => {
    expect(await ids(shelf.where(Filter.or(Filter.where('n', '>', 2), Filter.where('n', '==', 1))))).toBe(
      'agc',
    );
    expect(
      await ids(shelf.where(Filter.or(Filter.where('kind', '==', 'z'), Filter.where('n', '==', 1)))),
    ).toBe('afg');
  });

  it('with several ranges are ordered by the fields in the order of their names', async () => {
    const many = db.collection('many');
    const rows = { p: [2, 1], q: [1, 2], r: [1, 1], s: [2, 2], t: [3, 0] };
    for (const [id, [x, y]] of Object.entries(rows)) await many.doc(id).set({ x, y });
    expect(await ids(many.where('y', '>', 0).where('x', '>', 0))).toBe('rqps');
    expect(await ids(many.where('y', '>', 0).where('x', '>', 0).orderBy('y', 'desc'))).toBe('sqpr');
  });
});
