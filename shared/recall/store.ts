import {
  type CollectionGroup,
  type CollectionReference,
  FieldPath,
  type Firestore,
  type Transaction,
} from '@google-cloud/firestore';
import { emptyDirectory, forget, readDirectory, updateDirectory, writeDirectory } from './directory.ts';
import { openSegment, readSnippets } from './open-segment.ts';
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

/** Orders documents by their ids. */
export const byName: FieldPath = FieldPath.documentId();

/** The sealed segments and directories of all people. */
export function recallGroup(firestore: Firestore): CollectionGroup {
  return firestore.collectionGroup('recall');
}

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

/** The sealed segments that hold what matches, and the revision of the directory that says so. */
export type Holding = { ids: string[]; revision: number };

/** Looks for snippets in the sealed segments; with `at`, in those alone that hold something of that time. */
export async function findSegments(
  firestore: Firestore,
  userId: string,
  { matches, at }: { matches: (snippet: Snippet) => boolean; at?: number | undefined },
): Promise<Holding> {
  const { rows, revision } = await loadDirectory(firestore, userId);
  const likely = rows.filter(({ from, to }) => at === undefined || (from <= at && at <= to));
  const ids: string[] = [];
  for (let first = 0; first < likely.length; first += segmentsAtOnce) {
    const some = likely.slice(first, first + segmentsAtOnce).map((row) => row.id);
    for (const segment of await loadSegments(firestore, userId, some)) {
      if (readSnippets(segment).some(matches)) ids.push(segment.id);
    }
  }
  return { ids, revision };
}

/** What a transaction that rewrites segments must read before it writes. */
export type Rewriting = { directory: Directory; segments: SegmentDocument[] };

/** Reads the segments that are to be rewritten; nothing where the directory moved since they were found. */
export async function readRewriting(
  transaction: Transaction,
  firestore: Firestore,
  userId: string,
  { ids, revision }: Holding,
): Promise<Rewriting | undefined> {
  const directory = await directoryIn(transaction, firestore, userId);
  if (directory.revision !== revision) return undefined;
  const segments: SegmentDocument[] = [];
  for (const id of ids) {
    const segment = await segmentIn(transaction, firestore, userId, id);
    if (segment) segments.push(segment);
  }
  return { directory, segments };
}

/** Changes or forgets snippets of sealed segments in the transaction; answers the directory's revision. */
export function stageRewriting(
  transaction: Transaction,
  firestore: Firestore,
  userId: string,
  { directory, segments }: Rewriting,
  change: (snippet: Snippet) => EmbeddedSnippet | undefined,
): number {
  const plans = segments.map((segment) => rewriteSegment(segment, change));
  const write = plans.flatMap((plan) => plan.write);
  const remove = plans.flatMap((plan) => plan.remove);
  return stagePlan(transaction, firestore, userId, directory, { write, remove });
}

/** Forgets in the transaction what is older than `before`; answers how many segments that concerned. */
export async function forgetBefore(
  transaction: Transaction,
  firestore: Firestore,
  userId: string,
  before: number,
): Promise<number> {
  const directory = await directoryIn(transaction, firestore, userId);
  const { expired } = forget(directory, before);
  const gone = new Set(expired);
  const plans: SealPlan[] = [{ write: [], remove: expired }];
  for (const { id, from } of directory.rows) {
    if (from >= before || gone.has(id)) continue;
    const segment = await segmentIn(transaction, firestore, userId, id);
    if (segment)
      plans.push(rewriteSegment(segment, (snippet) => (snippet.at < before ? undefined : snippet)));
    else plans.push({ write: [], remove: [id] });
  }
  const remove = plans.flatMap((plan) => plan.remove);
  if (remove.length > 0)
    stagePlan(transaction, firestore, userId, directory, {
      write: plans.flatMap(({ write }) => write),
      remove,
    });
  return remove.length;
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
