import type { Firestore } from '@google-cloud/firestore';
import { type Clock, systemClock } from '../platform/clock.ts';
import type { Embed } from '../recall/index.ts';
import { type Committed, type CommitOptions, createCommit } from './commit-turn.ts';
import { compressMemory } from './compress-memory.ts';
import { editEvent } from './edit-event.ts';
import { forgetAll } from './forget-all.ts';
import { forgetEvent } from './forget-event.ts';
import { listMemory, type MemoryPage } from './list-memory.ts';
import { conversationIdSchema, type MemoryEvent, type Turn } from './schema.ts';
import { conversationsOf, type Opened, readArchived, readWindow } from './store.ts';
import { createSiblings, type Sibling } from './sibling-windows.ts';

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
  /** Replaces what an event says, wherever it is kept; false where there is no such event. */
  edit(userId: string, conversationId: string, eventId: string, content: string): Promise<boolean>;
  /** Forgets one event or activity, by its id among all of the person's; false where there is none. */
  forgetEvent(userId: string, id: string): Promise<boolean>;
  /** Forgets all that was said and done; answers how much that was. */
  forgetAll(userId: string): Promise<Record<string, number>>;
  /** What is remembered, the latest first; `next` is the `before` of the page after this one. */
  list(userId: string, options: { limit: number; before?: string | undefined }): Promise<MemoryPage>;
  /** Forgets what this instance holds of the person. */
  drop(userId: string): void;
};

export type MemoryOptions = {
  firestore: () => Promise<Firestore>;
  embed?: Embed | undefined;
  /** Forgets what was made elsewhere of the person's conversations, or of one in which something changed. */
  forgetMade?: ((userId: string, conversationId?: string) => Promise<void>) | undefined;
  clock?: Clock;
};

/** Memory on Firestore. */
export function createMemory(options: MemoryOptions): Memory {
  const { firestore, embed, forgetMade, clock = systemClock } = options;
  const siblings = createSiblings({ firestore, clock });
  const archived = async ({ userId, conversationId }: Opened, eventId: string) =>
    readArchived(await firestore(), userId, { conversationId, eventId, now: clock() });
  const relieve = compressMemory({ firestore, clock });
  const commit = createCommit({
    firestore,
    clock,
    findReply: async (opened, replyId) => (await archived(opened, replyId))?.content,
    async relieve(userId, conversationId) {
      await relieve(userId, conversationId);
    },
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
    async edit(userId, conversationId, eventId, content) {
      const services = { firestore: await firestore(), embed };
      const edited = await editEvent(services, { userId, conversationId, eventId, content });
      if (edited) await forgetMade?.(userId, conversationId);
      siblings.drop(userId);
      return edited;
    },
    async forgetEvent(userId, id) {
      const [conversationId = '', eventId = ''] = id.split(/~(.*)/s);
      if (!isConversationId(conversationId) || eventId === '') return false;
      const forgotten = await forgetEvent(await firestore(), { userId, conversationId, eventId });
      if (forgotten) await forgetMade?.(userId, conversationId);
      siblings.drop(userId);
      return forgotten;
    },
    async forgetAll(userId) {
      const forgotten = await forgetAll(await firestore(), userId);
      await forgetMade?.(userId);
      siblings.drop(userId);
      return forgotten;
    },
    list: async (userId, page) => listMemory(await firestore(), userId, { ...page, now: clock() }),
    drop: siblings.drop,
  };
}

const isConversationId = (text: string) => conversationIdSchema.safeParse(text).success;
