import { FieldPath, FieldValue, Timestamp } from '@google-cloud/firestore';
import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { connect, connectRaw, freshProject } from './connect.ts';

const projectId = freshProject();
const db = connect({ projectId });
const exact = connect({ projectId, useBigInt: true });
const raw = connectRaw();
const docs = db.collection('docs');

async function after(data: Record<string, unknown>, update: Record<string, unknown>) {
  const ref = docs.doc();
  await ref.set(data);
  await ref.update(update);
  return (await ref.get()).data();
}

describe('server timestamp', () => {
  it('is the time of the write, to the millisecond', async () => {
    const ref = docs.doc();
    const { writeTime } = await ref.set({
      at: FieldValue.serverTimestamp(),
      deep: { at: FieldValue.serverTimestamp() },
    });
    const snapshot = await ref.get();
    const at: unknown = snapshot.get('at');
    expect(at).toBeInstanceOf(Timestamp);
    expect(snapshot.get('deep.at')).toEqual(at);
    expect(Math.abs((at as Timestamp).toMillis() - writeTime.toMillis())).toBeLessThanOrEqual(1_000);
  });

  it('is the same everywhere in one commit', async () => {
    const [a, b] = [docs.doc(), docs.doc()];
    const batch = db.batch();
    batch.set(a, { at: FieldValue.serverTimestamp() });
    batch.set(b, { at: FieldValue.serverTimestamp() });
    await batch.commit();
    expect((await a.get()).get('at')).toEqual((await b.get()).get('at'));
  });

  it('alone in a set makes a document with that one field', async () => {
    const ref = docs.doc();
    await ref.set({ old: 1 });
    await ref.set({ at: FieldValue.serverTimestamp() });
    expect(Object.keys((await ref.get()).data() ?? {})).toEqual(['at']);
  });

  it('alone in a merge keeps the other fields', async () => {
    const ref = docs.doc();
    await ref.set({ old: 1, map: { x: 1 } });
    await ref.set({ map: { at: FieldValue.serverTimestamp() } }, { merge: true });
    expect((await ref.get()).data()).toEqual({ old: 1, map: { x: 1, at: expect.any(Timestamp) } });
  });
});

describe('increment', () => {
  it.each([
    ['integers', 5, 2, 7],
    ['an integer by a fraction', 5, 0.5, 5.5],
    ['a fraction by an integer', 1.5, 2, 3.5],
    ['downwards', 5, -8, -3],
    ['a text, which it replaces', 'five', 2, 2],
    ['a null, which it replaces', null, 2, 2],
    ['a map, which it replaces', { a: 1 }, 2, 2],
    ['infinity', Infinity, 1, Infinity],
    ['not a number', NaN, 1, NaN],
  ])('of %s', async (_title, start, by, end) => {
    expect(await after({ n: start }, { n: FieldValue.increment(by) })).toEqual({ n: end });
  });

  it('starts from nothing at zero', async () => {
    expect(await after({}, { 'deep.n': FieldValue.increment(3) })).toEqual({ deep: { n: 3 } });
  });

  it('keeps integers integers and lets a fraction make a double', async () => {
    const ref = docs.doc();
    await ref.set({ whole: 1, mixed: 1 });
    await ref.update({ whole: FieldValue.increment(2), mixed: FieldValue.increment(0.5) });
    await ref.update({ mixed: FieldValue.increment(0.5) });
    const snapshot = await exact.doc(ref.path).get();
    expect(snapshot.data()).toEqual({ whole: 3n, mixed: 2 });
  });

  it('stops at the ends of 64 bits', async () => {
    const ref = exact.doc('docs/overflow');
    await ref.set({ most: 9223372036854775807n, near: 9223372036854775800n, least: -9223372036854775808n });
    await ref.update({
      most: FieldValue.increment(1),
      near: FieldValue.increment(100),
      least: FieldValue.increment(-1),
    });
    expect((await ref.get()).data()).toEqual({
      most: 9223372036854775807n,
      near: 9223372036854775807n,
      least: -9223372036854775808n,
    });
  });

  it('makes the document where a merge finds none', async () => {
    const ref = docs.doc();
    await ref.set({ n: FieldValue.increment(4) }, { merge: true });
    expect((await ref.get()).data()).toEqual({ n: 4 });
  });

  it('from fifty callers at once loses none', async () => {
    const ref = docs.doc();
    await ref.set({ n: 0 });
    await Promise.all(Array.from({ length: 50 }, () => ref.update({ n: FieldValue.increment(1) })));
    expect((await ref.get()).get('n')).toBe(50);
  });
});

describe('array union and remove', () => {
  it.each([
    ['appends what is new, in order', [1, 2], FieldValue.arrayUnion(3, 2, 4), [1, 2, 3, 4]],
    ['appends a repeated element once', [], FieldValue.arrayUnion('a', 'a'), ['a']],
    ['keeps the repeats that were there', [1, 1, 2], FieldValue.arrayUnion(2, 3), [1, 1, 2, 3]],
    ['knows equal maps', [{ a: 1, b: [2] }], FieldValue.arrayUnion({ b: [2], a: 1 }), [{ a: 1, b: [2] }]],
    ['knows null and not-a-number', [null, NaN], FieldValue.arrayUnion(null, NaN), [null, NaN]],
    ['knows 1 and 1.0 as equal', [1], FieldValue.arrayUnion(1.0, 1.5), [1, 1.5]],
    ['replaces what is no array', 'text', FieldValue.arrayUnion(1), [1]],
    ['removes every occurrence', [1, 2, 1, 3], FieldValue.arrayRemove(1), [2, 3]],
    ['removes maps by value', [{ a: 1 }, { a: 2 }], FieldValue.arrayRemove({ a: 1 }), [{ a: 2 }]],
    ['removes null and not-a-number', [null, NaN, 1], FieldValue.arrayRemove(null, NaN), [1]],
    ['removing what is absent changes nothing', [1], FieldValue.arrayRemove(2), [1]],
    ['removing from what is no array leaves an empty one', 'text', FieldValue.arrayRemove(1), []],
  ])('%s', async (_title, start, transform, end) => {
    expect(await after({ list: start }, { list: transform })).toEqual({ list: end });
  });

  it('start from a missing field as from an empty array', async () => {
    expect(await after({}, { add: FieldValue.arrayUnion(1, 2), remove: FieldValue.arrayRemove(1) })).toEqual({
      add: [1, 2],
      remove: [],
    });
  });
});

