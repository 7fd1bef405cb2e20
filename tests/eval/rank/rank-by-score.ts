import type { Product, Told } from './load-journey.ts';

/** Says what someone is likeliest to buy of some products, best first; then learns what was done. */
export type Ranker = {
  rank(userId: string, at: number, candidates: readonly Product[]): readonly string[];
  learn(told: Told): void;
};

/** The ids of products, best first. */
export function byScore(candidates: readonly Product[], score: (product: Product) => number): string[] {
  return candidates
    .map((product) => ({ id: product.productId, score: score(product) }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}
