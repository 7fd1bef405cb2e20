import {
  DocumentReference,
  FieldPath,
  FieldValue,
  GeoPoint,
  Timestamp,
  type CollectionReference,
  type Firestore,
  type Query,
  type QueryDocumentSnapshot,
  type Transaction,
} from '@google-cloud/firestore';
import { profileRef, usersCollection } from '../profile/index.ts';
import { type StoredReceipt, storedReceiptSchema } from './schema.ts';

/** What is kept of erasures, long enough that no queued message outlives it. */
const keptMs = 30 * 24 * 3_600_000;
const batchSize = 400;

/** When a mark or a receipt made now may be dropped. */
export function expiryOf(now: number): Timestamp {
  return Timestamp.fromMillis(now + keptMs);
}

/** Where receipts and other jobs are. */
export function jobRef(firestore: Firestore, id: string): DocumentReference {
  return firestore.collection('jobs').doc(id);
}

/** The receipt of an erasure, as it is kept. */
export async function readReceipt(
  firestore: Firestore,
  id: string,
  transaction?: Transaction,
): Promise<StoredReceipt | undefined> {
  const ref = jobRef(firestore, id);
  const snapshot = await (transaction ? transaction.get(ref) : ref.get());
  const parsed = storedReceiptSchema.safeParse(snapshot.data());
  return parsed.success ? parsed.data : undefined;
}

/** Ids of the erasures that are not done. */
export async function pendingReceipts(firestore: Firestore): Promise<string[]> {
  const pending = firestore.collection('jobs').where('kind', '==', 'erasure').where('state', '==', 'pending');
  return (await pending.select().get()).docs.map(({ id }) => id);
}

/** What belongs to a person outside their own subtree, by collection. */
export function elsewhere(firestore: Firestore, userId: string) {
  const of = (collection: string, field = 'userId') =>
    firestore.collection(collection).where(field, '==', userId);
  return {
    identities: of('identities'),
    linkCodes: of('linkCodes'),
    jobs: of('jobs'),
    /** Profiles left behind by those who were merged into the person. */
    merged: of(usersCollection, 'mergedInto'),
  };
}

/** Where a person's budgets are: of turns and tokens, and of wrong link codes. */
export function quotaRefs(firestore: Firestore, userId: string): DocumentReference[] {
  return [userId, `${userId}~link`].map((id) => firestore.collection('quotas').doc(id));
}

/** All documents below this one, at any depth, in the order of their names. */
function descendants(firestore: Firestore, root: DocumentReference): Query {
  // A group without a name is every collection, as the client's own recursive delete asks for it.
  return firestore
    .collectionGroup('')
    .orderBy(FieldPath.documentId())
    .startAfter(root.path)
    .endBefore(`${root.path}\0`);
}

/** So many documents of a person that come after the one named, in the order of their names. */
export async function readDescendants(
  firestore: Firestore,
  userId: string,
  { limit, after }: { limit: number; after: string | undefined },
): Promise<QueryDocumentSnapshot[]> {
  const all = descendants(firestore, profileRef(firestore, userId)).limit(limit);
  return (await (after === undefined ? all : all.startAfter(after)).get()).docs;
}

/** Names of some of what is below a person's document; of the document itself once nothing is below it. */
export async function someOf(firestore: Firestore, userId: string): Promise<DocumentReference[]> {
  const below = await descendants(firestore, profileRef(firestore, userId)).limit(batchSize).select().get();
  if (!below.empty) return below.docs.map(({ ref }) => ref);
  const own = await profileRef(firestore, userId).get();
  return own.exists ? [own.ref] : [];
}

/** Names of some of what a query finds. */
export async function someFound(query: Query): Promise<DocumentReference[]> {
  return (await query.limit(batchSize).select().get()).docs.map(({ ref }) => ref);
}

/**
 * Removes documents and counts those that were there in the receipt, in one transaction, so that each is counted once
 * whoever removes it and whenever that ends. With `unlessThere`, nothing is removed once that document exists.
 */
export async function removeCounted(
  firestore: Firestore,
  receipt: DocumentReference,
  refs: readonly DocumentReference[],
  unlessThere?: DocumentReference,
): Promise<void> {
  if (refs.length === 0) return;
  await firestore.runTransaction(async (transaction) => {
    const [guard] = unlessThere ? await transaction.getAll(unlessThere, { fieldMask: [] }) : [];
    const found = await transaction.getAll(...refs, { fieldMask: [] });
    if (guard?.exists) return;
    const there = found.filter(({ exists }) => exists).map(({ ref }) => ref);
    for (const ref of there) transaction.delete(ref);
    countRemoved(transaction, receipt, there);
  });
}

/** Adds these documents to the receipt's counts. */
function countRemoved(
  transaction: Transaction,
  receipt: DocumentReference,
  refs: readonly DocumentReference[],
): void {
  const counts = Object.entries(Object.groupBy(refs, (ref) => ref.parent.id)).flatMap(
    ([collection, group = []]) => [
      new FieldPath('documents', collection),
      FieldValue.increment(group.length),
    ],
  );
  const [field, value, ...more] = counts;
  if (field instanceof FieldPath) transaction.update(receipt, field, value, ...more);
}

/** Removes all documents of a collection and says how many there were. */
export async function removeAll(collection: CollectionReference): Promise<number> {
  let removed = 0;
  for (;;) {
    const refs = await someFound(collection);
    if (refs.length === 0) return removed;
    const batch = collection.firestore.batch();
    for (const ref of refs) batch.delete(ref);
    await batch.commit();
    removed += refs.length;
  }
}

/** Adds people to whom the receipt and its marks apply. */
export function addPeople(
  transaction: Transaction,
  receipt: DocumentReference,
  people: readonly string[],
): void {
  transaction.update(receipt, { people: FieldValue.arrayUnion(...people) });
}

/** Adds rows to the receipt's counts. */
export async function countRows(receipt: DocumentReference, table: string, count: number): Promise<void> {
  if (count > 0) await receipt.update(new FieldPath('rows', table), FieldValue.increment(count));
}

/** A stored value as JSON can hold it: times as ISO texts, bytes as base64, references as paths. */
export function plainValue(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Timestamp) return value.toDate().toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof DocumentReference) return value.path;
  if (value instanceof GeoPoint) return { latitude: value.latitude, longitude: value.longitude };
  if (Array.isArray(value)) return value.map(plainValue);
  if ('toArray' in value && typeof value.toArray === 'function') return (value.toArray as () => unknown)();
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plainValue(part)]));
}
