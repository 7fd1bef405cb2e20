import type { DocumentReference, DocumentSnapshot } from '@google-cloud/firestore';
import {
  emptyDirectory,
  openSegment,
  readDirectory,
  segmentDocumentSchema,
  sketchOf,
  updateDirectory,
  writeDirectory,
} from '../recall/index.ts';
import { directoryDocumentSchema, type Directory } from '../recall/index.ts';
import { mergeDocument, type Place } from './merge-document.ts';
import { readDirectoryOf, type Scene } from './merge-scene.ts';
import type { MergeJob } from './schema.ts';
import { readAll, versionOf } from './store.ts';

/** A commit holds 10 MiB, a document 1 MiB. */
const mostBytes = 5_000_000;
const mostWindowBytes = 850_000;

/** A document, where it goes, and what there is to write there. */
export type Pair = {
  path: string;
  source: DocumentSnapshot;
  target: DocumentSnapshot;
  missing: ReturnType<typeof mergeDocument>;
};

/** Copies some documents, and notes in the same transaction which versions of them are to be deleted. */
export async function copyPage(scene: Scene, page: readonly DocumentReference[]): Promise<Partial<MergeJob>> {
  const { transaction, person } = scene;
  const found = (await readAll(transaction, page)).filter((source) => source.exists);
  if (!person) {
    for (const { ref } of found) transaction.delete(ref);
    return {};
  }
  const sources = withinCommit(found);
  const { pairs, directory, directorySnapshot } = await readPairs(scene, sources, person.epoch);
  const left = stageSegments(scene, { pairs, directory, directorySnapshot });
  for (const { target, missing } of pairs)
    if (missing && !left.has(target.id)) transaction.set(target.ref, missing);
  return {
    copied: pairs.map(({ path, source }) => ({ path, version: versionOf(source) })),
    epoch: person.epoch,
    documents: scene.job.documents + pairs.length,
  };
}

/** Lists the copied segments in the person's directory; answers those that it has no room for, the oldest. */
function stageSegments(
  { transaction, to }: Scene,
  { pairs, directory, directorySnapshot }: Pairs,
): Set<string> {
  const listed = new Set(directory.rows.map(({ id }) => id));
  const add = pairs
    .filter(({ path, source }) => isSegment(path) && !listed.has(source.id))
    .map(({ source }) => sketchOf(openSegment(segmentDocumentSchema.parse(source.data()))));
  if (add.length === 0) return new Set();
  const next = updateDirectory(directory, { add });
  const [oldest] = next.rows;
  transaction.set(directorySnapshot.ref, { ...writeDirectory(next), ...(oldest && { oldest: oldest.from }) });
  const kept = new Set(next.rows.map(({ id }) => id));
  for (const id of listed) if (!kept.has(id)) transaction.delete(to.collection('recall').doc(id));
  return new Set(add.map(({ row }) => row.id).filter((id) => !kept.has(id)));
}

export type Pairs = { pairs: Pair[]; directory: Directory; directorySnapshot: DocumentSnapshot };

/** Reads where the documents go, and what there is to write. */
export async function readPairs(
  scene: Scene,
  sources: readonly DocumentSnapshot[],
  epoch: number,
): Promise<Pairs> {
  const { transaction, from, to, now } = scene;
  const directorySnapshot = await readDirectoryOf(scene);
  const stored = directorySnapshot.data();
  const directory = stored ? readDirectory(directoryDocumentSchema.parse(stored)) : emptyDirectory;
  const place: Place = { epoch, recallRevision: directory.revision, now };
  const paths = sources.map(({ ref }) => ref.path.slice(from.path.length + 1));
  const targets = await readAll(
    transaction,
    paths.map((path) => to.firestore.doc(`${to.path}/${path}`)),
  );
  const pairs: Pair[] = [];
  for (const [index, source] of sources.entries()) {
    const path = paths[index] ?? '';
    const target = targets[index] ?? source;
    const pair = pairOf(path, source, target, place);
    if (!overflows(pair)) pairs.push(pair);
    else {
      // Two large windows do not fit into one document; the older then stays a conversation of its own.
      const beside = to.firestore.doc(`${to.path}/${path}.${scene.jobSnapshot.id.slice(-8)}`);
      pairs.push(pairOf(path, source, await transaction.get(beside), place));
    }
  }
  return { pairs, directory, directorySnapshot };
}

export function isSegment(path: string): boolean {
  return path.startsWith('recall/') && path !== 'recall/directory';
}

function pairOf(path: string, source: DocumentSnapshot, target: DocumentSnapshot, place: Place): Pair {
  return { path, source, target, missing: mergeDocument(path, source.data() ?? {}, target.data(), place) };
}

function overflows({ path, target, missing }: Pair): boolean {
  return path.startsWith('conversations/') && target.exists && bytesOf(missing) > mostWindowBytes;
}

function withinCommit(sources: readonly DocumentSnapshot[]): DocumentSnapshot[] {
  let bytes = 0;
  return sources.filter((source, place) => (bytes += bytesOf(source.data())) <= mostBytes || place === 0);
}

function bytesOf(data: object | undefined): number {
  return data ? Buffer.byteLength(JSON.stringify(data)) : 0;
}
