import { byScore, type Ranker } from './rank-by-score.ts';

/** By how often everyone has bought a product so far. */
export function popularityRanker(): Ranker {
  const sold = new Map<string, number>();
  return {
    rank: (_userId, _at, candidates) => byScore(candidates, ({ productId }) => sold.get(productId) ?? 0),
    learn({ event, product: { productId } }) {
      if (event.eventType !== 'purchase') return;
      sold.set(productId, (sold.get(productId) ?? 0) + 1);
    },
  };
}
