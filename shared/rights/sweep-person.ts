import type { DocumentReference, Firestore, Query } from '@google-cloud/firestore';
import { profileRef } from '../profile/index.ts';
import { markPeople } from './begin-erasure.ts';
import type { StoredReceipt } from './schema.ts';
import {
  addPeople,
  elsewhere,
  jobRef,
  quotaRefs,
  readReceipt,
  removeCounted,
  someFound,
  someOf,
} from './store.ts';

/** One place where something of the person may be. */
type Place = () => Promise<DocumentReference[]>;

type Sweep = { firestore: Firestore; receiptId: string; now: () => number; isLate: () => boolean };

/**
 * Removes all that is left of a person whose erasure has begun, looks everywhere once more, and only when nothing was
 * found says so in marks and receipt. Stops when it is late; whoever calls again goes on where this one ended.
 */
export async function sweepPerson({ firestore, receiptId, now, isLate }: Sweep): Promise<boolean> {
  const ref = jobRef(firestore, receiptId);
  for (;;) {
    const receipt = await adoptPeople(firestore, receiptId, now());
    if (!receipt) return false;
    if (receipt.erasedAt !== null) return true;
    let found = 0;
    for (const place of places(firestore, receipt)) {
      for (let refs = await place(); refs.length > 0; refs = await place()) {
        if (isLate()) return false;
        found += refs.length;
        await removeCounted(firestore, ref, refs);
      }
    }
    if (found === 0 && (await closeErasure(firestore, receiptId, receipt.people, now()))) return true;
    if (isLate()) return false;
  }
}

/** Removes what a late write of a surface left of someone who was erased, and leaves alone who has come back. */
export async function sweepResidue(firestore: Firestore, receiptId: string): Promise<number> {
  const receipt = await readReceipt(firestore, receiptId);
  let removed = 0;
  for (const userId of receipt?.people ?? []) {
    const person = profileRef(firestore, userId);
    if ((await person.get()).exists) continue;
    const refs = await someOf(firestore, userId);
    await removeCounted(firestore, jobRef(firestore, receiptId), refs, person);
    removed += refs.length;
  }
  return removed;
}

function places(firestore: Firestore, { userId, people }: StoredReceipt): Place[] {
  const { identities, linkCodes, jobs } = elsewhere(firestore, userId);
  const all =
    (query: Query): Place =>
    () =>
      someFound(query);
  const one =
    (ref: DocumentReference): Place =>
    async () =>
      (await ref.get()).exists ? [ref] : [];
  return [
    ...people.map(
      (person): Place =>
        () =>
          someOf(firestore, person),
    ),
    all(identities),
    all(linkCodes),
    async () => {
      const found = await jobs.get();
      return found.docs.filter((job) => job.get('kind') !== 'erasure').map((job) => job.ref);
    },
    ...people.flatMap((person) => quotaRefs(firestore, person).map(one)),
  ];
}

/** The receipt, after those who were linked to the person meanwhile were marked and added to it. */
function adoptPeople(
  firestore: Firestore,
  receiptId: string,
  now: number,
): Promise<StoredReceipt | undefined> {
  const ref = jobRef(firestore, receiptId);
  return firestore.runTransaction(async (transaction) => {
    const receipt = await readReceipt(firestore, receiptId, transaction);
    if (!receipt || receipt.erasedAt !== null) return receipt;
    const { identities, merged } = elsewhere(firestore, receipt.userId);
    const linked = [...(await transaction.get(identities)).docs, ...(await transaction.get(merged)).docs];
    const known = new Set(receipt.people);
    const more = [...new Set(linked.map(({ id }) => id))].filter((id) => !known.has(id));
    if (more.length === 0) return receipt;
    const mark = { requestedAt: receipt.requestedAt, state: 'running', receiptId } as const;
    markPeople(transaction, firestore, more, mark, now);
    addPeople(transaction, ref, more);
    return { ...receipt, people: [...receipt.people, ...more] };
  });
}

/** Says that nothing is left, unless someone was added meanwhile. */
function closeErasure(
  firestore: Firestore,
  receiptId: string,
  people: readonly string[],
  now: number,
): Promise<boolean> {
  return firestore.runTransaction(async (transaction) => {
    const receipt = await readReceipt(firestore, receiptId, transaction);
    if (!receipt) return false;
    if (receipt.erasedAt !== null) return true;
    if (receipt.people.length !== people.length) return false;
    const { requestedAt } = receipt;
    markPeople(
      transaction,
      firestore,
      people,
      { requestedAt, state: 'erased', erasedAt: now, receiptId },
      now,
    );
    transaction.update(jobRef(firestore, receiptId), { erasedAt: now });
    return true;
  });
}
