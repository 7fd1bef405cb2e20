import type { Firestore } from '@google-cloud/firestore';
import { AppError } from '../platform/errors.ts';
import { createPace } from './pace.ts';
import { unpackProducts } from './pack-products.ts';
import type { Product } from './schema.ts';
import { readCatalog, readPack } from './store.ts';

const mostTries = 4;

/**
 * Reads the catalog in force into what `begin` makes, product by product, in slices; begins anew where it is replaced
 * meanwhile. Its version is empty before the first import; undefined is answered where it still is the `known` one.
 */
export async function readPacks<Into>(
  firestore: Firestore,
  {
    known,
    begin,
    take,
  }: { known?: string | undefined; begin: () => Into; take: (into: Into, product: Product) => void },
): Promise<{ version: string; into: Into } | undefined> {
  for (let tries = 0; tries < mostTries; tries++) {
    const { version, packs } = (await readCatalog(firestore)) ?? { version: '', packs: 0 };
    if (version === known) return undefined;
    const into = begin();
    if (await readAll(firestore, version, packs, (product) => take(into, product))) return { version, into };
  }
  throw new AppError('unavailable', 'The catalog changed too often to be read.');
}

/** False where a newer version took this one's place. */
async function readAll(
  firestore: Firestore,
  version: string,
  packs: number,
  take: (product: Product) => void,
): Promise<boolean> {
  const pace = createPace();
  for (let number = 0; number < packs; number++) {
    const pack = await readPack(firestore, version, number);
    if (!pack) return false;
    await unpackProducts(pack, pace, take);
  }
  return true;
}
