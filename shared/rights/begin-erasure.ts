import type { Firestore, Transaction } from '@google-cloud/firestore';
import { contextRef } from '../context/index.ts';
import { type ErasureMark, erasureMarkOf, erasureMarkRef } from '../person/index.ts';
import { AppError } from '../platform/errors.ts';
import { profileRef } from '../profile/index.ts';
import type { StoredReceipt } from './schema.ts';
import { elsewhere, expiryOf, jobRef } from './store.ts';

/**
 * Closes a person for good in one transaction: their gate, profile, codes and jobs go, so that nothing that is under
 * way can land any more, and a mark keeps messages from making them anew. The answer is the receipt's id; for someone
 * who is being erased already, or was and has not come back, that of then.
 */
export function beginErasure(
  firestore: Firestore,
  userId: string,
  { now, id }: { now: number; id: string },
): Promise<string> {
  const person = profileRef(firestore, userId);
  const { identities, linkCodes, jobs, merged } = elsewhere(firestore, userId);
  return firestore.runTransaction(async (transaction) => {
    const [marked, profile, gate] = await transaction.getAll(
      erasureMarkRef(firestore, userId),
      person,
      contextRef(person),
    );
    if (!marked || !profile || !gate) throw new Error('Firestore answered less than was asked.');
    const mark = erasureMarkOf(marked);
    if (mark?.state === 'running') return mark.receiptId;
    const mergedInto: unknown = profile.get('mergedInto');
    if (typeof mergedInto === 'string')
      throw new AppError('conflict', 'This person lives on under another id; erase that one.');
    const linked = await transaction.get(identities);
    if (mark && !profile.exists && !gate.exists && linked.empty) return mark.receiptId;

    const left = await transaction.get(merged);
    const pending = [...(await transaction.get(linkCodes)).docs, ...(await transaction.get(jobs)).docs];
    const gone = [profile, gate, ...pending.filter((job) => job.get('kind') !== 'erasure')].filter(
      ({ exists }) => exists,
    );
    for (const { ref } of gone) transaction.delete(ref);
    const people = [
      ...new Set([userId, ...linked.docs.map((doc) => doc.id), ...left.docs.map((doc) => doc.id)]),
    ];
    markPeople(transaction, firestore, people, { requestedAt: now, state: 'running', receiptId: id }, now);
    transaction.create(jobRef(firestore, id), {
      kind: 'erasure',
      userId,
      people,
      state: 'pending',
      requestedAt: now,
      erasedAt: null,
      doneAt: null,
      documents: countBy(gone.map(({ ref }) => ref.parent.id)),
      rows: {},
      expireAt: expiryOf(now),
    } satisfies StoredReceipt & { expireAt: unknown });
    return id;
  });
}

/** Writes one mark for each of these people. */
export function markPeople(
  transaction: Transaction,
  firestore: Firestore,
  people: readonly string[],
  mark: ErasureMark,
  now: number,
): void {
  for (const userId of people)
    transaction.set(erasureMarkRef(firestore, userId), { ...mark, expireAt: expiryOf(now) });
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
