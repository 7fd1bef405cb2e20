import { AppError, type FieldError } from '../platform/errors.ts';
import { isKnownEvent, type Rules, weightOf } from '../preferences/index.ts';
import { aheadMs, type LearnedEvent, oldestMs, type TrackedEvent } from './schema.ts';

/** Types that say nothing without a product. */
const needProduct: ReadonlySet<string> = new Set([
  'purchase',
  'add_to_cart',
  'remove_from_cart',
  'click_product',
  'displayed_but_scrolled',
  'dwell',
  'rate',
]);

/** Throws bad_request naming what is wrong with an event under these rules, beyond its shape. */
export function checkEvent(event: TrackedEvent, rules: Rules, receivedAt: number): void {
  const { eventType, productId, rating, query, at = receivedAt } = event;
  const fields: FieldError[] = [];
  if (!isKnownEvent(rules, eventType))
    fields.push({ path: 'eventType', rule: 'There is no such event type' });
  else if (productId === undefined && needProduct.has(eventType))
    fields.push({ path: 'productId', rule: `Must be given with ${eventType}` });
  if (eventType === 'rate' && rating === undefined)
    fields.push({ path: 'rating', rule: 'Must be given with rate' });
  if (eventType === 'search' && query === undefined)
    fields.push({ path: 'query', rule: 'Must be given with search' });
  if (at > receivedAt + aheadMs) fields.push({ path: 'at', rule: 'Must not be in the future' });
  if (at < receivedAt - oldestMs) fields.push({ path: 'at', rule: 'Must be within the last 7 days' });
  if (fields.length > 0) refuseEvent(fields);
}

/** Refuses an event for these fields. */
export function refuseEvent(fields: FieldError[]): never {
  throw new AppError('bad_request', 'The event is not valid.', { fields });
}

/** Whether preferences change by it: where its weight is nothing, or nothing is known of what it is about, they do not. */
export function changesPreferences({ event, subject }: LearnedEvent, rules: Rules): boolean {
  const { productId, category } = subject;
  if (productId === undefined && category === undefined) return false;
  return weightOf(rules, event) !== 0 || isCartEvent(event.eventType);
}

/** Whether it changes what is in the cart, or what was bought. */
export function isCartEvent(eventType: string): boolean {
  return eventType === 'purchase' || eventType === 'add_to_cart' || eventType === 'remove_from_cart';
}
