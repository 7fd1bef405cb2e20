import type { Firestore } from '@google-cloud/firestore';
import { createNameIndex, type NameIndex } from './name-index.ts';
import { createProductIndex, type ProductIndex } from './product-index.ts';
import { readPacks } from './read-packs.ts';
import { createTextIndex, type TextIndex } from './text-index.ts';

/** A catalog in memory; before the first import it is empty, and so is its version. */
export type LoadedCatalog = { version: string; products: ProductIndex; texts: TextIndex; names: NameIndex };

/** Loads the catalog in force and indexes it in slices; undefined where `known` still is the version. */
export async function loadCatalog(
  firestore: Firestore,
  { known, patienceMs }: { known?: string | undefined; patienceMs?: number | undefined } = {},
): Promise<LoadedCatalog | undefined> {
  const read = await readPacks(firestore, {
    known,
    patienceMs,
    begin: () => ({ products: createProductIndex(), texts: createTextIndex(), names: createNameIndex() }),
    take: ({ products, texts, names }, product) => {
      const ordinal = products.add(product);
      texts.add(ordinal, product);
      names.add(ordinal, product);
    },
  });
  return read && { version: read.version, ...read.into };
}
