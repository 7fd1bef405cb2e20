import { z } from 'zod';
import { eventTypeSchema, type PreferenceEvent } from '../../../shared/preferences/index.ts';
import { readLines } from '../usual/read-lines.ts';

const eventSchema = z.object({
  /** Seconds since 1970. */
  at: z.number(),
  userId: z.string(),
  productId: z.string(),
  quantity: z.number().default(1),
  eventType: eventTypeSchema.default('purchase'),
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
  attributes: z.array(z.string()).default([]),
});

/** A product as the catalog would have it. */
export type Product = {
  productId: string;
  type: string;
  category: string | undefined;
  brand: string | undefined;
  attributes: readonly string[];
};

/** What someone did with a product. */
export type Told = { userId: string; event: PreferenceEvent; product: Product };

/** What was done, in the order of time, and all products of each type. */
export type Journey = { told: Told[]; byType: ReadonlyMap<string, readonly Product[]>; products: number };

/** Beyond this, sold by weight or volume. */
const mostPieces = 99;

/** Reads both files; what has no type cannot be asked for and is left out. */
export function loadJourney(eventsFile: string, productsFile: string): Journey {
  const products = new Map<string, Product>();
  const byType = new Map<string, Product[]>();
  for (const { type, department, attributes, ...line } of readLines(productsFile, productSchema)) {
    if (!type) continue;
    const also = department ? [type, department] : [type];
    const product = { ...line, type, attributes: [...attributes, ...also] };
    products.set(product.productId, product);
    const alike = byType.get(type);
    if (alike) alike.push(product);
    else byType.set(type, [product]);
  }
  const told = readLines(eventsFile, eventSchema)
    .flatMap(({ at, userId, productId, quantity, eventType }) => {
      const product = products.get(productId);
      if (!product) return [];
      const pieces = Number.isInteger(quantity) && quantity >= 1 && quantity <= mostPieces;
      const event = { eventType, at: Math.round(at * 1000), ...(pieces && { quantity }) };
      return [{ userId, event, product }];
    })
    .sort((a, b) => a.event.at - b.event.at);
  return { told, byType, products: products.size };
}
