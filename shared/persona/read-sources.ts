import type { Firestore } from '@google-cloud/firestore';
import { conversationsOf } from '../memory/index.ts';
import type { StoredProfile } from '../profile/index.ts';
import type { ConversationMemoryData, PersonaDocument } from './schema.ts';
import { conversationMemoryOf, habitRefs, memoriesOf, personaOf, personaRef, readPerson } from './store.ts';

/** What is known of one conversation. */
export type Remembered = { conversationId: string; at: number; data: ConversationMemoryData };

/** All that a persona is made from. */
export type Sources = {
  profile: StoredProfile;
  /** The newest last. */
  memories: Remembered[];
  /** What the person buys and which tasks they keep, as their surfaces store it. */
  habits: { buys?: object | undefined; keeps?: object | undefined };
  persona: PersonaDocument | undefined;
  /** Whether there are conversations, remembered or not. */
  hasTalked: boolean;
};

/** Reads what a persona is made from; nothing where the person is not there. */
export async function readSources(firestore: Firestore, userId: string): Promise<Sources | undefined> {
  // First, so that whatever changes after it is noticed by the epoch.
  const profile = await readPerson(firestore, userId);
  if (!profile) return undefined;
  const [docs, [buys, keeps], current, talks] = await Promise.all([
    memoriesOf(firestore, userId).get(),
    firestore.getAll(...habitRefs(firestore, userId)),
    personaRef(firestore, userId).get(),
    conversationsOf(firestore, userId).select().limit(1).get(),
  ]);
  const memories = docs.docs.flatMap((doc) => {
    const memory = conversationMemoryOf(doc);
    if (!memory || isBlank(memory.data)) return [];
    return [{ conversationId: doc.id, at: memory.conversationUpdatedAt, data: memory.data }];
  });
  return {
    profile,
    memories: memories.toSorted((a, b) => a.at - b.at || (a.conversationId < b.conversationId ? -1 : 1)),
    habits: { ...(buys?.exists && { buys: buys.data() }), ...(keeps?.exists && { keeps: keeps.data() }) },
    persona: personaOf(current),
    hasTalked: !talks.empty,
  };
}

function isBlank({ summary, topics, facts, open_questions }: ConversationMemoryData): boolean {
  return summary === '' && [topics, facts, open_questions].every((list) => list.length === 0);
}

/** What of the profile says who the person is. */
export function aboutPerson({ profile }: Sources) {
  const { language, domain, techStack, preferredTopics, archetype, communication } = profile;
  return { language, domain, techStack, preferredTopics, archetype, answers: communication.responseLength };
}

/** Whether there is anything to make a persona from. */
export function hasSources({ memories, habits, profile, hasTalked }: Sources): boolean {
  const { domain, techStack, preferredTopics } = profile;
  return (
    hasTalked ||
    memories.length > 0 ||
    Object.keys(habits).length > 0 ||
    [domain, techStack, preferredTopics].some((list) => list.length > 0)
  );
}
