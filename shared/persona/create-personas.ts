import type { Firestore } from '@google-cloud/firestore';
import { type Clock, systemClock } from '../platform/clock.ts';
import { createEpochCache } from '../platform/epoch-cache.ts';
import type { ConversationMemoryData, PersonaData } from './schema.ts';
import { conversationMemoryOf, memoriesOf, readPersona } from './store.ts';
import { withoutStruck } from './struck.ts';

const minute = 60_000;

/** What was made of people and conversations, for prompts. Each is as new as the person's epoch that it is asked for with. */
export type Personas = {
  /** The person's persona without what they struck, if one was made. */
  persona(userId: string, epoch: number): Promise<PersonaData | undefined>;
  /** What was made of one conversation, if anything was. */
  memory(userId: string, epoch: number, conversationId: string): Promise<ConversationMemoryData | undefined>;
  /** Forgets what this instance holds of the person. */
  drop(userId: string): void;
};

/**
 * Reads personas, held in memory for five minutes, and memories of conversations, for one: a new one moves no epoch. That
 * there are none is held as well.
 */
export function createPersonas(options: { firestore: () => Promise<Firestore>; clock?: Clock }): Personas {
  const { firestore, clock = systemClock } = options;
  const personas = createEpochCache<PersonaData>({ name: 'personas', ttlMs: 5 * minute, clock });
  const memories = createEpochCache<ConversationMemoryData>({
    name: 'conversation_memories',
    ttlMs: minute,
    clock,
  });
  return {
    persona: (userId, epoch) =>
      personas.get(userId, epoch, async () => {
        const document = await readPersona(await firestore(), userId);
        return document && withoutStruck(document.data, document.struck);
      }),
    memory: (userId, epoch, conversationId) =>
      memories.get(`${userId}/${conversationId}`, epoch, async () => {
        const snapshot = await memoriesOf(await firestore(), userId)
          .doc(conversationId)
          .get();
        return conversationMemoryOf(snapshot)?.data;
      }),
    drop(userId) {
      personas.delete(userId);
      memories.deletePrefix(`${userId}/`);
    },
  };
}
