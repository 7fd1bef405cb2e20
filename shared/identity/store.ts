import type {
  DocumentReference,
  DocumentSnapshot,
  Firestore,
  Query,
  Transaction,
} from '@google-cloud/firestore';
import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import { identitySchema, type Identity, mergeJobSchema, type MergeJob } from './schema.ts';

/** How long a code can be redeemed, and how often an account may try a wrong one in that time. */
export const codeLifeMs = 10 * 60_000;
export const mostWrongTries = 5;

const identities = 'identities';
const linkCodes = 'linkCodes';

export const identityRef = (firestore: Firestore, identity: string): DocumentReference =>
  firestore.collection(identities).doc(identity);
export const linkCodeRef = (firestore: Firestore, code: string): DocumentReference =>
  firestore.collection(linkCodes).doc(code);
export const jobRef = (firestore: Firestore, jobId: string): DocumentReference =>
  firestore.collection('jobs').doc(jobId);
/** Where it is counted what a person has spent. */
export const quotaRef = (firestore: Firestore, userId: string): DocumentReference =>
  firestore.collection('quotas').doc(userId);
/** Where wrong codes of an account are counted. */
export const triesRef = (firestore: Firestore, identity: string): DocumentReference =>
  quotaRef(firestore, `${identity}~link`);

/** The link that was read. */
export function identityOf(snapshot: DocumentSnapshot): Identity | undefined {
  return snapshot.exists ? identitySchema.parse(snapshot.data()) : undefined;
}

/** All accounts of a person. */
export function identitiesOf(firestore: Firestore, userId: string): Query {
  return firestore.collection(identities).where('userId', '==', userId);
}

const time = z.custom<{ toMillis(): number }>().transform((value) => value.toMillis());
const codeSchema = z.object({ userId: z.string().min(1), expireAt: time });

/** Whose code was read, while it is good. */
export function codeOwnerOf(snapshot: DocumentSnapshot, now: number): string | undefined {
  if (!snapshot.exists) return undefined;
  const { userId, expireAt } = codeSchema.parse(snapshot.data());
  return now < expireAt ? userId : undefined;
}

/** Makes this the one live code of the person; false where somebody has the same one. */
export function saveLinkCode(
  firestore: Firestore,
  code: string,
  { userId, expiresAt }: { userId: string; expiresAt: number },
): Promise<boolean> {
  const ref = linkCodeRef(firestore, code);
  const earlier = firestore.collection(linkCodes).where('userId', '==', userId);
  return firestore.runTransaction(async (transaction) => {
    const [taken, others] = await Promise.all([transaction.get(ref), transaction.get(earlier)]);
    if (taken.exists) return false;
    for (const other of others.docs) transaction.delete(other.ref);
    transaction.create(ref, { userId, expireAt: new Date(expiresAt) });
    return true;
  });
}

const triesSchema = z.object({ wrong: z.number(), expireAt: time });

/** The wrong tries of an account that still count, and when they no longer do. */
export function triesOf(snapshot: DocumentSnapshot, now: number): { wrong: number; until: number } {
  const fresh = { wrong: 0, until: now + codeLifeMs };
  if (!snapshot.exists) return fresh;
  const { wrong, expireAt } = triesSchema.parse(snapshot.data());
  return now < expireAt ? { wrong, until: expireAt } : fresh;
}

/** Counts a wrong try. */
export function countTry(
  transaction: Transaction,
  snapshot: DocumentSnapshot,
  { wrong, until }: { wrong: number; until: number },
): void {
  transaction.set(snapshot.ref, { wrong: wrong + 1, expireAt: new Date(until) });
}

/** The merge that was read. */
export function mergeJobOf(snapshot: DocumentSnapshot): MergeJob | undefined {
  return snapshot.exists ? mergeJobSchema.parse(snapshot.data()) : undefined;
}

/** The merges that have work left. */
export async function unfinishedMerges(firestore: Firestore): Promise<string[]> {
  const { docs } = await firestore.collection('jobs').where('unmerged', '==', true).limit(500).select().get();
  return docs.map(({ id }) => id);
}

/** Whether a merge into the person still moves documents. */
export async function isMerging(firestore: Firestore, userId: string): Promise<boolean> {
  const jobs = firestore.collection('jobs').where('userId', '==', userId).where('unmerged', '==', true);
  return (await jobs.get()).docs.some((job) => mergeJobOf(job)?.state === 'running');
}

/** Reads several documents in a transaction, in the order they were asked for. */
export async function readAll<Refs extends readonly DocumentReference[]>(
  transaction: Transaction,
  refs: Refs,
): Promise<{ [Place in keyof Refs]: DocumentSnapshot }> {
  const snapshots = refs.length === 0 ? [] : await transaction.getAll(...refs);
  if (snapshots.length !== refs.length)
    throw new AppError('internal', 'Firestore answered less than was asked.');
  return snapshots as { [Place in keyof Refs]: DocumentSnapshot };
}

/** Which version of a document was read. */
export function versionOf(snapshot: DocumentSnapshot): string {
  return snapshot.updateTime?.valueOf() ?? '';
}

/** First what keeps answers from being given twice, then what is being talked about, then how the person is served. */
const pressing = ['outbox', 'conversations', 'state'];
/** Large documents go in small pages, for a commit holds 10 MiB. */
const pageSizes: Readonly<Record<string, number>> = { conversations: 4, recall: 8 };
const pageSize = 100;

/** References to the next documents below this one, all of one collection; none when nothing is left. */
export async function nextPage(above: DocumentReference): Promise<DocumentReference[]> {
  const rank = (name: string) => (pressing.includes(name) ? pressing.indexOf(name) : pressing.length);
  const collections = await above.listCollections();
  for (const collection of collections.sort((a, b) => rank(a.id) - rank(b.id))) {
    const { docs } = await collection
      .limit(pageSizes[collection.id] ?? pageSize)
      .select()
      .get();
    if (docs.length > 0) return docs.map(({ ref }) => ref);
    // A collection that is listed although it has no documents has some further down.
    for (const absent of await collection.listDocuments()) {
      const below = await nextPage(absent);
      if (below.length > 0) return below;
    }
  }
  return [];
}

/** Some of the person's windows that were written before the directory had this revision. */
export async function windowsBehind(
  transaction: Transaction,
  person: DocumentReference,
  revision: number,
): Promise<DocumentSnapshot[]> {
  const behind = person.collection('conversations').where('recallRevision', '<', revision);
  return (await transaction.get(behind.select().limit(200))).docs;
}

/** Where the recall directory of a person is. */
export function directoryRef(person: DocumentReference): DocumentReference {
  return person.collection('recall').doc('directory');
}
