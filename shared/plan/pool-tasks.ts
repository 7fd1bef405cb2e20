import type { Phase, Tally } from './schema.ts';

/** Why a task came to be chosen. */
export type Because = 'fit' | 'untried' | 'tried' | 'favourite' | 'exploration' | 'proven' | 'novelty';

export type Judged = { tally: Tally | undefined; strength: number };
type Pool<T> = { because: Because; share: number; members: T[] };

/** So many tried tasks of a category are enough to have met it; then discovery looks at those again. */
const enoughTried = 5;

/** The candidates of one category as a learning phase sees them: every one in one pool at most, shares of 1 in all. */
export function poolTasks<T extends Judged>(
  phase: Phase,
  candidates: readonly T[],
  tried: number,
): Pool<T>[] {
  const [liked, other] = split(phase, candidates, tried);
  if (liked.members.length === 0) return [{ ...other, share: 1 }];
  if (other.members.length === 0) return [{ ...liked, share: 1 }];
  return [liked, other];
}

function split<T extends Judged>(phase: Phase, candidates: readonly T[], tried: number): [Pool<T>, Pool<T>] {
  const [untried, met] = partition(candidates, isUntried);
  const middling = candidates.reduce((sum, { strength }) => sum + strength, 0) / candidates.length;
  // The middle of equals may be a rounding error above them.
  const isStrong = ({ strength }: T) => strength >= middling - 1e-9;
  const favourites = candidates.filter((one) => (one.tally?.completed ?? 0) > 0 && isStrong(one));
  // Nothing is explored in what is known to please less than the rest.
  const isPromising = (one: T) => isUntried(one) || isStrong(one);
  if (phase === 'discovery') {
    const share = tried < enoughTried ? 0.8 : 0.2;
    return [
      { because: 'untried', share, members: untried },
      { because: 'tried', share: 1 - share, members: met },
    ];
  }
  if (phase === 'establishment')
    return [
      { because: 'favourite', share: 0.7, members: favourites },
      {
        because: 'exploration',
        share: 0.3,
        members: candidates.filter((one) => !favourites.includes(one) && isPromising(one)),
      },
    ];
  const twice = favourites.filter(({ tally }) => (tally?.completed ?? 0) > 1);
  const proven = twice.length > 0 ? twice : favourites;
  return [
    { because: 'proven', share: 0.85, members: proven },
    {
      because: 'novelty',
      share: 0.15,
      members:
        untried.length > 0 ? untried : candidates.filter((one) => !proven.includes(one) && isPromising(one)),
    },
  ];
}

/** Whether the person has not yet said anything of a task. */
export function isUntried({ tally }: Pick<Judged, 'tally'>): boolean {
  return !tally || tally.completed + tally.skipped + tally.rated === 0;
}

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}
