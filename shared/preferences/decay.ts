const dayMs = 86_400_000;

/**
 * Sums are kept as they were at this moment, where later events weigh more than they are worth: so adding one never
 * asks how old the sum is, and additions commute.
 */
const landmark = Date.UTC(2026, 0, 1);
/** Powers of two that leave room for sums in the range of a number. */
const farthest = 960;
/** What is dated far beyond the moment it is read at is worth no more, so that nothing made of it is infinite. */
const mostWorth = 1e200;

function halvings(at: number, halfLifeDays: number): number {
  const count = (at - landmark) / (halfLifeDays * dayMs);
  return count > farthest ? farthest : count < -farthest ? -farthest : count;
}

/** What an event of weight 1 adds to a sum. */
export function forwardWeight(at: number, halfLifeDays: number): number {
  return 2 ** halvings(at, halfLifeDays);
}

/** What a sum is worth at a moment: all its weights, halved for each half-life gone by. */
export function worthAt(sum: number, now: number, halfLifeDays: number): number {
  return Math.min(mostWorth, sum * 2 ** -halvings(now, halfLifeDays));
}
