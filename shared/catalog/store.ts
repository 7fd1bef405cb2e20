import { type Firestore, Timestamp } from '@google-cloud/firestore';
import { z } from 'zod';
import {
  type Catalog,
  catalogDocument,
  catalogSchema,
  packsCollection,
  type Product,
  productSchema,
  productsCollection,
} from './schema.ts';

const packSchema = z.object({ version: z.string(), at: z.number(), body: z.instanceof(Buffer) });
const packHeadSchema = packSchema.omit({ body: true });

/** The product of that id; none where the id cannot be a document's. */
export async function readProduct(firestore: Firestore, productId: string): Promise<Product | undefined> {
  if (!productSchema.shape.productId.safeParse(productId).success) return undefined;
  const snapshot = await productRef(firestore, productId).get();
  return snapshot.exists ? productSchema.parse(snapshot.data()) : undefined;
}

/** Writes products, each whole, in one step. */
export async function writeProducts(firestore: Firestore, products: readonly Product[]): Promise<void> {
  const batch = firestore.batch();
  for (const product of products) batch.set(productRef(firestore, product.productId), product);
  await batch.commit();
}

/** All products there are, by id. */
export async function* listProducts(firestore: Firestore): AsyncGenerator<Product> {
  const query = firestore.collection(productsCollection).orderBy('__name__').limit(pageSize);
  for (let page = query; ;) {
    const { docs } = await page.get();
    for (const doc of docs) yield productSchema.parse(doc.data());
    const last = docs.at(-1);
    if (!last || docs.length < pageSize) return;
    page = query.startAfter(last);
  }
}

const pageSize = 1000;

/** Which catalog is in force; none before the first import. */
export async function readCatalog(firestore: Firestore): Promise<Catalog | undefined> {
  const snapshot = await firestore.doc(catalogDocument).get();
  return snapshot.exists ? catalogSchema.parse(snapshot.data()) : undefined;
}

/** A pack of the catalog; undefined where a newer version has taken its place. */
export async function readPack(
  firestore: Firestore,
  version: string,
  number: number,
): Promise<Buffer | undefined> {
  const snapshot = await packRef(firestore, version, number).get();
  return snapshot.exists ? packSchema.parse(snapshot.data()).body : undefined;
}

/** Writes a pack of a version that is not in force yet. */
export async function writePack(
  firestore: Firestore,
  { version, number, at, body }: { version: string; number: number; at: number; body: Buffer },
): Promise<void> {
  await packRef(firestore, version, number).set({ version, at, body });
}

/** Puts a catalog in force if the one that it was made from still is; answers whether. */
export function replaceCatalog(
  firestore: Firestore,
  catalog: Catalog,
  from: string | undefined,
): Promise<boolean> {
  const ref = firestore.doc(catalogDocument);
  return firestore.runTransaction(async (transaction) => {
    const snapshot = await transaction.get(ref);
    const current = snapshot.exists ? catalogSchema.parse(snapshot.data()) : undefined;
    if (current?.version !== from) return false;
    transaction.set(ref, catalog);
    return true;
  });
}

/** Deletes the packs that neither are in force nor may still be on their way there. */
export async function deletePacks(
  firestore: Firestore,
  { version, replaced, before }: { version: string; replaced: string | undefined; before: number },
): Promise<void> {
  const { docs } = await firestore.collection(packsCollection).select('version', 'at').get();
  const stale = docs.filter((doc) => {
    const head = packHeadSchema.parse(doc.data());
    return head.version !== version && (head.version === replaced || head.at < before);
  });
  await Promise.all(stale.map((doc) => doc.ref.delete()));
}

const productRef = (firestore: Firestore, productId: string) =>
  firestore.collection(productsCollection).doc(productId);

const packRef = (firestore: Firestore, version: string, number: number) =>
  firestore.collection(packsCollection).doc(`${version}-${number}`);

const importSchema = z.object({ written: z.int().nonnegative() });
const importKeptMs = 7 * 86_400_000;

/** How many products an import that was cut short had written. */
export async function readImported(firestore: Firestore, id: string): Promise<number> {
  const snapshot = await importRef(firestore, id).get();
  return snapshot.exists ? importSchema.parse(snapshot.data()).written : 0;
}

/** Keeps up to where an import has come, for a week. */
export async function recordImported(
  firestore: Firestore,
  id: string,
  { written, now }: { written: number; now: number },
): Promise<void> {
  const expireAt = Timestamp.fromMillis(now + importKeptMs);
  await importRef(firestore, id).set({ kind: 'catalog-import', written, expireAt });
}

/** Forgets an import that has come to its end. */
export async function finishImport(firestore: Firestore, id: string): Promise<void> {
  await importRef(firestore, id).delete();
}

/** Whether a write that failed may succeed later: the deadline, a quota, contention, an inner error, no connection. */
export function isPassing(cause: unknown): boolean {
  const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'number' && [4, 8, 10, 13, 14].includes(code);
}

const importRef = (firestore: Firestore, id: string) => firestore.doc(`jobs/catalog-import-${id}`);
