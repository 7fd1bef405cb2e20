import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { connect, connectRaw } from './connect.ts';

const db = connect();
const raw = connectRaw();
const write = (id: string, value: object) => writeFields(id, { value });
const writeFields = (id: string, fields: Record<string, object>) =>
  raw.client.commit({
    database: raw.documents.replace('/documents', ''),
    writes: [{ update: { name: `${raw.documents}/limits/${id}`, fields } }],
  });
const refused = { code: status.INVALID_ARGUMENT };

describe('limits', () => {
  it('a document of a little less than 1 MiB is taken, one of more is refused', async () => {
    const ref = db.doc('limits/big');
    await ref.set({ text: 'x'.repeat(1_048_000) });
    expect(String((await ref.get()).get('text')).length).toBe(1_048_000);
    await expect(ref.set({ text: 'x'.repeat(1_048_600) })).rejects.toMatchObject(refused);
    await expect(ref.update({ more: 'x'.repeat(1_000) })).rejects.toMatchObject(refused);
    expect(String((await ref.get()).get('text')).length).toBe(1_048_000);
  });

  it('a document id of 1500 bytes is taken, one of more is refused', async () => {
    await db.doc(`limits/${'i'.repeat(1500)}`).set({});
    await expect(db.doc(`limits/${'i'.repeat(1501)}`).set({})).rejects.toMatchObject(refused);
    await expect(db.doc(`limits/${'ж'.repeat(751)}`).set({})).rejects.toMatchObject(refused);
  });

  it('maps and arrays nest twenty deep and no deeper', async () => {
    const nest = (levels: number): object =>
      levels === 0 ? { integerValue: 1 } : { mapValue: { fields: { m: nest(levels - 1) } } };
    await write('deep', nest(20));
    await expect(write('deep', nest(21))).rejects.toMatchObject(refused);
  });

  it('a field name of 1500 bytes is taken, one of more or of none is refused', async () => {
    const named = (name: string) => writeFields('named', { [name]: { integerValue: 1 } });
    await named('n'.repeat(1500));
    await expect(named('n'.repeat(1501))).rejects.toMatchObject(refused);
    await expect(named('')).rejects.toMatchObject(refused);
  });

  it('an array directly within an array is refused', async () => {
    await expect(db.doc('limits/nested').set({ list: [[1]] })).rejects.toMatchObject(refused);
    await db.doc('limits/nested').set({ list: [{ list: [1] }] });
  });

  it.each(['__reserved__', '__x__'])('the reserved document id %s is refused', async (id) => {
    await expect(db.collection('limits').doc(id).set({})).rejects.toMatchObject(refused);
  });

  it('the reserved collection id is refused', async () => {
    await expect(db.collection('__reserved__').doc('x').set({})).rejects.toMatchObject(refused);
  });

  it('places outside the globe are refused', async () => {
    await expect(write('place', { geoPointValue: { latitude: 91, longitude: 0 } })).rejects.toMatchObject(
      refused,
    );
    await expect(write('place', { geoPointValue: { latitude: 0, longitude: -181 } })).rejects.toMatchObject(
      refused,
    );
  });

  it('times outside the calendar are refused', async () => {
    await expect(write('time', { timestampValue: { seconds: -62_135_596_801 } })).rejects.toMatchObject(
      refused,
    );
    await expect(write('time', { timestampValue: { seconds: 253_402_300_800 } })).rejects.toMatchObject(
      refused,
    );
  });
});

describe('names on the wire', () => {
  it.each([
    ['a collection where a document must be', (root: string) => `${root}/only`],
    ['an empty segment', (root: string) => `${root}/a//b/c`],
    ['a dot as id', (root: string) => `${root}/a/.`],
    ['two dots as id', (root: string) => `${root}/a/..`],
    ['no project', () => 'somewhere/else'],
  ])('refuse %s', async (_title, name) => {
    await expect(raw.client.getDocument({ name: name(raw.documents) })).rejects.toMatchObject(refused);
  });
});

describe('queries that make no sense are refused', () => {
  type Structured = Parameters<typeof raw.client.runQuery>[0] extends infer R
    ? R extends { structuredQuery?: infer Q }
      ? NonNullable<Q>
      : never
    : never;

  const run = (structuredQuery: Structured) =>
    new Promise<void>((resolve, reject) => {
      const stream = raw.client.runQuery({ parent: raw.documents, structuredQuery });
      stream.on('data', () => undefined);
      stream.on('error', reject);
      stream.on('end', resolve);
    });
  const from = [{ collectionId: 'c' }];
  const field = (fieldPath: string) => ({ fieldPath });
  const is = (
    fieldPath: string,
    op: 'EQUAL' | 'LESS_THAN' | 'NOT_EQUAL' | 'IN' | 'NOT_IN' | 'ARRAY_CONTAINS',
    value: object,
  ) => ({
    fieldFilter: { field: field(fieldPath), op, value },
  });
  const all = (...filters: object[]) => ({ compositeFilter: { op: 'AND' as const, filters } });
  const list = (count: number) => ({
    arrayValue: { values: Array.from({ length: count }, (_, n) => ({ integerValue: n })) },
  });

  it.each<[string, Structured]>([
    ['a negative limit', { from, limit: { value: -1 } }],
    ['a negative offset', { from, offset: -1 }],
    [
      'a filter without an operator',
      { from, where: { fieldFilter: { field: field('a'), value: { integerValue: 1 } } } },
    ],
    ['a malformed path', { from, orderBy: [{ field: field('a..b'), direction: 'ASCENDING' }] }],
    ['the same order twice', { from, orderBy: [{ field: field('a') }, { field: field('a') }] }],
    [
      'a cursor longer than the order',
      { from, startAt: { values: [{ integerValue: 1 }, { integerValue: 2 }], before: true } },
    ],
    ['in without a list', { from, where: is('a', 'IN', { integerValue: 1 }) }],
    ['in an empty list', { from, where: is('a', 'IN', { arrayValue: {} }) }],
    ['in more than 30', { from, where: is('a', 'IN', list(31)) }],
    ['not-in more than 10', { from, where: is('a', 'NOT_IN', list(11)) }],
    [
      'not-in beside not-equal',
      { from, where: all(is('a', 'NOT_IN', list(1)), is('a', 'NOT_EQUAL', { integerValue: 5 })) },
    ],
    [
      'two array-contains',
      {
        from,
        where: all(
          is('a', 'ARRAY_CONTAINS', { integerValue: 1 }),
          is('b', 'ARRAY_CONTAINS', { integerValue: 2 }),
        ),
      },
    ],
    ['more than 30 disjunctions', { from, where: all(is('a', 'IN', list(6)), is('b', 'IN', list(6))) }],
    ['a document id that is no reference', { from, where: is('__name__', 'EQUAL', { stringValue: 'x' }) }],
    ['two collections', { from: [{ collectionId: 'c' }, { collectionId: 'd' }] }],
  ])('%s', async (_title, query) => {
    await expect(run(query)).rejects.toMatchObject(refused);
  });

  it('and those that do are answered', async () => {
    await run({ from, where: is('a', 'IN', list(30)), limit: { value: 1 } });
    await run({ from, where: is('a', 'NOT_IN', list(10)) });
  });
});
