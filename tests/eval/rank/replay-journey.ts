import type { Journey } from './load-journey.ts';
import type { Ranker } from './rank-by-score.ts';

/**
 * How well each ranker did at one purchase, as NDCG@10: among all products of the type, and among those of them that
 * anyone had bought before.
 */
export type Judged = {
  userId: string;
  /** Anyone had bought it before. */
  known: boolean;
  /** This person had. */
  again: boolean;
  gains: number[];
  gainsAmongKnown: number[];
};

/** The part of a journey to judge, as shares of its events. */
export type Span = { from: number; to: number };

/**
 * Goes through what was done in the order of time. Of the span, each purchase is judged before it is learned: its type is
 * asked for, all products of that type are ranked. So nothing is known of a purchase but what came before it.
 */
export function replayJourney(
  { told, byType }: Journey,
  rankers: readonly Ranker[],
  { from, to }: Span,
): Judged[] {
  const judged: Judged[] = [];
  const sold = new Set<string>();
  const owned = new Set<string>();
  const first = Math.floor(from * told.length);
  told.slice(0, Math.floor(to * told.length)).forEach((one, index) => {
    const { userId, event, product } = one;
    const isPurchase = event.eventType === 'purchase';
    const own = `${userId} ${product.productId}`;
    if (isPurchase && index >= first) {
      const candidates = byType.get(product.type) ?? [];
      const orders = rankers.map((ranker) => ranker.rank(userId, event.at, candidates));
      judged.push({
        userId,
        known: sold.has(product.productId),
        again: owned.has(own),
        gains: orders.map((order) => gainAt(order.indexOf(product.productId))),
        gainsAmongKnown: orders.map((order) =>
          gainAt(order.filter((id) => sold.has(id)).indexOf(product.productId)),
        ),
      });
    }
    for (const ranker of rankers) ranker.learn(one);
    if (!isPurchase) return;
    sold.add(product.productId);
    owned.add(own);
  });
  return judged;
}

/** NDCG@10 where one result is right. */
function gainAt(place: number): number {
  return place < 0 || place >= 10 ? 0 : 1 / Math.log2(place + 2);
}
