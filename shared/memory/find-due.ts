import type { Firestore, Query } from '@google-cloud/firestore';
import type { CompressJob } from './schema.ts';
import { byName, conversationsOf } from './store.ts';

/** A conversation that is due for compression; past 1 its window is over its limits. */
export type DueConversation = CompressJob & { fill: number };

/** Where a page of a search over all people ended. */
export type PagePlace = { value: number; path: string };

/** A page of the conversations that are due, of all people or of one. */
export async function findDue(
  firestore: Firestore,
  { limit, after, userId }: { limit: number; after?: PagePlace | undefined; userId?: string | undefined },
): Promise<{ due: DueConversation[]; next?: PagePlace }> {
  const all: Query =
    userId === undefined ? firestore.collectionGroup('conversations') : conversationsOf(firestore, userId);
  const ordered = all.where('fill', '>', 1).orderBy('fill').orderBy(byName).select('fill');
  const query = after ? ordered.startAfter(after.value, firestore.doc(after.path)) : ordered;
  const { docs } = await query.limit(limit).get();
  const due = docs.map((doc) => ({
    userId: doc.ref.parent.parent?.id ?? '',
    conversationId: doc.id,
    fill: Number(doc.get('fill')),
  }));
  const last = docs.at(-1);
  return docs.length < limit || !last
    ? { due }
    : { due, next: { value: Number(last.get('fill')), path: last.ref.path } };
}
