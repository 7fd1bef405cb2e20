import { z } from 'zod';
import type { PreferenceEvent } from '../../../shared/preferences/index.ts';
import { readLines } from '../usual/read-lines.ts';

const purchaseSchema = z.object({
  /** Seconds since 1970. */
  at: z.number(),
  userId: z.string(),
  productId: z.string(),
  quantity: z.number(),
});

const text = z
  .string()
  .nullish()
  .transform((given) => given ?? undefined);
const productSchema = z.object({
  productId: z.string(),
  type: text,
  brand: text,
  category: text,
  department: text,
});

/** A product as the catalog would have it. */
export type Product = {
  productId: string;
  type: string;
  category: string | undefined;
  brand: string | undefined;
  attributes: readonly string[];
};

export type Purchase = { userId: string; event: PreferenceEvent; product: Product };

/** Purchases in the order of time, and all products of each type. */
export type Journey = { purchases: Purchase[]; byType: ReadonlyMap<string, readonly Product[]> };

/** Beyond this, sold by weight or volume. */
const mostPieces = 99;

/** Reads both files; what has no type cannot be asked for and is left out. */
export function loadJourney(purchasesFile: string, productsFile: string): Journey {
  const products = new Map<string, Product>();
  const byType = new Map<string, Product[]>();
  for (const { productId, type, category, brand, department } of readLines(productsFile, productSchema)) {
    if (!type) continue;
    const attributes = department ? [type, department] : [type];
    const product = { productId, type, category, brand, attributes };
    products.set(productId, product);
    const alike = byType.get(type);
    if (alike) alike.push(product);
    else byType.set(type, [product]);
  }
  const purchases = readLines(purchasesFile, purchaseSchema)
    .flatMap(({ at, userId, productId, quantity }) => {
      const product = products.get(productId);
      if (!product) return [];
      const pieces = Number.isInteger(quantity) && quantity >= 1 && quantity <= mostPieces;
      const event = { eventType: 'purchase', at: Math.round(at * 1000), ...(pieces && { quantity }) };
      return [{ userId, event, product }];
    })
    .sort((a, b) => a.event.at - b.event.at);
  return { purchases, byType };
}
