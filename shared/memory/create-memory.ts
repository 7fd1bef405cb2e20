import type { Firestore } from '@google-cloud/firestore';
import { type Clock, systemClock } from '../platform/clock.ts';
import { type Committed, type CommitOptions, createCommit } from './commit-turn.ts';
import type { MemoryEvent, Turn } from './schema.ts';
import { conversationsOf, readArchived, readWindow, type Stored } from './store.ts';
import { createSiblings, type Sibling } from './sibling-windows.ts';

/** A conversation as a turn found it. */
export type Opened = Stored & { userId: string; conversationId: string };

/** What was said, kept for each person and conversation. */
export type Memory = {
  /** Reads the live window of a conversation: one read. */
  open(userId: string, conversationId: string): Promise<Opened>;
  /**
   * Adds a turn to its window in one batch with what `also` stages. Turns that meet lose nothing: each pair stays
   * together, in the order in which messages came. A message that was settled before writes nothing and gives the
   * reply it had. Throws PersonGoneError where the person is gone, and `unavailable` when the store does not answer.
   */
  commit(opened: Opened, turn: Turn, options: CommitOptions): Promise<Committed>;
  /** The reply that this message had before, if it was settled. */
  replyTo(opened: Opened, messageId: string): Promise<MemoryEvent | undefined>;
  /** The person's other conversations, the latest four, as they were at most a minute ago. */
  siblings(userId: string, except: string): Promise<Sibling[]>;
};

export type MemoryOptions = { firestore: () => Promise<Firestore>; clock?: Clock };

/** Memory on Firestore. */
export function createMemory({ firestore, clock = systemClock }: MemoryOptions): Memory {
  const siblings = createSiblings({ firestore, clock });
  const archived = async ({ userId, conversationId }: Opened, eventId: string) =>
    readArchived(await firestore(), userId, { conversationId, eventId, now: clock() });
  const commit = createCommit({
    firestore,
    clock,
    findReply: async (opened, replyId) => (await archived(opened, replyId))?.content,
    relieve: () => Promise.resolve(),
    onWritten: siblings.written,
  });
  return {
    async open(userId, conversationId) {
      const stored = await readWindow(conversationsOf(await firestore(), userId).doc(conversationId));
      siblings.check(userId, stored.window);
      return { userId, conversationId, ...stored };
    },
    commit,
    async replyTo(opened, messageId) {
      const settled = opened.window?.processed.find(({ id }) => id === messageId);
      if (!settled) return undefined;
      const live = opened.window?.events.find(({ id }) => id === settled.reply);
      return live ?? (await archived(opened, settled.reply));
    },
    siblings: siblings.read,
  };
}
