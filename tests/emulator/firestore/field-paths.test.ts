import { FieldPath, FieldValue } from '@google-cloud/firestore';
import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { connect } from './connect.ts';

const db = connect();
const docs = db.collection('docs');

async function written(data: Record<string, unknown>) {
  const ref = docs.doc();
  await ref.set(data);
  return { ref, read: async () => (await ref.get()).data() };
}

describe('merging set', () => {
  it('keeps the fields it does not name, at every depth', async () => {
    const { ref, read } = await written({ a: 1, map: { x: 1, y: { z: 2 } } });
    await ref.set({ b: 2, map: { y: { w: 3 } } }, { merge: true });
    expect(await read()).toEqual({ a: 1, b: 2, map: { x: 1, y: { z: 2, w: 3 } } });
  });

  it('makes the document where there is none', async () => {
    const ref = docs.doc();
    await ref.set({ a: { b: 1 } }, { merge: true });
    expect((await ref.get()).data()).toEqual({ a: { b: 1 } });
  });

  it('makes an empty document of nothing', async () => {
    const ref = docs.doc();
    await ref.set({}, { merge: true });
    expect((await ref.get()).data()).toEqual({});
  });

  it('with nothing to merge leaves the document alone', async () => {
    const { ref, read } = await written({ a: 1 });
    await ref.set({}, { merge: true });
    expect(await read()).toEqual({ a: 1 });
  });

  it('replaces a map by an empty map', async () => {
    const { ref, read } = await written({ map: { x: 1 } });
    await ref.set({ map: {} }, { merge: true });
    expect(await read()).toEqual({ map: {} });
  });

  it('replaces arrays whole', async () => {
    const { ref, read } = await written({ list: [1, 2, 3] });
    await ref.set({ list: [{ a: 1 }] }, { merge: true });
    expect(await read()).toEqual({ list: [{ a: 1 }] });
  });

  it('replaces a plain value that stands where a map must', async () => {
    const { ref, read } = await written({ a: 1 });
    await ref.set({ a: { b: 2 } }, { merge: true });
    expect(await read()).toEqual({ a: { b: 2 } });
  });

  it('deletes the fields marked so', async () => {
    const { ref, read } = await written({ a: 1, map: { x: 1, y: 2 } });
    await ref.set({ a: FieldValue.delete(), map: { x: FieldValue.delete() } }, { merge: true });
    expect(await read()).toEqual({ map: { y: 2 } });
  });

  it('writes only the fields of its list', async () => {
    const { ref, read } = await written({ a: 1, b: { c: 2, d: 3 } });
    await ref.set({ a: 10, b: { c: 20, d: 30 } }, { mergeFields: ['b.c'] });
    expect(await read()).toEqual({ a: 1, b: { c: 20, d: 3 } });
  });

  it('replaces a listed map whole', async () => {
    const { ref, read } = await written({ b: { c: 2, d: 3 } });
    await ref.set({ b: { e: 4 } }, { mergeFields: ['b'] });
    expect(await read()).toEqual({ b: { e: 4 } });
  });
});

describe('update', () => {
  it('changes only the paths it names', async () => {
    const { ref, read } = await written({ a: 1, map: { x: 1, y: { z: 2 } } });
    await ref.update({ 'map.y.z': 3, 'map.new.deep': 4 });
    expect(await read()).toEqual({ a: 1, map: { x: 1, y: { z: 3 }, new: { deep: 4 } } });
  });

  it('replaces a map that it names whole', async () => {
    const { ref, read } = await written({ map: { x: 1 } });
    await ref.update({ map: { y: 2 } });
    expect(await read()).toEqual({ map: { y: 2 } });
  });

  it('deletes fields, and deleting an absent field is no error', async () => {
    const { ref, read } = await written({ a: 1, map: { x: 1, y: 2 } });
    await ref.update({
      a: FieldValue.delete(),
      'map.x': FieldValue.delete(),
      'no.such': FieldValue.delete(),
    });
    expect(await read()).toEqual({ map: { y: 2 } });
  });

  it('leaves an empty map behind when its last field is deleted', async () => {
    const { ref, read } = await written({ map: { x: 1 } });
    await ref.update({ 'map.x': FieldValue.delete() });
    expect(await read()).toEqual({ map: {} });
  });

  it('puts a map in the place of a plain value when a path goes through it', async () => {
    const { ref, read } = await written({ a: 1 });
    await ref.update({ 'a.b': 2 });
    expect(await read()).toEqual({ a: { b: 2 } });
  });

  it('leaves a plain value alone when a path that goes through it is deleted', async () => {
    const { ref, read } = await written({ a: 1, list: [1] });
    await ref.update({ 'a.b': FieldValue.delete(), 'list.x': FieldValue.delete() });
    expect(await read()).toEqual({ a: 1, list: [1] });
  });

  it('takes field names with dots, quotes, spaces and backslashes', async () => {
    const names = ['a.b', 'with`tick', 'back\\slash', 'two words', '1st', 'кот', '*', "'"];
    const { ref, read } = await written({ keep: true });
    for (const name of names) await ref.update(new FieldPath('deep', name), name);
    expect(await read()).toEqual({ keep: true, deep: Object.fromEntries(names.map((name) => [name, name])) });
    for (const name of names.slice(1)) await ref.update(new FieldPath('deep', name), FieldValue.delete());
    expect(await read()).toEqual({ keep: true, deep: { 'a.b': 'a.b' } });
  });

  it('of nothing touches the update time of nothing', async () => {
    const { ref, read } = await written({ a: 1 });
    await ref.update({ a: 1 });
    expect(await read()).toEqual({ a: 1 });
  });

  it('refuses reserved field names', async () => {
    const { ref } = await written({ a: 1 });
    await expect(ref.set({ __name__: 1 })).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    await expect(ref.update({ 'deep.__x__': 1 })).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });
});

describe('paths in queries', () => {
  it('reach quoted field names', async () => {
    const quoted = db.collection('quoted');
    await quoted.doc('one').set({ 'a.b': { 'c`d': 1 }, '\\': 2, кот: 3 });
    await quoted.doc('two').set({ a: { b: { 'c`d': 1 } } });
    for (const [path, value] of [
      [new FieldPath('a.b', 'c`d'), 1],
      [new FieldPath('\\'), 2],
      [new FieldPath('кот'), 3],
    ] as const) {
      const found = await quoted.where(path, '==', value).orderBy(path).get();
      expect(found.docs.map((one) => one.id)).toEqual(['one']);
    }
  });

  it('reach into maps, not into arrays', async () => {
    const deep = db.collection('deep');
    await deep.doc('map').set({ a: { b: 1 } });
    await deep.doc('array').set({ a: [{ b: 1 }] });
    await deep.doc('plain').set({ a: 1 });
    expect((await deep.where('a.b', '==', 1).get()).docs.map((one) => one.id)).toEqual(['map']);
    expect((await deep.orderBy('a.b').get()).docs.map((one) => one.id)).toEqual(['map']);
  });
});
