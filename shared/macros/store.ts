import type { DocumentReference, DocumentSnapshot } from '@google-cloud/firestore';
import { z } from 'zod';
import { type Macro, macrosSchema } from './schema.ts';

const storedSchema = z.object({ macros: macrosSchema.default([]) });

/** Where all macros of a person are, under the person's document. */
export function macrosRef(person: DocumentReference): DocumentReference {
  return person.collection('state').doc('macros');
}

/** The macros that were read. */
export function macrosOf(snapshot: DocumentSnapshot): Macro[] | undefined {
  return snapshot.exists ? storedSchema.parse(snapshot.data()).macros : undefined;
}

/** What the document of these macros holds. */
export function macrosDocument(macros: readonly Macro[]): { macros: readonly Macro[] } {
  return { macros };
}
