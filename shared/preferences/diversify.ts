type Branded = { score: number; candidate: { brand?: string | undefined } };

/**
 * The same results, where no brand has more than its share of the first page as long as another brand's result is within
 * reach of the one it stands in for.
 */
export function diversify<R extends Branded>(
  ranked: readonly R[],
  limit: number,
  { brandShare, reach }: { brandShare: number; reach: number },
): R[] {
  const most = Math.max(1, Math.ceil(limit * brandShare));
  const counts = new Map<string, number>();
  const rest = [...ranked];
  const page: R[] = [];
  const isFull = ({ candidate: { brand } }: R) => brand !== undefined && (counts.get(brand) ?? 0) >= most;
  while (page.length < limit) {
    const [head] = rest;
    if (head === undefined) break;
    let place = rest.findIndex((result) => !isFull(result) || result.score < head.score - reach);
    const found = rest[place];
    if (found === undefined || found.score < head.score - reach) place = 0;
    const [taken] = rest.splice(place, 1);
    if (taken === undefined) break;
    const { brand } = taken.candidate;
    if (brand !== undefined) counts.set(brand, (counts.get(brand) ?? 0) + 1);
    page.push(taken);
  }
  return [...page, ...rest];
}
