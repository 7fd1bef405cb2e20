import type { Firestore } from '@google-cloud/firestore';
import { type PersonaDocument, personaListKeys } from './schema.ts';
import { memoriesOf, personaOf, personaRef } from './store.ts';
import { evidenceOf } from './struck.ts';

const pageSize = 300;

/**
 * Gives the function that forgets what was made of conversations: of all of them, or of one in which something was
 * changed or forgotten. Of a persona goes what rests on that conversation, and the text, which may.
 */
export function forgetMade({ firestore }: { firestore: () => Promise<Firestore> }) {
  return async (userId: string, conversationId?: string): Promise<void> => {
    const store = await firestore();
    if (conversationId === undefined) await forgetAllMade(store, userId);
    else await forgetMadeOf(store, userId, conversationId);
  };
}

async function forgetAllMade(firestore: Firestore, userId: string): Promise<void> {
  // Memories first: a persona that is being made of them is then not stored.
  for (;;) {
    const page = await memoriesOf(firestore, userId).select().limit(pageSize).get();
    if (page.empty) break;
    const batch = firestore.batch();
    for (const { ref } of page.docs) batch.delete(ref);
    await batch.commit();
  }
  const ref = personaRef(firestore, userId);
  await firestore.runTransaction(async (transaction) => {
    const persona = personaOf(await transaction.get(ref));
    if (persona && persona.struck.length > 0) transaction.set(ref, { ...persona, ...nothing });
    else transaction.delete(ref);
  });
}

/** What is left of a persona that is forgotten, beside what the person struck: that is their wish, not what was said. */
const nothing = {
  data: { persona: '', inferred_interests: [], learning_patterns: [], personality_traits: [] },
  rests_on: {},
  fingerprint: '',
  generatedAt: 0,
} satisfies Partial<PersonaDocument>;

function forgetMadeOf(firestore: Firestore, userId: string, conversationId: string): Promise<void> {
  const ref = personaRef(firestore, userId);
  return firestore.runTransaction(async (transaction) => {
    const persona = personaOf(await transaction.get(ref));
    transaction.delete(memoriesOf(firestore, userId).doc(conversationId));
    if (persona && persona.source !== 'service') transaction.set(ref, without(persona, conversationId));
  });
}

/** It is made anew at the next occasion, at the latest at night. */
function without(persona: PersonaDocument, conversationId: string): PersonaDocument {
  const left: PersonaDocument = {
    ...structuredClone(persona),
    data: { ...persona.data, persona: '' },
    fingerprint: '',
    generatedAt: 0,
  };
  for (const key of personaListKeys) {
    const evidence = new Map(Object.entries(persona.rests_on[key] ?? {}));
    left.data[key] = persona.data[key].filter((item) => !evidence.get(item)?.includes(conversationId));
  }
  return { ...left, rests_on: evidenceOf(left.data, persona.rests_on) };
}
