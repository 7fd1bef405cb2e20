import { createHash } from 'node:crypto';
import {
  FieldValue,
  type DocumentReference,
  type DocumentSnapshot,
  type Firestore,
  type Transaction,
} from '@google-cloud/firestore';
import { profileOf, profileRef, type StoredProfile } from '../profile/index.ts';
import {
  type ConversationMemoryDocument,
  conversationMemoryDocumentSchema,
  type PersonaDocument,
  personaDocumentSchema,
  personaKeys,
} from './schema.ts';

/** Where a person's persona is. */
export function personaRef(firestore: Firestore, userId: string): DocumentReference {
  return profileRef(firestore, userId).collection('personas').doc('current');
}

/** Where what was made of a person's conversations is. */
export function memoriesOf(firestore: Firestore, userId: string) {
  return profileRef(firestore, userId).collection('conversationMemories');
}

/** Where a person's habits are: what they buy, and which tasks they keep. */
export function habitRefs(firestore: Firestore, userId: string): [DocumentReference, DocumentReference] {
  const state = profileRef(firestore, userId).collection('state');
  return [state.doc('preferences'), state.doc('learning')];
}

/** The persona that was read. */
export function personaOf(snapshot: DocumentSnapshot): PersonaDocument | undefined {
  return snapshot.exists ? personaDocumentSchema.parse(snapshot.data()) : undefined;
}

/** The memory of a conversation that was read. */
export function conversationMemoryOf(snapshot: DocumentSnapshot): ConversationMemoryDocument | undefined {
  return snapshot.exists ? conversationMemoryDocumentSchema.parse(snapshot.data()) : undefined;
}

/** The person, unless nobody is there or they live on under another id. */
export async function readPerson(
  firestore: Firestore,
  userId: string,
  transaction?: Transaction,
): Promise<StoredProfile | undefined> {
  const ref = profileRef(firestore, userId);
  const profile = profileOf(await (transaction ? transaction.get(ref) : ref.get()));
  return profile?.mergedInto === undefined ? profile : undefined;
}

/** The person's persona, if one was made and is not forgotten. */
export async function readPersona(
  firestore: Firestore,
  userId: string,
): Promise<PersonaDocument | undefined> {
  const persona = personaOf(await personaRef(firestore, userId).get());
  return persona && isForgotten(persona) ? undefined : persona;
}

/** Whether nothing is left of a persona but what the person struck. */
function isForgotten({ fingerprint, data }: PersonaDocument): boolean {
  return fingerprint === '' && personaKeys.every((key) => data[key].length === 0);
}

/** Adds to a number in a document without reading it. */
export function increment(by: number): FieldValue {
  return FieldValue.increment(by);
}

/** A short name for what was asked or what something was made from. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}
