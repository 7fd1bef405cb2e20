import { bestOf, toShares } from './best-of.ts';
import { type Belief, judgeTask, strengthOf } from './judge-task.ts';
import { type Because, poolTasks } from './pool-tasks.ts';
import type { Phase, Tally } from './schema.ts';

/**
 * So many times over is each belief counted. A phase has shares for exploring, so the draw itself need explore
 * less than drawing from the plain beliefs would.
 */
const sharpness = 4;

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
    const belief = hinted(judgeTask(candidate.base, candidate.tally), candidate.weight);
    return { candidate, belief, tally: candidate.tally, strength: strengthOf(belief) };
  });
  const pools = poolTasks(phase, judged, tried).map((pool) => {
    const weights = pool.members.map(({ candidate }) => candidate.weight);
    return {
      ...pool,
      // Where a hint lowers all that a pool has, the other pool is the better choice.
      share: pool.share * Math.min(1, Math.max(...weights)),
      within: bestOf(pool.members.map(({ belief }) => sharpened(belief))),
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

/** A hint speaks of the odds, so that no liking, however well known, outweighs what harms. */
function hinted({ alpha, beta }: Belief, weight: number): Belief {
  const share = (alpha + beta) / (alpha * weight + beta);
  return { alpha: alpha * weight * share, beta: beta * share };
}

function sharpened({ alpha, beta }: Belief): Belief {
  return { alpha: alpha * sharpness, beta: beta * sharpness };
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
