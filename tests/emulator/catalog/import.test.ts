import { expect, it } from 'vitest';
import {
  createCatalogSearch,
  importCatalog,
  type Product,
  repackCatalog,
} from '../../../shared/catalog/index.ts';
import { makeProduct } from '../../shared/catalog/make-product.ts';
import { connect } from '../firestore/connect.ts';

const many = (count: number, about: Record<string, unknown> = {}): Product[] =>
  Array.from({ length: count }, (_, n) => makeProduct(`p${n}`, about));

const packsOf = async (firestore: ReturnType<typeof connect>) =>
  (await firestore.collection('catalogPacks').select().get()).docs.map(({ id }) => id);

it('an import adds and replaces, keeps the others, and leaves the packs of one version', async () => {
  const firestore = connect();
  await importCatalog({ firestore }, many(3));
  const second = await importCatalog({ firestore }, [
    makeProduct('p1', { category: 'other' }),
    makeProduct('q'),
  ]);
  expect(second).toMatchObject({ products: 4, written: 2, unchanged: 0 });
  expect((await firestore.doc('products/p1').get()).data()).toMatchObject({ category: 'other' });
  expect((await firestore.doc('config/catalog').get()).data()).toMatchObject({
    version: second.version,
    products: 4,
  });
  expect(await packsOf(firestore)).toEqual([`${second.version}-0`]);
  const search = createCatalogSearch({ firestore: () => Promise.resolve(firestore) });
  const found = await search.browse({ limit: 10 });
  expect(found.map(({ productId, category }) => `${productId} ${category}`).sort()).toEqual([
    'p0 things',
    'p1 other',
    'p2 things',
    'q things',
  ]);
});

it('an import that is cut short goes on where it was, and puts nothing in force before it is done', async () => {
  const firestore = connect();
  await importCatalog({ firestore }, many(1));
  const products = many(2500, { category: 'new' });
  const cut = importCatalog({ firestore, onProgress: stopAt(2000) }, products);
  await expect(cut).rejects.toThrow('cut');
  expect((await firestore.doc('config/catalog').get()).data()).toMatchObject({ products: 1 });
  // As a process that was killed, the stop came before that step was recorded; one more is.
  await expect(importCatalog({ firestore, onProgress: stopAt(2500) }, products)).rejects.toThrow('cut');
  const steps: number[] = [];
  const done = await importCatalog({ firestore, onProgress: (written) => steps.push(written) }, products);
  expect(steps).toEqual([2500]);
  expect(done).toMatchObject({ products: 2500, written: 2500 });
  expect((await firestore.collection('products').count().get()).data().count).toBe(2500);
  const some = ['p0', 'p1999', 'p2000', 'p2499'].map((id) => firestore.doc(`products/${id}`));
  for (const doc of await firestore.getAll(...some)) expect(doc.data()).toMatchObject({ category: 'new' });
  expect((await firestore.collection('jobs').get()).size).toBe(0);
});

function stopAt(limit: number) {
  return (written: number) => {
    if (written >= limit) throw new Error('cut');
  };
}

it('two imports at once are both in the catalog, and it says of a product what its document says', async () => {
  const firestore = connect();
  await importCatalog({ firestore }, many(2));
  const at = (letter: string) => [
    ...many(2, { category: letter }),
    makeProduct(letter, { category: letter }),
  ];
  await Promise.all([importCatalog({ firestore }, at('a')), importCatalog({ firestore }, at('b'))]);
  const search = createCatalogSearch({ firestore: () => Promise.resolve(firestore) });
  await search.ready();
  const stored = await firestore.collection('products').get();
  expect(stored.docs.map(({ id }) => id).sort()).toEqual(['a', 'b', 'p0', 'p1']);
  for (const doc of stored.docs) expect(search.product(doc.id)).toEqual(doc.data());
  expect(await packsOf(firestore)).toHaveLength(1);
});

it('a load that a newer version overtakes begins anew', async () => {
  const firestore = connect();
  await importCatalog({ firestore }, many(5));
  const { version } = await importCatalog({ firestore }, many(6));
  await firestore.doc(`catalogPacks/${version}-0`).delete();
  const search = createCatalogSearch({ firestore: () => Promise.resolve(firestore) });
  await expect(search.ready()).rejects.toMatchObject({ code: 'unavailable' });
  await repackCatalog({ firestore });
  await search.ready();
  expect(await search.browse({ limit: 10 })).toHaveLength(6);
});
