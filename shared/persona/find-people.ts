import type { Firestore } from '@google-cloud/firestore';
import { contextRef } from '../context/index.ts';
import { profileRef, usersCollection } from '../profile/index.ts';
import { personaRef } from './store.ts';

const pageSize = 100;

/** A page of all people, or of those alone of whom something was said that is not in their persona. */
export async function findPeople(
  firestore: Firestore,
  { after, onlyActive }: { after?: string | undefined; onlyActive: boolean },
): Promise<{ userIds: string[]; next?: string }> {
  const ordered = firestore
    .collection(usersCollection)
    .orderBy('__name__')
    .select('mergedInto')
    .limit(pageSize);
  const { docs } = await (after === undefined ? ordered : ordered.startAfter(after)).get();
  const people = docs.filter((doc) => doc.get('mergedInto') === undefined).map(({ id }) => id);
  const userIds = onlyActive ? await activeOf(firestore, people) : people;
  const last = docs.at(-1);
  return docs.length < pageSize || !last ? { userIds } : { userIds, next: last.id };
}

async function activeOf(firestore: Firestore, userIds: readonly string[]): Promise<string[]> {
  if (userIds.length === 0) return [];
  const refs = userIds.flatMap((id) => [contextRef(profileRef(firestore, id)), personaRef(firestore, id)]);
  const found = await firestore.getAll(...refs, { fieldMask: ['lastActive', 'generatedAt'] });
  return userIds.filter((_, index) => {
    const lastActive: unknown = found[2 * index]?.get('lastActive');
    const made: unknown = found[2 * index + 1]?.get('generatedAt');
    return typeof lastActive === 'number' && lastActive > (typeof made === 'number' ? made : 0);
  });
}
