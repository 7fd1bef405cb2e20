import type { DocumentReference, DocumentSnapshot } from '@google-cloud/firestore';
import { type CartDocument, cartDocumentSchema } from './schema.ts';

/** Where a person's cart is, under the person's document. */
export function cartRef(person: DocumentReference): DocumentReference {
  return person.collection('state').doc('cart');
}

/** The cart that was read. */
export function cartOf(snapshot: DocumentSnapshot): CartDocument | undefined {
  return snapshot.exists ? cartDocumentSchema.parse(snapshot.data()) : undefined;
}
