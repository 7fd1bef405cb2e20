import type { Firestore } from '@google-cloud/firestore';
import { AppError } from '../platform/errors.ts';
import { createNameIndex, type NameIndex } from './name-index.ts';
import { createPace } from './pace.ts';
import { unpackProducts } from './pack-products.ts';
import { createProductIndex, type ProductIndex } from './product-index.ts';
import type { Catalog } from './schema.ts';
import { readCatalog, readPack } from './store.ts';
import { createTextIndex, type TextIndex } from './text-index.ts';

/** A catalog in memory; before the first import its version is empty, and so is it. */
export type LoadedCatalog = { version: string; products: ProductIndex; texts: TextIndex; names: NameIndex };

const mostTries = 4;

/** Loads the catalog in force and indexes it in slices; undefined where `known` still is the version. */
export async function loadCatalog(firestore: Firestore, known?: string): Promise<LoadedCatalog | undefined> {
  for (let tries = 0; tries < mostTries; tries++) {
    const catalog = await readCatalog(firestore);
    if ((catalog?.version ?? '') === known) return undefined;
    const loaded = await loadVersion(firestore, catalog);
    if (loaded) return loaded;
  }
  throw new AppError('unavailable', 'The catalog changed too often to be loaded.');
}

/** Undefined where a newer version took this one's place meanwhile. */
async function loadVersion(
  firestore: Firestore,
  catalog: Catalog | undefined,
): Promise<LoadedCatalog | undefined> {
  const products = createProductIndex();
  const texts = createTextIndex();
  const names = createNameIndex();
  const pace = createPace();
  for (let number = 0; number < (catalog?.packs ?? 0); number++) {
    const pack = await readPack(firestore, catalog?.version ?? '', number);
    if (!pack) return undefined;
    await unpackProducts(pack, pace, (product) => {
      const ordinal = products.add(product);
      texts.add(ordinal, product);
      names.add(ordinal, product);
    });
  }
  return { version: catalog?.version ?? '', products, texts, names };
}
