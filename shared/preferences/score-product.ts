import { keyName } from './learn-event.ts';
import type { Subject } from './schema.ts';
import { liftBeyond, liftOf, type Taste } from './taste.ts';

/** What moved a score: evidence as it is worth now, the milliseconds since it was last added to, its part of the score. */
export type Reason = { key: string; evidence: number; age: number; contribution: number };

/** The log-lift of a product over the population; the reasons add up to it, those without evidence too. */
export type ProductScore = { score: number; reasons: Reason[] };

/** Beyond this, what brand and category lead to expect of an item says no more. */
const mostExpected = 6;

/** How much rather this person takes a product than the population does. */
export function scoreProduct(
  taste: Taste,
  { productId, category, brand, attributes = [] }: Subject,
): ProductScore {
  const { boosts } = taste.rules;
  const reasons: Reason[] = [];
  let score = 0;
  const add = (kind: 'category' | 'brand' | 'attribute', name: string, boost: number) => {
    const key = keyName(name);
    const { lift, evidence, age } = liftOf(taste, kind, key);
    score += boost * lift;
    reasons.push({ key: `${kind}:${key}`, evidence, age, contribution: boost * lift });
  };
  if (category) add('category', category, boosts.category);
  if (brand) add('brand', brand, boosts.brand);
  // However many attributes a product lists, together they say what one says.
  const distinct = new Set(attributes);
  for (const attribute of distinct) add('attribute', attribute, boosts.attribute / Math.sqrt(distinct.size));
  if (productId) {
    const expected = Math.exp(Math.min(mostExpected, Math.max(-mostExpected, score)));
    const { lift, evidence, age } = liftBeyond(taste, 'item', productId, expected);
    const contribution = boosts.item * lift;
    score += contribution;
    reasons.push({ key: `item:${productId}`, evidence, age, contribution });
  }
  return { score, reasons };
}
