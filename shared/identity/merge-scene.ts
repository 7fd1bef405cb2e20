import type { DocumentReference, DocumentSnapshot, Firestore, Transaction } from '@google-cloud/firestore';
import { erasureMarkOf, erasureMarkRef } from '../person/index.ts';
import { profileOf, profileRef, type StoredProfile } from '../profile/index.ts';
import type { MergeJob } from './schema.ts';
import { directoryRef, jobRef, mergeJobOf, readAll } from './store.ts';

/** What every step of a merge sees first, in its transaction. */
export type Scene = {
  transaction: Transaction;
  now: number;
  job: MergeJob;
  jobSnapshot: DocumentSnapshot;
  /** The document of the person whose account was linked, and of the one who lives on. */
  from: DocumentReference;
  to: DocumentReference;
  old: StoredProfile;
  /** Nobody where the person was erased since: then what is left is not copied, only deleted. */
  person: StoredProfile | undefined;
};

/**
 * Reads where a merge is. Nothing when it is over, and `lost` when the old person is no longer one who was merged:
 * whatever is there now belongs to somebody else.
 */
export async function readScene(
  transaction: Transaction,
  firestore: Firestore,
  { jobId, now }: { jobId: string; now: number },
): Promise<Scene | 'over' | 'lost'> {
  const jobSnapshot = await transaction.get(jobRef(firestore, jobId));
  const job = mergeJobOf(jobSnapshot);
  if (!job?.unmerged) return 'over';
  const [from, to] = [profileRef(firestore, job.from), profileRef(firestore, job.userId)];
  const refs = [from, to, erasureMarkRef(firestore, job.userId)] as const;
  const [source, target, mark] = await readAll(transaction, refs);
  const old = profileOf(source);
  if (old?.mergedInto !== job.userId) return 'lost';
  const erased = erasureMarkOf(mark);
  const erasedSince = erased !== undefined && erased.requestedAt !== job.erasedBefore;
  const person = erasedSince ? undefined : profileOf(target);
  return { transaction, now, job, jobSnapshot, from, to, old, person };
}

/** The directory of what the person who lives on can recall. */
export function readDirectoryOf({ transaction, to }: Scene): Promise<DocumentSnapshot> {
  return transaction.get(directoryRef(to));
}
