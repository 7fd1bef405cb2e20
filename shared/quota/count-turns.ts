import { secondOf, turnWindowSeconds } from './schema.ts';

/** When a turn may be taken: at once, or after so many seconds. `turns` holds how many were taken by second. */
export function secondsToNextTurn(
  turns: Iterable<readonly [second: string, count: number]>,
  limit: number,
  now: number,
): number {
  const current = secondOf(now);
  const counted = Array.from(turns)
    .map(([second, count]) => ({ second: Number(second), count }))
    .filter(({ second }) => isCounted(second, current))
    .sort((a, b) => a.second - b.second);
  let left = counted.reduce((sum, { count }) => sum + count, 0) - limit;
  for (const { second, count } of counted) {
    if (left < 0) break;
    left -= count;
    if (left < 0) return second + turnWindowSeconds - current;
  }
  return 0;
}

/** Whether turns of that second still count. One from a clock that runs ahead counts, but not for ever. */
export function isCounted(second: number, current: number): boolean {
  return second > current - turnWindowSeconds && second < current + turnWindowSeconds;
}
