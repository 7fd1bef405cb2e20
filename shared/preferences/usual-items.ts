import type { History } from './preference-state.ts';
import type { Rules } from './rules.ts';
import { readTrips, type Trip } from './read-trips.ts';

/** A quantity, how sure it is, and whether that is sure enough to fill it in; one piece always is. */
export type SuggestedQuantity = { quantity: number; confidence: number; fill: boolean };

/** How usual an item is, what quantity of it, how often, and how due it is: from 0, not at all, to 1. */
export type UsualItem = {
  confidence: number;
  usual: boolean;
  quantity?: SuggestedQuantity;
  intervalMs?: number;
  due: number;
};

/** What a person's purchases of one item tell. */
export function readUsual(history: History, rules: Rules, now: number): UsualItem {
  const trips = readTrips(history.occasions, rules.usual.tripHours);
  const bought = trips.filter(({ bought }) => bought);
  const intervalMs = usualInterval(bought);
  const elapsed = Math.max(0, now - (bought.at(-1)?.at ?? now));
  const intervals = intervalMs === undefined ? 0 : elapsed / intervalMs;
  const { doubt, badge, lapse } = rules.usual;
  const seen = bought.reduce((sum, { taken }) => sum + taken.length, 0);
  // Purchases too old to be kept one by one count as a trip each.
  const times = bought.length + Math.max(0, history.purchases - seen);
  const fresh = intervals > lapse ? lapse / intervals : 1;
  const confidence = times === 0 ? 0 : (fresh * times) / (times + doubt);
  const quantity = suggestQuantity(trips, rules);
  const usual = times > 1 && confidence >= badge;
  return {
    confidence,
    usual,
    due: usual ? dueAfter(intervals, lapse) : 0,
    ...(quantity && { quantity }),
    ...(intervalMs !== undefined && { intervalMs }),
  };
}

/** Usual items of a person, the surest first. */
export function usualItems(
  histories: ReadonlyMap<string, History>,
  rules: Rules,
  now: number,
): (UsualItem & { productId: string })[] {
  return [...histories]
    .filter(([, { purchases }]) => purchases > 1)
    .map(([productId, history]) => ({ productId, ...readUsual(history, rules, now) }))
    .filter(({ usual }) => usual)
    .sort((a, b) => b.confidence - a.confidence || (a.productId < b.productId ? -1 : 1));
}

/** The median time between trips. */
function usualInterval(trips: readonly Trip[]): number | undefined {
  const gaps = trips
    .slice(1)
    .map(({ at }, index) => at - (trips[index]?.at ?? at))
    .sort((a, b) => a - b);
  const middle = gaps[Math.floor((gaps.length - 1) / 2)];
  return middle === undefined || middle <= 0 ? undefined : middle;
}

/** Once the interval has elapsed, all of it; past the lapse ever less. */
function dueAfter(intervals: number, lapse: number): number {
  return intervals < 1 ? 0 : intervals <= lapse ? 1 : lapse / intervals;
}

/** Of the quantities taken, the likeliest, with its share of what was taken and of what is bought in general. */
function suggestQuantity(trips: readonly Trip[], { usual }: Rules): SuggestedQuantity | undefined {
  const weights = new Map<number, number>();
  let total = 0;
  let weight = 1;
  for (const { taken } of trips.toReversed()) {
    for (const { quantity, confirmed } of taken) {
      const seen = confirmed ? weight * usual.confirmed : weight;
      weights.set(quantity, (weights.get(quantity) ?? 0) + seen);
      total += seen;
      weight *= usual.fading;
    }
  }
  if (total === 0) return undefined;
  let best = { quantity: 1, confidence: 0 };
  for (const [quantity, seen] of [...weights].sort(([a], [b]) => a - b)) {
    const general = usual.quantityDoubt * generalShare(quantity, usual);
    const confidence = (seen + general) / (total + usual.quantityDoubt);
    if (confidence > best.confidence) best = { quantity, confidence };
  }
  return { ...best, fill: best.quantity === 1 || best.confidence >= usual.quantity };
}

function generalShare(quantity: number, { single, oneMore }: Rules['usual']): number {
  return quantity === 1 ? single : (1 - single) * (1 - oneMore) * oneMore ** (quantity - 2);
}
