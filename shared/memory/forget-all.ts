import type { CollectionReference, Firestore } from '@google-cloud/firestore';
import { recallOf } from '../recall/index.ts';
import { archiveOf, conversationsOf } from './store.ts';

const pageSize = 300;

/** Forgets all that a person said and did: windows first, so that nothing more moves out of them. */
export async function forgetAll(firestore: Firestore, userId: string): Promise<Record<string, number>> {
  const conversations = await deleteAll(firestore, conversationsOf(firestore, userId));
  const archive = await deleteAll(firestore, archiveOf(firestore, userId));
  const recall = await deleteAll(firestore, recallOf(firestore, userId));
  return { conversations, archive, recall };
}

async function deleteAll(firestore: Firestore, collection: CollectionReference): Promise<number> {
  let deleted = 0;
  for (;;) {
    const page = await collection.select().limit(pageSize).get();
    if (page.empty) return deleted;
    const batch = firestore.batch();
    for (const { ref } of page.docs) batch.delete(ref);
    await batch.commit();
    deleted += page.size;
  }
}
