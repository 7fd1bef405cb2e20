import type { DocumentReference, DocumentSnapshot, Firestore, Transaction } from '@google-cloud/firestore';
import { cartOf, cartRef } from '../cart/index.ts';
import { preferencesOf, preferencesRef } from '../preferences/index.ts';
import { profileRef } from '../profile/index.ts';
import { type LearnedEvent, seenDocumentSchema } from './schema.ts';
import { dayOf, openSeenIds, type SeenIds } from './seen-ids.ts';

/** Below a person, the ids of each day's events. */
export const seenCollection = 'seen';

const dayMs = 24 * 3_600_000;
/** Events older than 7 days are not taken, so after 8 nobody asks. */
const keptDays = 8;

/** The ids of one day, as they were read. */
export type SeenDay = { ref: DocumentReference; ids: SeenIds };

/** Reads what a flush changes: preferences and cart where they are wanted, and the days its events are of. */
export async function readForFlush(
  transaction: Transaction,
  firestore: Firestore,
  userId: string,
  { events, preferences, cart }: { events: readonly LearnedEvent[]; preferences: boolean; cart: boolean },
) {
  const person = profileRef(firestore, userId);
  const days = [...new Set(events.map(({ toldAt }) => dayOf(toldAt)))];
  const seenRefs = days.map((day) => person.collection(seenCollection).doc(day));
  const refs = { preferences: preferencesRef(firestore, userId), cart: cartRef(person) };
  const wanted = [...(preferences ? [refs.preferences] : []), ...(cart ? [refs.cart] : []), ...seenRefs];
  const snapshots = await transaction.getAll(...wanted);
  const take = () => snapshots.shift();
  const preferencesSnapshot = preferences ? take() : undefined;
  const cartSnapshot = cart ? take() : undefined;
  return {
    person,
    refs,
    preferences: preferencesSnapshot && preferencesOf(preferencesSnapshot),
    cart: cartSnapshot && cartOf(cartSnapshot),
    seen: new Map(days.map((day, index) => [day, openDay(seenRefs[index] ?? refs.cart, snapshots[index])])),
  };
}

function openDay(ref: DocumentReference, snapshot: DocumentSnapshot | undefined): SeenDay {
  const ids = snapshot?.exists ? seenDocumentSchema.parse(snapshot.data()).ids : undefined;
  return { ref, ids: openSeenIds(ids) };
}

/** Writes a day's ids, to go when nobody can ask for them any more. */
export function writeSeen(transaction: Transaction, { ref, ids }: SeenDay): void {
  transaction.set(ref, {
    day: ref.id,
    ids: ids.bytes(),
    count: ids.size(),
    expireAt: new Date(Date.parse(ref.id) + (keptDays + 1) * dayMs),
  });
}
