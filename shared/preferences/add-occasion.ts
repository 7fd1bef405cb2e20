import type { FirstKeys, History, Occasion } from './preference-state.ts';

/** So many tell the usual quantity and interval. */
const kept = 16;

/** Last first; a total order, so that which ones are kept does not depend on the order they came in. */
function compare(a: Occasion, b: Occasion): number {
  return b.at - a.at || b.quantity - a.quantity || Number(b.bought) - Number(a.bought);
}

/** Keeps the latest occasions, whatever order they come in. */
export function addOccasion(occasions: Occasion[], occasion: Occasion): void {
  let place = occasions.length;
  while (place > 0 && compare(occasion, occasions[place - 1] ?? occasion) < 0) place -= 1;
  if (place >= kept) return;
  occasions.splice(place, 0, occasion);
  if (occasions.length > kept) occasions.pop();
}

/** Of two purchases that may be the first, the earlier one; of two at once always the same. */
export function earlier(a: History['first'], b: History['first']): History['first'] {
  if (a === null || b === null) return a ?? b;
  if (a.at !== b.at) return a.at < b.at ? a : b;
  return spell(a.keys) <= spell(b.keys) ? a : b;
}

const spell = ({ category, brand, attributes }: FirstKeys): string =>
  JSON.stringify([category ?? null, brand ?? null, attributes]);
