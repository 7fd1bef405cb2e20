import type { DocumentSnapshot, Firestore, Transaction } from '@google-cloud/firestore';
import { contextOf, contextRef } from '../context/index.ts';
import { erasureMarkOf, erasureMarkRef } from '../person/index.ts';
import { AppError } from '../platform/errors.ts';
import { profileOf, profileRef } from '../profile/index.ts';
import type { Identity, MergeJob } from './schema.ts';
import {
  codeOwnerOf,
  countTry,
  identityOf,
  identityRef,
  jobRef,
  linkCodeRef,
  mostWrongTries,
  readAll,
  triesOf,
  triesRef,
} from './store.ts';

export type Redeemed =
  | { outcome: 'linked' | 'already'; userId: string; jobId: string }
  | { outcome: 'unknown' | 'taken' }
  /** The person who showed the code must be met first. */
  | { outcome: 'unmet'; userId: string };

type Redemption = { code: string; identity: string; jobId: string; now: number };

/**
 * Redirects an account to the person who showed the code, closes the old person's gate, so that no turn that is under
 * way can still be remembered there, and asks for the merge: all of it or nothing.
 */
export function redeemLinkCode(firestore: Firestore, redemption: Redemption): Promise<Redeemed> {
  const { code, identity, jobId, now } = redemption;
  const old = profileRef(firestore, identity);
  return firestore.runTransaction(async (transaction): Promise<Redeemed> => {
    const [link, shown, wrong, profile, gate, mark] = await readAll(transaction, [
      identityRef(firestore, identity),
      linkCodeRef(firestore, code),
      triesRef(firestore, identity),
      old,
      contextRef(old),
      erasureMarkRef(firestore, identity),
    ] as const);
    const linked = identityOf(link);
    if (linked?.code === code) return { outcome: 'already', ...pointsTo(linked) };
    const tries = triesOf(wrong, now);
    if (tries.wrong >= mostWrongTries) throw tooManyTries(tries.until - now);
    const userId = codeOwnerOf(shown, now);
    if (userId === undefined) {
      countTry(transaction, wrong, tries);
      return { outcome: 'unknown' };
    }
    if (linked?.userId === userId) {
      transaction.delete(shown.ref);
      return { outcome: 'already', ...pointsTo(linked) };
    }
    if (linked) return { outcome: 'taken' };
    if (erasureMarkOf(mark)?.state === 'running')
      throw new AppError('conflict', 'This account is being erased; try again later.');

    const owner = profileRef(firestore, userId);
    const refs = [owner, contextRef(owner), erasureMarkRef(firestore, userId)] as const;
    const [person, context, erasure] = await readAll(transaction, refs);
    if (!profileOf(person) || !context.exists) return { outcome: 'unmet', userId };

    const erasedBefore = erasureMarkOf(erasure)?.requestedAt ?? null;
    transaction.set(link.ref, { userId, linkedAt: now, code, jobId } satisfies Identity);
    markMerged(transaction, profile, { userId: identity, mergedInto: userId, now });
    transaction.delete(gate.ref);
    transaction.delete(shown.ref);
    transaction.delete(wrong.ref);
    transaction.create(jobRef(firestore, jobId), {
      kind: 'link-people',
      userId,
      from: identity,
      state: 'running',
      unmerged: true,
      profileMerged: !profile.exists,
      context: contextOf(gate) ?? null,
      erasedBefore,
      copied: [],
      epoch: 0,
      documents: 0,
      again: 0,
      createdAt: now,
      updatedAt: now,
      settleAt: null,
    } satisfies MergeJob);
    return { outcome: 'linked', userId, jobId };
  });
}

/** Also for an account that never wrote, so that a message on its way does not make a person of it. */
function markMerged(
  transaction: Transaction,
  profile: DocumentSnapshot,
  { userId, mergedInto, now }: { userId: string; mergedInto: string; now: number },
): void {
  if (profile.exists) transaction.update(profile.ref, { mergedInto, updatedAt: now });
  else transaction.create(profile.ref, { userId, mergedInto, createdAt: now, updatedAt: now });
}

function pointsTo({ userId, jobId }: Identity): { userId: string; jobId: string } {
  return { userId, jobId };
}

function tooManyTries(leftMs: number): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil(leftMs / 1000));
  return new AppError('rate_limited', 'Too many wrong codes; try again later.', { retryAfterSeconds });
}
