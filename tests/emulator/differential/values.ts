import { FieldValue, GeoPoint, Timestamp } from '@google-cloud/firestore';
import type { CollectionReference } from '@google-cloud/firestore';

/** The pool that documents and queries are made of: small, so that values meet, and of every type. */
const pool: Record<string, (root: CollectionReference) => unknown> = {
  null: () => null,
  true: () => true,
  false: () => false,
  nan: () => NaN,
  minusOne: () => -1,
  zero: () => 0,
  minusZero: () => -0,
  half: () => 0.5,
  one: () => 1,
  two: () => 2,
  unsafe: () => 9007199254740993n,
  safe: () => 9007199254740992,
  huge: () => 9223372036854775807n,
  infinity: () => Infinity,
  early: () => new Timestamp(1, 1000),
  late: () => new Timestamp(1, 2000),
  empty: () => '',
  a: () => 'a',
  ab: () => 'ab',
  b: () => 'b',
  cat: () => '🐈',
  ligature: () => 'ﬀ',
  bytes: () => Buffer.from([0]),
  moreBytes: () => Buffer.from([0, 255]),
  refA: (root) => root.doc('a'),
  refSub: (root) => root.doc('a').collection('sub').doc('x'),
  south: () => new GeoPoint(-1, 2),
  north: () => new GeoPoint(1, -2),
  noList: () => [],
  listOne: () => [1],
  listOneA: () => [1, 'a'],
  listNull: () => [null, NaN],
  listMap: () => [{ k: 1 }],
  shortVector: () => FieldValue.vector([2]),
  vector: () => FieldValue.vector([1, 2]),
  noMap: () => ({}),
  mapOne: () => ({ k: 1 }),
  mapTwo: () => ({ k: 2, j: 'a' }),
  mapDeep: () => ({ k: { i: 1 } }),
};

export const valueNames = Object.keys(pool);

/** Makes the value of that name for the documents under `root`. */
export function makeValue(name: string, root: CollectionReference): unknown {
  return pool[name]?.(root);
}
