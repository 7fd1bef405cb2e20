import type { Firestore } from '@google-cloud/firestore';
import { type Product, productSchema, productsCollection } from './schema.ts';

/** The product of that id; none where the id cannot be a document's. */
export async function readProduct(firestore: Firestore, productId: string): Promise<Product | undefined> {
  if (!productSchema.shape.productId.safeParse(productId).success) return undefined;
  const snapshot = await firestore.collection(productsCollection).doc(productId).get();
  return snapshot.exists ? productSchema.parse(snapshot.data()) : undefined;
}
