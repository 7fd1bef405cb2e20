import type { Firestore } from '@google-cloud/firestore';
import { conversationsOf, type Window } from '../memory/index.ts';
import type { ConversationMemoryDocument } from './schema.ts';
import { conversationMemoryOf, memoriesOf, readPerson } from './store.ts';

export type MadeMemory = Pick<ConversationMemoryDocument, 'data' | 'source'> & {
  userId: string;
  conversationId: string;
  /** What it was made from. */
  basis: { epoch: number; window: Pick<Window, 'createdAt' | 'updatedAt'> };
  now: number;
};

/**
 * Stores the memory of a conversation. `gone` where person or conversation is; `moved` where something was changed or
 * forgotten since it was read, which the memory may still hold. One that was made from a later state stays.
 */
export function saveConversationMemory(
  firestore: Firestore,
  { userId, conversationId, data, source, basis, now }: MadeMemory,
): Promise<'saved' | 'gone' | 'moved'> {
  const ref = memoriesOf(firestore, userId).doc(conversationId);
  return firestore.runTransaction(async (transaction) => {
    const person = await readPerson(firestore, userId, transaction);
    const window = await transaction.get(conversationsOf(firestore, userId).doc(conversationId));
    const before = conversationMemoryOf(await transaction.get(ref));
    if (!person || !window.exists) return 'gone';
    if (person.epoch !== basis.epoch || window.get('createdAt') !== basis.window.createdAt) return 'moved';
    const { updatedAt: conversationUpdatedAt } = basis.window;
    if (before && before.conversationUpdatedAt > conversationUpdatedAt) return 'saved';
    transaction.set(ref, {
      data,
      source,
      conversationUpdatedAt,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    } satisfies ConversationMemoryDocument);
    return 'saved';
  });
}
