import { z } from 'zod';
import { wellFormedText } from '../platform/well-formed.ts';

/** So many products a cart holds, and so many pieces of one. */
export const mostLines = 200;
export const mostPieces = 999;

const quantitySchema = z.number().int().min(1).max(mostPieces);
const productIdSchema = wellFormedText.min(1).max(128);
const nameSchema = z.object({ ru: z.string().optional(), en: z.string().optional() });

/**
 * What is known of one product: its pieces as of before the changes kept, the latest moment it was taken off, and the
 * latest changes as time and pieces in turn, first to last.
 */
const lineSchema = z.object({
  base: z.number().int().nonnegative(),
  clearedAt: z.number(),
  changes: z.array(z.number()),
  quantity: z.number().int().nonnegative(),
  name: nameSchema.default({}),
});
export type CartLine = z.output<typeof lineSchema>;

/** `users/{u}/state/cart`; a product taken off stays a while with no pieces, so that no late event brings it back. */
export const cartDocumentSchema = z.object({
  items: z.record(z.string(), lineSchema),
  /** When all was replaced: nothing from before counts. */
  replacedAt: z.number().default(0),
  updatedAt: z.number(),
  /** Nothing received before this moment is of this person. */
  since: z.number().default(0),
});
export type CartDocument = z.output<typeof cartDocumentSchema>;

/** What one event does to the cart: pieces more, fewer, or all off (no number). */
export type CartChange = {
  productId: string;
  at: number;
  pieces: number | undefined;
  name?: { ru?: string | undefined; en?: string | undefined } | undefined;
};

/** What `PUT /api/v1/cart` takes. */
export const cartDraftSchema = z.strictObject({
  items: z
    .array(z.strictObject({ productId: productIdSchema, quantity: quantitySchema.default(1) }))
    .max(mostLines, `Must have at most ${mostLines} items`)
    .refine((items) => new Set(items.map(({ productId }) => productId)).size === items.length, {
      message: 'Must name each product once',
    }),
  at: z
    .union([
      z.number().int().nonnegative(),
      z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
    ])
    .optional()
    .meta({ description: 'When it was changed, by the clock that the events go by; now unless given' }),
});
export type CartDraft = z.output<typeof cartDraftSchema>;

/** What a person sees of their cart. */
export const cartSchema = z.object({
  items: z.array(z.object({ productId: z.string(), quantity: quantitySchema, name: nameSchema })),
  updatedAt: z.number().nullable(),
});
export type Cart = z.output<typeof cartSchema>;
