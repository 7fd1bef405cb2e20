import { type Product, productSchema } from '../../../shared/catalog/index.ts';

/** A product that is what is said of it, and otherwise nothing special. */
export function makeProduct(productId: string, about: Record<string, unknown> = {}): Product {
  return productSchema.parse({
    productId,
    name: { en: productId },
    category: 'things',
    price: { amount: 1, currency: 'EUR' },
    ...about,
  });
}
