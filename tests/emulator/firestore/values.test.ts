import { FieldPath, FieldValue, GeoPoint, Timestamp } from '@google-cloud/firestore';
import { describe, expect, it } from 'vitest';
import { connect, freshProject } from './connect.ts';

const projectId = freshProject();
const db = connect({ projectId });
const exact = connect({ projectId, useBigInt: true });
const values = db.collection('values');

async function roundTrip(value: unknown): Promise<unknown> {
  const ref = values.doc();
  await ref.set({ value });
  return (await ref.get()).get('value');
}

describe('values come back as they were written', () => {
  it.each([
    ['null', null],
    ['true', true],
    ['false', false],
    ['zero', 0],
    ['an integer', 42],
    ['the largest safe integer', Number.MAX_SAFE_INTEGER],
    ['a fraction', 0.1],
    ['the smallest double', Number.MIN_VALUE],
    ['the largest double', Number.MAX_VALUE],
    ['infinity', Infinity],
    ['negative infinity', -Infinity],
    ['not a number', NaN],
    ['an empty text', ''],
    ['text of every width', 'aé中🐈\u0000\n\t"\\'],
    ['an empty map', {}],
    ['an empty array', []],
    ['nested maps', { a: { b: { c: { d: [1, { e: 'f' }] } } }, 'x.y': 2, '`': 3 }],
    ['an array of maps', [{ a: [1] }, { a: [2] }, null, 'x', 1.5]],
  ])('%s', async (_title, value) => {
    expect(await roundTrip(value)).toEqual(value);
  });

  it('negative zero', async () => {
    expect(Object.is(await roundTrip(-0), -0)).toBe(true);
  });

  it('integers at both ends of 64 bits', async () => {
    const ref = exact.doc('values/extremes');
    const data = { most: 9223372036854775807n, least: -9223372036854775808n, list: [9007199254740993n] };
    await ref.set(data);
    expect((await ref.get()).data()).toEqual(data);
  });

  it('whole numbers as integers, and fractions as doubles', async () => {
    await db.doc('values/numbers').set({ whole: 3, fraction: 3.5 });
    expect((await exact.doc('values/numbers').get()).data()).toEqual({ whole: 3n, fraction: 3.5 });
  });

  it('times to the microsecond', async () => {
    const time = new Timestamp(1_700_000_000, 123_456_789);
    expect(await roundTrip(time)).toEqual(new Timestamp(1_700_000_000, 123_456_000));
  });

  it('times before 1970 and at the ends of the calendar', async () => {
    const times = [
      new Timestamp(-62_135_596_800, 0),
      new Timestamp(-1, 999_999_000),
      new Timestamp(0, 0),
      new Timestamp(253_402_300_799, 999_999_000),
    ];
    expect(await roundTrip(times)).toEqual(times);
  });

  it('places', async () => {
    const places = [new GeoPoint(0, 0), new GeoPoint(-90, -180), new GeoPoint(59.9386, 30.3141)];
    expect(await roundTrip(places)).toEqual(places);
  });

  it('bytes', async () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    expect(await roundTrip([all, Buffer.alloc(0)])).toEqual([all, Buffer.alloc(0)]);
  });

  it('references', async () => {
    const ref = db.doc('people/ada/pets/rex');
    const read = await roundTrip({ ref });
    expect(read).toMatchObject({ ref: { path: ref.path } });
  });

  it('vectors', async () => {
    const ref = values.doc('vectors');
    await ref.set({ one: FieldValue.vector([1, -2.5, 0]), deep: { two: FieldValue.vector([3]) } });
    const snapshot = await ref.get();
    expect(snapshot.get('one')).toEqual(FieldValue.vector([1, -2.5, 0]));
    expect(snapshot.get('deep.two')).toEqual(FieldValue.vector([3]));
  });

  it('texts of 100,000 characters', async () => {
    const text = 'ж'.repeat(100_000);
    expect(await roundTrip(text)).toBe(text);
  });

  it('twenty levels of maps', async () => {
    let nested: Record<string, unknown> = { end: true };
    for (let level = 1; level < 19; level++) nested = { nested };
    expect(await roundTrip(nested)).toEqual(nested);
  });

  it('field names of any text', async () => {
    const names = ['a.b', 'a b', '`', '\\', '0', 'кот', '[]', '~*/', "it's", '"'];
    const ref = values.doc('names');
    await ref.set(Object.fromEntries(names.map((name) => [name, name])));
    const snapshot = await ref.get();
    for (const name of names) expect(snapshot.get(new FieldPath(name))).toBe(name);
  });
});
