import { createHash, randomBytes } from 'node:crypto';
import type { Firestore } from '@google-cloud/firestore';
import { type Clock, systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { packProducts } from './pack-products.ts';
import { readPacks } from './read-packs.ts';
import type { Catalog, Product } from './schema.ts';
import {
  deletePacks,
  finishImport,
  listProducts,
  readCatalog,
  readImported,
  recordImported,
  replaceCatalog,
  writePack,
} from './store.ts';
import { writeInChunks } from './write-in-chunks.ts';

export type ImportServices = {
  firestore: Firestore;
  /** Told after every step how many products of those that changed are written. */
  onProgress?: (done: number, total: number) => void;
  clock?: Clock;
};

export type Imported = {
  /** Of the catalog that is in force now. */
  version: string;
  /** How many products it has. */
  products: number;
  /** Were written, by this run or one that it went on with. */
  written: number;
  unchanged: number;
};

const mostTries = 5;
/** Packs on their way into force are not older. */
const packingMs = 3_600_000;

/**
 * Adds or replaces products, each whole, and puts the catalog with them in force; others stay. Goes on where the same
 * import was cut short, and writes nothing that is there already.
 */
export async function importCatalog(
  services: ImportServices,
  products: readonly Product[],
): Promise<Imported> {
  const { firestore, onProgress = () => undefined, clock = systemClock } = services;
  for (let tries = 0; tries < mostTries; tries++) {
    const { base, merged } = await readBase(firestore);
    const changed = products.filter((product) => !isSame(product, merged.get(product.productId)));
    const unchanged = products.length - changed.length;
    if (changed.length === 0 && base !== undefined)
      return { version: base, products: merged.size, written: 0, unchanged };
    // What another import wrote meanwhile moves the base, and so begins this one anew.
    const id = digest(base, changed);
    const done = await readImported(firestore, id);
    await writeInChunks(firestore, changed, done, async (written) => {
      onProgress(written, changed.length);
      await recordImported(firestore, id, { written, now: clock() });
    });
    for (const product of changed) merged.set(product.productId, product);
    const catalog = await putInForce(firestore, merged.values(), base, clock());
    await finishImport(firestore, id);
    if (catalog)
      return { version: catalog.version, products: merged.size, written: changed.length, unchanged };
  }
  throw new AppError('conflict', 'The catalog changed too often meanwhile.');
}

/** Makes the catalog of the products that there are, for those that were changed or deleted one by one. */
export async function repackCatalog({ firestore, clock = systemClock }: ImportServices): Promise<Catalog> {
  for (let tries = 0; tries < mostTries; tries++) {
    const base = await readCatalog(firestore);
    const products: Product[] = [];
    for await (const product of listProducts(firestore)) products.push(product);
    const catalog = await putInForce(firestore, products, base?.version, clock());
    if (catalog) return catalog;
  }
  throw new AppError('conflict', 'The catalog changed too often meanwhile.');
}

async function readBase(firestore: Firestore) {
  const read = await readPacks(firestore, {
    begin: () => new Map<string, Product>(),
    take: (products, product) => void products.set(product.productId, product),
  });
  return { base: read?.version || undefined, merged: read?.into ?? new Map<string, Product>() };
}

/** Undefined where another catalog came into force since `base`. */
async function putInForce(
  firestore: Firestore,
  products: Iterable<Product>,
  base: string | undefined,
  now: number,
): Promise<Catalog | undefined> {
  const version = `${now.toString(36)}-${randomBytes(4).toString('hex')}`;
  let packs = 0;
  let count = 0;
  for await (const pack of packProducts(products)) {
    await writePack(firestore, { version, number: packs++, at: now, body: pack.body });
    count += pack.products;
  }
  const catalog = { version, packs, products: count, updatedAt: now };
  const replaced = await replaceCatalog(firestore, catalog, base);
  // What lost the race has no use for its own packs either.
  await deletePacks(firestore, {
    version: replaced ? version : (base ?? ''),
    replaced: replaced ? base : version,
    before: now - packingMs,
  });
  return replaced ? catalog : undefined;
}

/** Products that the schema read have their fields in one order. */
const isSame = (product: Product, other: Product | undefined): boolean =>
  other !== undefined && JSON.stringify(product) === JSON.stringify(other);

function digest(base: string | undefined, products: readonly Product[]): string {
  const hash = createHash('sha256').update(base ?? '');
  for (const product of products) hash.update(JSON.stringify(product));
  return hash.digest('hex').slice(0, 32);
}
