/** Ranks past the first few should differ little, so that one ranking's lucky hit does not win alone. */
const flatness = 60;

/** Joins rankings, each best first, by reciprocal rank: item to score. */
export function fuseRankings(
  rankings: readonly { items: readonly number[]; weight: number }[],
): Map<number, number> {
  const fused = new Map<number, number>();
  for (const { items, weight } of rankings) {
    items.forEach((item, rank) => fused.set(item, (fused.get(item) ?? 0) + weight / (flatness + rank + 1)));
  }
  return fused;
}
