import type { Firestore } from '@google-cloud/firestore';
import { preferencesOf, preferencesRef, type StoredPreferences } from '../../shared/preferences/index.ts';

/** Someone of whom something was learned. */
export type Learner = { userId: string; stored: StoredPreferences };

const pageSize = 50;

/** Everyone of whom something was learned, or the one who is named, in pages. */
export async function* pageLearners(firestore: Firestore, user?: string): AsyncGenerator<Learner[]> {
  if (user !== undefined) {
    yield await learnersOf(firestore, [user]);
    return;
  }
  const people = firestore.collection('users').select().orderBy('__name__').limit(pageSize);
  let after: string | undefined;
  do {
    const { docs } = await (after === undefined ? people : people.startAfter(after)).get();
    if (docs.length > 0)
      yield await learnersOf(
        firestore,
        docs.map(({ id }) => id),
      );
    after = docs.length < pageSize ? undefined : docs.at(-1)?.id;
  } while (after !== undefined);
}

async function learnersOf(firestore: Firestore, people: readonly string[]): Promise<Learner[]> {
  const snapshots = await firestore.getAll(...people.map((userId) => preferencesRef(firestore, userId)));
  return snapshots.flatMap((snapshot, index) => {
    const stored = preferencesOf(snapshot);
    const userId = people[index];
    return stored && userId !== undefined ? [{ userId, stored }] : [];
  });
}
