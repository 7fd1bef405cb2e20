import { defaultRules, weightOf } from '../../../shared/preferences/index.ts';
import type { Product } from './load-journey.ts';
import { byScore, type Ranker } from './rank-by-score.ts';

const parts = { category: 0.1, brand: 0.15, attribute: 0.05 };

/**
 * The model that adds, for every event, a part of its weight to what the product is, up to 1, and never forgets. What
 * it says lifts a product's popularity, so that it has both.
 */
export function naiveRanker(): Ranker {
  const people = new Map<string, Map<string, number>>();
  const sold = new Map<string, number>();
  return {
    rank(userId, _at, candidates) {
      const scores = people.get(userId);
      return byScore(candidates, (product) => {
        const liked = keysOf(product).reduce((sum, [key]) => sum + (scores?.get(key) ?? 0), 0);
        return (0.1 + (sold.get(product.productId) ?? 0)) * (1 + liked);
      });
    },
    learn({ userId, event, product }) {
      if (event.eventType === 'purchase') sold.set(product.productId, (sold.get(product.productId) ?? 0) + 1);
      const weight = weightOf(defaultRules, event);
      let scores = people.get(userId);
      if (!scores) people.set(userId, (scores = new Map<string, number>()));
      for (const [key, part] of keysOf(product))
        scores.set(key, Math.min(1, (scores.get(key) ?? 0) + weight * part));
    },
  };
}

function keysOf({ category, brand, attributes }: Product): [key: string, part: number][] {
  return [
    [`category:${category ?? ''}`, parts.category],
    [`brand:${brand ?? ''}`, parts.brand],
    ...attributes.map((name): [string, number] => [`attribute:${name}`, parts.attribute]),
  ];
}
