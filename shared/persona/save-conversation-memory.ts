import type { Firestore } from '@google-cloud/firestore';
import { conversationsOf, type Window, windowSchema } from '../memory/index.ts';
import type { ConversationMemoryDocument } from './schema.ts';
import { conversationMemoryOf, memoriesOf, readPerson } from './store.ts';

export type MadeMemory = Pick<ConversationMemoryDocument, 'data' | 'source'> & {
  userId: string;
  conversationId: string;
  /** What it was made from. */
  basis: { epoch: number; window: Window };
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
    const talk = await transaction.get(conversationsOf(firestore, userId).doc(conversationId));
    const before = conversationMemoryOf(await transaction.get(ref));
    if (!person || !talk.exists) return 'gone';
    const isSame = person.epoch === basis.epoch && stillHolds(basis.window, windowSchema.parse(talk.data()));
    if (!isSame) return 'moved';
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

/** Whether all that was read is still there; what was said since may come on top. */
function stillHolds(read: Window, current: Window): boolean {
  const said = new Map(current.events.map(({ id, content }) => [id, content]));
  return (
    read.createdAt === current.createdAt &&
    read.summary === current.summary &&
    read.totals.compressions === current.totals.compressions &&
    read.events.every(({ id, content }) => said.get(id) === content)
  );
}