describe('several transforms', () => {
  it('in one write all take effect beside plain fields', async () => {
    const data = await after(
      { n: 1, list: [1], old: 'x', map: { a: 1 } },
      {
        n: FieldValue.increment(1),
        list: FieldValue.arrayUnion(2),
        old: FieldValue.delete(),
        plain: 'y',
        'map.at': FieldValue.serverTimestamp(),
      },
    );
    expect(data).toEqual({ n: 2, list: [1, 2], plain: 'y', map: { a: 1, at: expect.any(Timestamp) } });
  });

  it('reach quoted names', async () => {
    const ref = docs.doc();
    await ref.set({ 'a.b': 1 });
    await ref.update(
      new FieldPath('a.b'),
      FieldValue.increment(1),
      new FieldPath('`'),
      FieldValue.arrayUnion(1),
    );
    expect((await ref.get()).data()).toEqual({ 'a.b': 2, '`': [1] });
  });

  it('of one document in one commit build on each other', async () => {
    const ref = docs.doc();
    const batch = db.batch();
    batch.set(ref, { n: 1 });
    batch.update(ref, { n: FieldValue.increment(1) });
    batch.set(ref, { n: FieldValue.increment(10) }, { merge: true });
    await batch.commit();
    expect((await ref.get()).data()).toEqual({ n: 12 });
  });

  it('need the document when they are an update', async () => {
    await expect(docs.doc('absent').update({ n: FieldValue.increment(1) })).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
  });
});

describe('transforms on the wire', () => {
  const database = raw.documents.replace('/documents', '');
  const name = `${raw.documents}/docs/wire`;

  it('answer what they made, one result for each', async () => {
    const [answer] = await raw.client.commit({
      database,
      writes: [
        { update: { name, fields: { n: { integerValue: 5 }, low: { doubleValue: 2.5 } } } },
        {
          update: { name, fields: {} },
          updateMask: { fieldPaths: [] },
          updateTransforms: [
            { fieldPath: 'n', increment: { integerValue: 2 } },
            { fieldPath: 'n', maximum: { integerValue: 100 } },
            { fieldPath: 'low', minimum: { integerValue: 2 } },
            { fieldPath: 'list', appendMissingElements: { values: [{ stringValue: 'a' }] } },
          ],
        },
      ],
    });
    expect(answer.writeResults?.[0]?.transformResults).toEqual([]);
    expect(answer.writeResults?.[1]?.transformResults).toMatchObject([
      { integerValue: '7' },
      { integerValue: '100' },
      { integerValue: '2' },
      { nullValue: 'NULL_VALUE' },
    ]);
    const [document] = await raw.client.getDocument({ name });
    expect(document.fields).toMatchObject({
      n: { integerValue: '100' },
      low: { integerValue: '2' },
      list: { arrayValue: { values: [{ stringValue: 'a' }] } },
    });
  });

  it.each([
    ['maximum', 'a smaller integer', { integerValue: 1 }, { integerValue: '5' }],
    ['maximum', 'a larger double', { doubleValue: 5.5 }, { doubleValue: 5.5 }],
    ['maximum', 'an equal double, keeping the field', { doubleValue: 5 }, { integerValue: '5' }],
    ['maximum', 'not a number', { doubleValue: NaN }, { doubleValue: NaN }],
    ['minimum', 'a larger integer', { integerValue: 9 }, { integerValue: '5' }],
    ['minimum', 'a smaller double', { doubleValue: -0.5 }, { doubleValue: -0.5 }],
    ['minimum', 'an equal double, keeping the field', { doubleValue: 5 }, { integerValue: '5' }],
  ])('%s with %s', async (kind, _title, operand, end) => {
    const document = `${raw.documents}/docs/${kind}`;
    await raw.client.commit({
      database,
      writes: [
        { update: { name: document, fields: { n: { integerValue: 5 } } } },
        { transform: { document, fieldTransforms: [{ fieldPath: 'n', [kind]: operand }] } },
      ],
    });
    const [read] = await raw.client.getDocument({ name: document });
    expect(read.fields?.['n']).toMatchObject(end);
  });

  it('take the operand where the field is missing or no number', async () => {
    const document = `${raw.documents}/docs/replaced`;
    await raw.client.commit({
      database,
      writes: [
        { update: { name: document, fields: { text: { stringValue: 'x' } } } },
        {
          transform: {
            document,
            fieldTransforms: [
              { fieldPath: 'text', maximum: { integerValue: -3 } },
              { fieldPath: 'gone', minimum: { doubleValue: 4.5 } },
            ],
          },
        },
      ],
    });
    const [read] = await raw.client.getDocument({ name: document });
    expect(read.fields).toMatchObject({ text: { integerValue: '-3' }, gone: { doubleValue: 4.5 } });
  });
});
