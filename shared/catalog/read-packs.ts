import type { Firestore } from '@google-cloud/firestore';
import { AppError } from '../platform/errors.ts';
import { withinLimit } from '../platform/within-limit.ts';
import { createPace } from './pace.ts';
import { unpackProducts } from './pack-products.ts';
import type { Product } from './schema.ts';
import { readCatalog, readPack } from './store.ts';

const mostTries = 4;
/** The client itself goes on for minutes. */
const defaultPatienceMs = 10_000;

/**
 * Reads the catalog in force into what `begin` makes, product by product, in slices; begins anew where it is replaced
 * meanwhile. Its version is empty before the first import; undefined is answered where it still is the `known` one.
 */
export async function readPacks<Into>(
  firestore: Firestore,
  options: {
    known?: string | undefined;
    /** How long one read may take. */
    patienceMs?: number | undefined;
    begin: () => Into;
    take: (into: Into, product: Product) => void;
  },
): Promise<{ version: string; into: Into } | undefined> {
  const { known, patienceMs = defaultPatienceMs, begin, take } = options;
  const read: Read = (work) => withinLimit(work, patienceMs);
  for (let tries = 0; tries < mostTries; tries++) {
    const { version, packs } = (await read(readCatalog(firestore))) ?? { version: '', packs: 0 };
    if (version === known) return undefined;
    const into = begin();
    if (await readAll(read, firestore, { version, packs }, (product) => take(into, product)))
      return { version, into };
  }
  throw new AppError('unavailable', 'The catalog changed too often to be read.');
}

type Read = <T>(work: Promise<T>) => Promise<T>;

/** False where a newer version took this one's place. */
async function readAll(
  read: Read,
  firestore: Firestore,
  { version, packs }: { version: string; packs: number },
  take: (product: Product) => void,
): Promise<boolean> {
  const pace = createPace();
  for (let number = 0; number < packs; number++) {
    const pack = await read(readPack(firestore, version, number));
    if (!pack) return false;
    await unpackProducts(pack, pace, take);
  }
  return true;
}
