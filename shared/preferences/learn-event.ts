import { addOccasion, earlier } from './add-occasion.ts';
import { forwardWeight } from './decay.ts';
import type { FirstKeys, PreferenceState } from './preference-state.ts';
import { type Rules, weightOf } from './rules.ts';
import type { PreferenceEvent, PreferenceKind, Subject } from './schema.ts';

/**
 * Adds an event to a state in place, at the cost of the event's own keys. Events may come in any order; each is to come
 * once.
 */
export function learnEvent(
  state: PreferenceState,
  event: PreferenceEvent,
  subject: Subject,
  rules: Rules,
): void {
  const weight = weightOf(rules, event);
  const { at } = event;
  const { productId, category, brand, attributes = [] } = subject;
  if (weight !== 0) {
    if (category) add(state, 'category', keyName(category), at, weight);
    if (brand) add(state, 'brand', keyName(brand), at, weight);
    if (attributes.length > 0) {
      for (const attribute of new Set(attributes)) add(state, 'attribute', keyName(attribute), at, weight);
    }
    if (productId) add(state, 'item', productId, at, weight);
  }
  if (productId) learnOccasion(state, event, productId, subject);
}

/** Every purchase counts in full here: what the first one weighs less is taken off when the sum is read. */
function add(state: PreferenceState, kind: PreferenceKind, key: string, at: number, weight: number): void {
  const forgotten = state.forgotten[kind].get(key);
  if (forgotten !== undefined && at <= forgotten) return;
  const sign = weight > 0 ? 'plus' : 'minus';
  const amount = Math.abs(weight) * forwardWeight(at, state.halfLives[kind][sign]);
  const evidence = state.evidence[kind].get(key);
  if (evidence === undefined) {
    state.evidence[kind].set(key, {
      plus: weight > 0 ? amount : 0,
      minus: weight > 0 ? 0 : amount,
      at,
    });
    return;
  }
  evidence[sign] += amount;
  if (at > evidence.at) evidence.at = at;
}

function learnOccasion(
  state: PreferenceState,
  event: PreferenceEvent,
  productId: string,
  subject: Subject,
): void {
  const { eventType, at, quantity = 1 } = event;
  const bought = eventType === 'purchase';
  if (!bought && eventType !== 'add_to_cart' && eventType !== 'remove_from_cart') return;
  const forgotten = state.forgotten.item.get(productId);
  if (forgotten !== undefined && at <= forgotten) return;
  let history = state.history.get(productId);
  if (history === undefined) {
    history = { purchases: 0, first: null, occasions: [] };
    state.history.set(productId, history);
  }
  addOccasion(history.occasions, { at, quantity: eventType === 'remove_from_cart' ? 0 : quantity, bought });
  if (!bought) return;
  history.purchases += 1;
  if (history.first === null || at <= history.first.at) {
    history.first = earlier(history.first, { at, keys: keysOf(subject) });
  }
}

function keysOf({ category, brand, attributes = [] }: Subject): FirstKeys {
  return {
    category: category && keyName(category),
    brand: brand && keyName(brand),
    attributes: [...new Set(attributes.map(keyName))].sort(),
  };
}

/** The store keeps names that begin with two underscores to itself. */
export function keyName(name: string): string {
  return name.startsWith('__') ? `_ ${name}` : name;
}
