import { bestOf, toShares } from './best-of.ts';
import { judgeTask, strengthOf } from './judge-task.ts';
import { type Because, poolTasks } from './pool-tasks.ts';
import type { Phase, Tally } from './schema.ts';

/** A task that could be chosen: its base score, its history, and what hints make of it (1 is nothing). */
export type Candidate = { base: number; tally: Tally | undefined; weight: number };
export type Chance<T> = { candidate: T; because: Because; probability: number };

/** How likely the base policy is to choose each candidate: the best score for certain, equals by lot. */
export function weighBase<T extends Candidate>(candidates: readonly T[]): Chance<T>[] {
  const scores = candidates.map(({ base, weight }) => base * weight);
  const best = Math.max(...scores);
  const probabilities = toShares(scores.map((score) => (best - score < 1e-9 ? 1 : 0)));
  return candidates.map((candidate, at) => ({
    candidate,
    because: 'fit',
    probability: probabilities[at] ?? 0,
  }));
}

/** How likely the adaptive policy is to choose each candidate in a phase, given how many of the category were tried. */
export function weighAdaptive<T extends Candidate>(
  phase: Phase,
  candidates: readonly T[],
  tried: number,
): Chance<T>[] {
  const judged = candidates.map((candidate) => {
    const belief = judgeTask(candidate.base, candidate.tally);
    return { candidate, belief, tally: candidate.tally, strength: strengthOf(belief) };
  });
  const pools = poolTasks(phase, judged, tried).map((pool) => {
    const best = bestOf(pool.members.map(({ belief }) => belief));
    const weights = pool.members.map(({ candidate }) => candidate.weight);
    return {
      ...pool,
      // Where a hint lowers all that a pool has, the other pool is the better choice.
      share: pool.share * Math.min(1, Math.max(...weights)),
      within: toShares(best.map((chance, at) => chance * (weights[at] ?? 1))),
    };
  });
  const shares = toShares(pools.map(({ share }) => share));
  return pools.flatMap(({ because, members, within }, pool) =>
    members.map(({ candidate }, at) => ({
      candidate,
      because,
      probability: (shares[pool] ?? 0) * (within[at] ?? 0),
    })),
  );
}

/** The chance that a draw from 0 to 1 falls on. */
export function pickChance<T>(chances: readonly Chance<T>[], draw: number): Chance<T> | undefined {
  let left = draw;
  for (const chance of chances) {
    left -= chance.probability;
    if (left < 0) return chance;
  }
  // What rounding left over.
  return chances.findLast(({ probability }) => probability > 0);
}
