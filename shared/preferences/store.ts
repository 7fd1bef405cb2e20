import type { DocumentReference, DocumentSnapshot, Firestore } from '@google-cloud/firestore';
import { type PopulationDocument, type StoredPreferences, storedPreferencesSchema } from './schema.ts';

/** Where the rules are that an operator set. */
export function liveRulesRef(firestore: Firestore): DocumentReference {
  return firestore.collection('config').doc('personalization');
}

/** Where the last rules are that an operator set and nothing was wrong with. */
export function goodRulesRef(firestore: Firestore): DocumentReference {
  return firestore.collection('config').doc('goodRules');
}

/** Where the population's rates are. */
export function populationRef(firestore: Firestore): DocumentReference {
  return firestore.collection('config').doc('population');
}

/** Where a person's preferences are. */
export function preferencesRef(firestore: Firestore, userId: string): DocumentReference {
  return firestore.collection('users').doc(userId).collection('state').doc('preferences');
}

/** The preferences that were read. */
export function preferencesOf(snapshot: DocumentSnapshot): StoredPreferences | undefined {
  return snapshot.exists ? storedPreferencesSchema.parse(snapshot.data()) : undefined;
}

/** Puts the rates that were counted into force. */
export async function savePopulation(
  firestore: Firestore,
  document: PopulationDocument,
  counted: { at: number; rulesVersion: string },
): Promise<void> {
  await populationRef(firestore).set({ ...document, ...counted });
}
