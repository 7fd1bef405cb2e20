import type { Firestore } from '@google-cloud/firestore';
import { AppError } from '../platform/errors.ts';
import { profileOf, profileRef } from '../profile/index.ts';
import { identityOf, identityRef, jobRef, mergeJobOf, readAll } from './store.ts';

/**
 * Makes an account a fresh person of its own again; what was merged stays with the person. Refused while the merge
 * still moves what was the account's, which would take the fresh person's for it.
 */
export function unlinkIdentity(
  firestore: Firestore,
  { userId, identity }: { userId: string; identity: string },
): Promise<boolean> {
  const old = profileRef(firestore, identity);
  return firestore.runTransaction(async (transaction) => {
    const link = await transaction.get(identityRef(firestore, identity));
    const linked = identityOf(link);
    if (linked?.userId !== userId) return false;
    const [job, sign] = await readAll(transaction, [jobRef(firestore, linked.jobId), old] as const);
    if (mergeJobOf(job)?.state === 'running')
      throw new AppError('conflict', 'The account is still being merged; try again in a minute.');
    transaction.delete(link.ref);
    if (profileOf(sign)?.mergedInto === userId) transaction.delete(old);
    return true;
  });
}
