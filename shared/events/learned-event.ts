import type { CartChange } from '../cart/index.ts';
import { isCartEvent } from './check-event.ts';
import type { LearnedEvent, TrackedEvent } from './schema.ts';

/** What tracking needs of a product. */
export type TrackedProduct = {
  productId: string;
  name: { ru?: string | undefined; en?: string | undefined };
  category: string;
  brand?: string | undefined;
  attributes: readonly string[];
};

/** What is learned from an event and stored of it; it cannot have happened after it was received. */
export function learnedEvent(
  told: TrackedEvent,
  product: TrackedProduct | undefined,
  { eventId, receivedAt }: { eventId: string; receivedAt: number },
): LearnedEvent {
  const { eventType, quantity, rating, at: toldAt = receivedAt } = told;
  const at = Math.min(toldAt, receivedAt);
  const event = { eventType, at, ...(quantity !== undefined && { quantity }), ...(rating !== undefined && { rating }) }; // prettier-ignore
  if (!product) {
    const category = categoryOf(told);
    return { eventId, toldAt, receivedAt, event, subject: category === undefined ? {} : { category } };
  }
  const { productId, name, category, brand, attributes } = product;
  const subject = { productId, name, category, brand, attributes };
  const cart = isCartEvent(eventType) ? cartChange(told, { productId, at, name }) : undefined;
  return { eventId, toldAt, receivedAt, event, subject, cart };
}

/** A purchase takes the product off, and so does a removal that names no quantity. */
function cartChange(
  { eventType, quantity }: TrackedEvent,
  { productId, at, name }: { productId: string; at: number; name: TrackedProduct['name'] },
): CartChange {
  const pieces =
    eventType === 'add_to_cart'
      ? (quantity ?? 1)
      : eventType === 'purchase' || quantity === undefined
        ? undefined
        : -quantity;
  return { productId, at, pieces, name };
}

/** What an event without a product, as a search, is about, where the app says so. */
function categoryOf({ context }: TrackedEvent): string | undefined {
  const category = context?.['category'];
  if (typeof category !== 'string') return undefined;
  return Array.from(category.trim().toLowerCase()).slice(0, 80).join('') || undefined;
}
