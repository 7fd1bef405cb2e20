import type { DocumentSnapshot, Firestore } from '@google-cloud/firestore';
import { z } from 'zod';
import { contextOf, contextRef } from '../../shared/context/index.ts';
import { macrosOf, macrosRef } from '../../shared/macros/index.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { defaultPersona, profileOf, profileRef } from '../../shared/profile/index.ts';

const conversationSchema = z.object({
  events: z.array(z.unknown()).default([]),
  summary: z.string().default(''),
  totals: z
    .object({
      user: z.number().default(0),
      assistant: z.number().default(0),
      compressions: z.number().default(0),
    })
    .prefault({}),
  updatedAt: z.number().default(0),
});

/** One line of the list. */
export type Listed = {
  id: string;
  persona: string;
  events: number;
  lastActive: number | null;
  mergedInto?: string;
};

/** A page of people in the order of their ids, and where the next begins. */
export async function listPeople(
  firestore: Firestore,
  { limit, after }: { limit: number; after?: string },
): Promise<{ people: Listed[]; next: string | null }> {
  const ordered = firestore
    .collection('users')
    .orderBy('__name__')
    .limit(limit + 1);
  const { docs } = await (after === undefined ? ordered : ordered.startAfter(after)).get();
  const page = docs.slice(0, limit);
  const people = await Promise.all(page.map((document) => listed(document)));
  return { people, next: docs.length > limit ? (page.at(-1)?.id ?? null) : null };
}

async function listed(document: DocumentSnapshot): Promise<Listed> {
  const profile = profileOf(document);
  const { ref, id } = document;
  const windows = await ref.collection('conversations').select('totals', 'updatedAt').get();
  const conversations = windows.docs.map((window) => conversationSchema.parse(window.data()));
  const context = contextOf(await contextRef(ref).get());
  const times = [context?.lastActive ?? 0, ...conversations.map(({ updatedAt }) => updatedAt)];
  return {
    id,
    persona: personaOf(profile),
    events: conversations.reduce((sum, { totals }) => sum + totals.user + totals.assistant, 0),
    lastActive: Math.max(...times) || null,
    ...(profile?.mergedInto !== undefined && { mergedInto: profile.mergedInto }),
  };
}

function personaOf(profile: ReturnType<typeof profileOf>): string {
  if (!profile) return '';
  return profile.persona === defaultPersona[profile.language] ? 'default' : profile.persona;
}

/** What the operator sees of one person. */
export async function readPerson(firestore: Firestore, userId: string) {
  const ref = profileRef(firestore, userId);
  const profile = profileOf(await ref.get());
  if (!profile) throw new AppError('not_found', `There is no person ${userId}.`);
  const linked = firestore.collection('identities').where('userId', '==', userId).select().get();
  const windows = await ref.collection('conversations').get();
  const conversations = windows.docs.map((document) => {
    const { events, ...window } = conversationSchema.parse(document.data());
    return { id: document.id, live: events.length, ...window };
  });
  const size = async (collection: string) => (await ref.collection(collection).count().get()).data().count;
  return {
    profile: { ...profile, persona: personaOf(profile) },
    context: contextOf(await contextRef(ref).get()),
    macros: (macrosOf(await macrosRef(ref).get()) ?? []).map(({ id, triggerPhrases, action, useCount }) => ({
      ...{ id, triggerPhrases, action, useCount },
    })),
    identities: (await linked).docs.map(({ id }) => id),
    conversations: conversations.sort((a, b) => b.updatedAt - a.updatedAt),
    archived: await size('archive'),
    recallDocuments: await size('recall'),
  };
}

/** Says so where nobody has this id, or where it is one that was linked to another. */
export async function requirePerson(firestore: Firestore, userId: string): Promise<void> {
  const [profile, identity] = await firestore.getAll(
    profileRef(firestore, userId),
    firestore.collection('identities').doc(userId),
  );
  const owner: unknown = identity?.get('userId') ?? profile?.get('mergedInto');
  if (typeof owner === 'string')
    throw new AppError('not_found', `${userId} is linked to ${owner}; name ${owner}.`);
  if (!profile?.exists) throw new AppError('not_found', `There is no person ${userId}.`);
}
