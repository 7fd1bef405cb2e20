import type { Firestore } from '@google-cloud/firestore';
import {
  archivedMs,
  archivedSchema,
  archiveIdOf,
  archiveOf,
  conversationsOf,
  type MemoryEvent,
  type Window,
  windowSchema,
} from '../memory/index.ts';

const pageSize = 200;

/** A conversation as a whole: what its summary holds, then what was said, oldest first. */
export type Talk = { window: Window; events: AsyncIterable<MemoryEvent> };

/** Opens a conversation for reading: the archive page by page, then the live window; each event once. */
export async function readTalk(
  firestore: Firestore,
  { userId, conversationId, now }: { userId: string; conversationId: string; now: number },
): Promise<Talk | undefined> {
  const snapshot = await conversationsOf(firestore, userId).doc(conversationId).get();
  if (!snapshot.exists) return undefined;
  const window = windowSchema.parse(snapshot.data());
  return { window, events: eventsOf(firestore, { userId, conversationId, window, now }) };
}

async function* eventsOf(
  firestore: Firestore,
  talk: { userId: string; conversationId: string; window: Window; now: number },
): AsyncGenerator<MemoryEvent> {
  const { userId, conversationId, window, now } = talk;
  // What compression moves out while we read would come twice.
  const live = new Set(window.events.map(({ id }) => archiveIdOf(conversationId, id)));
  const query = archiveOf(firestore, userId)
    .where('conversationId', '==', conversationId)
    .where('at', '>', now - archivedMs)
    .orderBy('at')
    .limit(pageSize);
  for (let page = await query.get(); ;) {
    for (const doc of page.docs) if (!live.has(doc.id)) yield archivedSchema.parse(doc.data());
    const last = page.docs.at(-1);
    if (!last || page.size < pageSize) break;
    page = await query.startAfter(last).get();
  }
  yield* window.events;
}

/** Whether nothing of a conversation is there to be read; most say so without being read. */
export async function isEmptyTalk(
  firestore: Firestore,
  userId: string,
  { id, head }: { id: string; head: { summary: string; totals: { user: number; assistant: number } } },
): Promise<boolean> {
  if (head.summary !== '' || head.totals.user + head.totals.assistant > 0) return false;
  const events: unknown = (await conversationsOf(firestore, userId).doc(id).get()).get('events');
  if (Array.isArray(events) && events.length > 0) return false;
  const archived = archiveOf(firestore, userId).where('conversationId', '==', id).limit(1).select();
  return (await archived.get()).empty;
}

/** Whether the person has such a conversation. */
export async function hasConversation(
  firestore: Firestore,
  userId: string,
  conversationId: string,
): Promise<boolean> {
  return (await conversationsOf(firestore, userId).doc(conversationId).get()).exists;
}
