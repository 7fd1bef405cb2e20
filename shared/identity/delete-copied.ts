import type { Directory } from '../recall/index.ts';
import { isSegment, type Pair, readPairs } from './copy-page.ts';
import type { Scene } from './merge-scene.ts';
import type { MergeJob } from './schema.ts';
import { readAll, versionOf } from './store.ts';

/**
 * Deletes what was copied, once it is seen where it went. A document that changed since it was copied stays, and so
 * does one whose copy is not there; both are then copied again.
 */
export async function deleteCopied(scene: Scene): Promise<Partial<MergeJob>> {
  const { transaction, job, person, from } = scene;
  if (!person) return { copied: [] };
  const refs = job.copied.map(({ path }) => from.firestore.doc(`${from.path}/${path}`));
  const sources = await readAll(transaction, refs);
  const unchanged = sources.filter(
    (source, index) => source.exists && versionOf(source) === job.copied[index]?.version,
  );
  const { pairs, directory, directorySnapshot } = await readPairs(scene, unchanged, person.epoch);
  const touched = person.epoch > job.epoch;
  const resealed = versionOf(directorySnapshot) > versionOf(scene.jobSnapshot);
  let again = job.again;
  for (const pair of pairs) {
    const settled = isThere(pair, directory) || wasChanged(pair, scene) || (isSegment(pair.path) && resealed);
    if (settled || (touched && !pair.target.exists)) transaction.delete(pair.source.ref);
    else again++;
  }
  return { copied: [], again };
}

function isThere({ path, source, missing }: Pair, { rows }: Directory): boolean {
  if (!isSegment(path)) return !missing;
  // A full directory lets go of the oldest.
  const letGo = rows.every(({ from }) => from > Number(source.get('from')));
  return missing ? letGo && rows.length > 0 : letGo || rows.some(({ id }) => id === source.id);
}

/** Whether somebody has written the copy since it was made, which was made on top of it and stands. */
function wasChanged({ target }: Pair, { jobSnapshot }: Scene): boolean {
  return target.exists && versionOf(target) > versionOf(jobSnapshot);
}
