/** A mean, and between what it lies with 95%. */
export type Estimate = { mean: number; low: number; high: number };

/**
 * The mean over all purchases of what `value` says of each. Its interval is over people drawn anew with all their
 * purchases: those of one person are alike, so they are no independent draws.
 */
export function estimate<R extends { userId: string }>(
  rows: readonly R[],
  value: (row: R) => number,
  draws = 2000,
): Estimate {
  const people = new Map<string, { sum: number; count: number }>();
  for (const row of rows) {
    const person = people.get(row.userId) ?? { sum: 0, count: 0 };
    person.sum += value(row);
    person.count += 1;
    people.set(row.userId, person);
  }
  const all = [...people.values()];
  const mean = (of: typeof all) =>
    of.reduce((sum, person) => sum + person.sum, 0) / of.reduce((count, person) => count + person.count, 0);
  if (all.length === 0) return { mean: 0, low: 0, high: 0 };
  const random = seeded(1);
  const means = Array.from({ length: draws }, () => {
    let sum = 0;
    let count = 0;
    for (let drawn = 0; drawn < all.length; drawn++) {
      const person = all[Math.floor(random() * all.length)];
      sum += person?.sum ?? 0;
      count += person?.count ?? 0;
    }
    return sum / count;
  }).sort((a, b) => a - b);
  const at = (part: number) => means[Math.floor(part * (draws - 1))] ?? 0;
  return { mean: mean(all), low: at(0.025), high: at(0.975) };
}

/** Numbers from 0 to 1 that look random and are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
