import { FieldPath } from '@google-cloud/firestore';
import type { Query } from '@google-cloud/firestore';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from './connect.ts';

const db = connect();

beforeAll(async () => {
  const batch = db.batch();
  for (const [path, n] of [
    ['pets/rex', 1],
    ['people/ada/pets/kit', 2],
    ['people/bob/pets/ace', 3],
    ['people/bob/pets/ace/pets/flea', 4],
    ['people/bob/petsOther/no', 5],
    ['people/ada/notes/pets', 6],
  ] as const) {
    batch.set(db.doc(path), { n, kind: n % 2 === 0 ? 'even' : 'odd' });
  }
  await batch.commit();
});

const paths = async (query: Query) => (await query.get()).docs.map((one) => one.ref.path);

describe('a collection group', () => {
  const pets = db.collectionGroup('pets');

  it('is every collection of that name, at any depth, in the order of full paths', async () => {
    expect(await paths(pets)).toEqual([
      'people/ada/pets/kit',
      'people/bob/pets/ace',
      'people/bob/pets/ace/pets/flea',
      'pets/rex',
    ]);
  });

  it('filters, orders and limits as a collection does', async () => {
    expect(await paths(pets.where('kind', '==', 'even'))).toEqual([
      'people/ada/pets/kit',
      'people/bob/pets/ace/pets/flea',
    ]);
    expect(await paths(pets.orderBy('n', 'desc').limit(2))).toEqual([
      'people/bob/pets/ace/pets/flea',
      'people/bob/pets/ace',
    ]);
    expect(await paths(pets.where('n', '>', 1).where('kind', '==', 'odd'))).toEqual(['people/bob/pets/ace']);
  });

  it('takes a path as a document id', async () => {
    const id = FieldPath.documentId();
    expect(await paths(pets.where(id, '==', 'people/ada/pets/kit'))).toEqual(['people/ada/pets/kit']);
    expect(await paths(pets.orderBy(id).startAt('people/bob/pets/ace').endBefore('pets/rex'))).toEqual([
      'people/bob/pets/ace',
      'people/bob/pets/ace/pets/flea',
    ]);
  });

  it('is counted', async () => {
    expect((await pets.count().get()).data()).toEqual({ count: 4 });
  });
});

describe('a plain collection', () => {
  it('holds neither its namesakes nor what is deeper', async () => {
    expect(await paths(db.collection('pets'))).toEqual(['pets/rex']);
    expect(await paths(db.collection('people/bob/pets'))).toEqual(['people/bob/pets/ace']);
  });
});
