import { z } from 'zod';

/** One document for each product; its id is the product's. */
export const productsCollection = 'products';
/** The catalog packed for loading: `{version}-{n}`. */
export const packsCollection = 'catalogPacks';
/** Which packs are the catalog. */
export const catalogDocument = 'config/catalog';

/** What may name a document of Firestore. */
const productIdSchema = z
  .string()
  .trim()
  .max(128, 'Must be up to 128 characters')
  .regex(/^(?!\.{1,2}$|__.*__$)[^/\s\p{Cc}]+$/u, 'Must be an id without spaces and slashes');

/** What preferences are learned by and filters compare: the same whatever the case. */
const key = z.string().trim().toLowerCase().min(1).max(80);
const keys = (most: number) => z.array(key).max(most);
const name = z.string().trim().min(1).max(200);

export const priceSchema = z.strictObject({
  amount: z.number().min(0).max(1e9),
  currency: z.string().regex(/^[A-Z]{3}$/, 'Must be a currency code of three letters, e.g. EUR'),
});
export type Price = z.output<typeof priceSchema>;

/** A product: `products/{productId}`, a line of an import, a line of a pack. */
export const productSchema = z.strictObject({
  productId: productIdSchema,
  name: z
    .strictObject({ ru: name.optional(), en: name.optional() })
    .refine(({ ru, en }) => ru !== undefined || en !== undefined, 'Must be given in Russian or English'),
  category: key,
  brand: name.max(80).optional(),
  /** What a person may prefer in any category: organic, plant-based, spicy. */
  attributes: keys(20).default([]),
  price: priceSchema,
  /** What one of it is, e.g. `1 l`. */
  unit: name.max(40).optional(),
  /** Other words it is looked for by, in any language. */
  tags: keys(30).default([]),
});
export type Product = z.output<typeof productSchema>;

const amount = z.number().min(0).max(1e9);

/** What a product must be to be found. */
export const searchFiltersSchema = z.strictObject({
  category: key.optional(),
  brand: key.optional(),
  /** It must have all of them. */
  attributes: keys(20).optional(),
  /** Compared with the price's amount, whatever its currency. */
  minPrice: amount.optional(),
  maxPrice: amount.optional(),
});
export type SearchFilters = z.output<typeof searchFiltersSchema>;

/** `config/catalog`: the version in force. */
export const catalogSchema = z.object({
  version: z.string().min(1),
  packs: z.int().nonnegative(),
  products: z.int().nonnegative(),
  updatedAt: z.number(),
});
export type Catalog = z.output<typeof catalogSchema>;
