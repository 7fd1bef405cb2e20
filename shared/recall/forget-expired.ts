import type { Firestore } from '@google-cloud/firestore';
import { byName, forgetBefore, recallGroup } from './store.ts';

/** Where a page of a search over all people ended. */
export type ExpiredPlace = { value: number; path: string };

/** A page of the people of whom something is sealed that is older than `before`. */
export async function findExpired(
  firestore: Firestore,
  { before, limit, after }: { before: number; limit: number; after?: ExpiredPlace | undefined },
): Promise<{ userIds: string[]; next?: ExpiredPlace }> {
  const ordered = recallGroup(firestore)
    .where('oldest', '<', before)
    .orderBy('oldest')
    .orderBy(byName)
    .select('oldest');
  const query = after ? ordered.startAfter(after.value, firestore.doc(after.path)) : ordered;
  const { docs } = await query.limit(limit).get();
  const userIds = docs.map(({ ref }) => ref.parent.parent?.id ?? '');
  const last = docs.at(-1);
  return docs.length < limit || !last
    ? { userIds }
    : { userIds, next: { value: Number(last.get('oldest')), path: last.ref.path } };
}

/** Forgets what a person said and did before a time; answers how many segments that took away or made smaller. */
export function forgetExpired(firestore: Firestore, userId: string, before: number): Promise<number> {
  return firestore.runTransaction((transaction) => forgetBefore(transaction, firestore, userId, before));
}
