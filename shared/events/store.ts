import type {
  DocumentData,
  DocumentReference,
  DocumentSnapshot,
  Firestore,
  Timestamp,
} from '@google-cloud/firestore';
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

/** Where all is that a flush may change. */
export function flushRefs(firestore: Firestore, userId: string) {
  const person = profileRef(firestore, userId);
  return {
    person,
    preferences: preferencesRef(firestore, userId),
    cart: cartRef(person),
    day: (day: string) => person.collection(seenCollection).doc(day),
  };
}
export type FlushRefs = ReturnType<typeof flushRefs>;

/** What of it is to be read. */
export type Wanted = { preferences: boolean; cart: boolean; days: readonly string[] };

/** The days that events are of, as their ids are kept. */
export const daysOf = (events: readonly LearnedEvent[]): string[] => [
  ...new Set(events.map(({ toldAt }) => dayOf(toldAt))),
];

/** Reads what is wanted, each with the version that was read. */
export async function readWanted(refs: FlushRefs, { preferences, cart, days }: Wanted, firestore: Firestore) {
  const wanted = [
    ...(preferences ? [refs.preferences] : []),
    ...(cart ? [refs.cart] : []),
    ...days.map((day) => refs.day(day)),
  ];
  const snapshots = wanted.length === 0 ? [] : await firestore.getAll(...wanted);
  const take = (isWanted: boolean) => (isWanted ? snapshots.shift() : undefined);
  return {
    preferences: versioned(take(preferences), preferencesOf),
    cart: versioned(take(cart), cartOf),
    seen: new Map(
      days.map((day, index) => [
        day,
        { ids: openSeenIds(idsOf(snapshots[index])), version: snapshots[index]?.updateTime },
      ]),
    ),
  };
}

function versioned<T>(
  snapshot: DocumentSnapshot | undefined,
  read: (snapshot: DocumentSnapshot) => T | undefined,
): { value: T; version: Timestamp } | undefined {
  const value = snapshot && read(snapshot);
  return value !== undefined && snapshot?.updateTime ? { value, version: snapshot.updateTime } : undefined;
}

function idsOf(snapshot: DocumentSnapshot | undefined): Uint8Array | undefined {
  return snapshot?.exists ? seenDocumentSchema.parse(snapshot.data()).ids : undefined;
}

/** The document of a day's ids, to go when nobody can ask for them any more. */
export function seenDocument(day: string, ids: SeenIds): DocumentData {
  return {
    day,
    ids: ids.bytes(),
    count: ids.size(),
    expireAt: new Date(Date.parse(day) + (keptDays + 1) * dayMs),
  };
}

/** A document to write, and the version it must still have; undefined where there must be none. */
export type Write = { ref: DocumentReference; data: DocumentData; version: Timestamp | undefined };

/** Writes all or nothing; gives the new version, or undefined where somebody else wrote meanwhile. */
export async function commitVersions(
  firestore: Firestore,
  writes: readonly Write[],
): Promise<Timestamp[] | undefined> {
  const batch = firestore.batch();
  for (const { ref, data, version } of writes) {
    if (version) batch.update(ref, data, { lastUpdateTime: version });
    else batch.create(ref, data);
  }
  try {
    return (await batch.commit()).map(({ writeTime }) => writeTime);
  } catch (cause) {
    if (isOvertaken(cause)) return undefined;
    throw cause;
  }
}

/** not_found, already_exists, failed_precondition, aborted */
const overtaken = new Set<unknown>([5, 6, 9, 10]);
const isOvertaken = (cause: unknown) =>
  typeof cause === 'object' && cause !== null && 'code' in cause && overtaken.has(cause.code);
