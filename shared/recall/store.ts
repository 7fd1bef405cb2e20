import type { CollectionReference, Firestore, Transaction } from '@google-cloud/firestore';
import { emptyDirectory, readDirectory, updateDirectory, writeDirectory } from './directory.ts';
import { openSegment } from './open-segment.ts';
import { rewriteSegment, type SealPlan, sealSnippets, tailOf } from './seal-segments.ts';
import {
  type Directory,
  directoryDocumentSchema,
  type EmbeddedSnippet,
  type SegmentDocument,
  segmentDocumentSchema,
  type Snippet,
} from './schema.ts';
import { sketchOf } from './sketch.ts';

const directoryId = 'directory';
const segmentsAtOnce = 16;

/** Where a person's sealed segments are, and the directory of them. */
export function recallOf(firestore: Firestore, userId: string): CollectionReference {
  return firestore.collection('users').doc(userId).collection('recall');
}

/** The directory of what is sealed; an empty one where nothing is. */
export async function loadDirectory(firestore: Firestore, userId: string): Promise<Directory> {
  const snapshot = await recallOf(firestore, userId).doc(directoryId).get();
  return snapshot.exists ? readDirectory(directoryDocumentSchema.parse(snapshot.data())) : emptyDirectory;
}

/** Those of the segments that are there. */
export async function loadSegments(
  firestore: Firestore,
  userId: string,
  ids: readonly string[],
): Promise<SegmentDocument[]> {
  if (ids.length === 0) return [];
  const recall = recallOf(firestore, userId);
  const found = await firestore.getAll(...ids.map((id) => recall.doc(id)));
  return found.filter(({ exists }) => exists).map((doc) => segmentDocumentSchema.parse(doc.data()));
}

/** What a transaction that seals must read before it writes. */
export type Sealing = { directory: Directory; tail: SegmentDocument | undefined };

/** Reads the directory and the segment that is to be filled up. */
export async function readSealing(
  transaction: Transaction,
  firestore: Firestore,
  userId: string,
): Promise<Sealing> {
  const directory = await directoryIn(transaction, firestore, userId);
  const tail = tailOf(directory);
  return {
    directory,
    tail: tail === undefined ? undefined : await segmentIn(transaction, firestore, userId, tail),
  };
}

/** Seals snippets in the transaction; answers the directory's revision. */
export function stageSealing(
  transaction: Transaction,
  firestore: Firestore,
  userId: string,
  { directory, tail }: Sealing,
  snippets: readonly EmbeddedSnippet[],
): number {
  return stagePlan(transaction, firestore, userId, directory, sealSnippets(snippets, tail));
}

/** The sealed segment that holds a snippet; looks first where its time says. */
export async function findSegment(
  firestore: Firestore,
  userId: string,
  { id, at }: { id: string; at?: number | undefined },
): Promise<string | undefined> {
  const { rows } = await loadDirectory(firestore, userId);
  const likely = rows.filter(({ from, to }) => at === undefined || (from <= at && at <= to));
  for (let first = 0; first < likely.length; first += segmentsAtOnce) {
    const ids = likely.slice(first, first + segmentsAtOnce).map((row) => row.id);
    for (const segment of await loadSegments(firestore, userId, ids)) {
      if (openSegment(segment).snippets.some((snippet) => snippet.id === id)) return segment.id;
    }
  }
  return undefined;
}

/** Reads a segment that is to be rewritten, with the directory; nothing where it was replaced meanwhile. */
export async function readRewriting(
  transaction: Transaction,
  firestore: Firestore,
  userId: string,
  segmentId: string,
): Promise<{ directory: Directory; segment: SegmentDocument } | undefined> {
  const directory = await directoryIn(transaction, firestore, userId);
  const segment = await segmentIn(transaction, firestore, userId, segmentId);
  return segment && { directory, segment };
}

/** Changes or forgets snippets of a sealed segment in the transaction; answers the directory's revision. */
export function stageRewriting(
  transaction: Transaction,
  firestore: Firestore,
  userId: string,
  { directory, segment }: { directory: Directory; segment: SegmentDocument },
  change: (snippet: Snippet) => EmbeddedSnippet | undefined,
): number {
  return stagePlan(transaction, firestore, userId, directory, rewriteSegment(segment, change));
}

function stagePlan(
  transaction: Transaction,
  firestore: Firestore,
  userId: string,
  directory: Directory,
  { write, remove }: SealPlan,
): number {
  const listed = new Set(directory.rows.map(({ id }) => id));
  const fresh = write.filter(({ id }) => !listed.has(id));
  if (fresh.length === 0 && remove.length === 0) return directory.revision;
  const add = fresh.map((segment) => sketchOf(openSegment(segment)));
  const updated = updateDirectory(directory, { add, remove: new Set(remove) });
  const recall = recallOf(firestore, userId);
  for (const segment of fresh) transaction.set(recall.doc(segment.id), segment);
  // What the directory has no room for could never be found, nor be forgotten in time.
  const kept = new Set(updated.rows.map(({ id }) => id));
  for (const id of new Set([...listed, ...write.map((segment) => segment.id)])) {
    if (!kept.has(id)) transaction.delete(recall.doc(id));
  }
  transaction.set(recall.doc(directoryId), directoryFields(updated));
  return updated.revision;
}

/** `oldest` lets the sweep find what has expired. */
function directoryFields(directory: Directory): Record<string, unknown> {
  const [first] = directory.rows;
  return { ...writeDirectory(directory), ...(first && { oldest: first.from }) };
}

async function directoryIn(
  transaction: Transaction,
  firestore: Firestore,
  userId: string,
): Promise<Directory> {
  const snapshot = await transaction.get(recallOf(firestore, userId).doc(directoryId));
  return snapshot.exists ? readDirectory(directoryDocumentSchema.parse(snapshot.data())) : emptyDirectory;
}

async function segmentIn(
  transaction: Transaction,
  firestore: Firestore,
  userId: string,
  id: string,
): Promise<SegmentDocument | undefined> {
  const snapshot = await transaction.get(recallOf(firestore, userId).doc(id));
  return snapshot.exists ? segmentDocumentSchema.parse(snapshot.data()) : undefined;
}
