import type { Tally } from './schema.ts';

/** A Beta distribution of how a task is received, from 0 to 1. */
export type Belief = { alpha: number; beta: number };

/** So many answers of the person weigh as much as the base score. */
const priorStrength = 4;
/** A rating says less than the doing did. */
const ratingWeight = 0.5;
/** No score is so low or so high that experience could not contradict it. */
const leastScore = 0.05;

/** What to believe of a task: the base score until there is experience, then ever more of that. */
export function judgeTask(base: number, tally: Tally | undefined): Belief {
  const score = Math.min(Math.max(base, leastScore), 1 - leastScore);
  const belief = { alpha: priorStrength * score, beta: priorStrength * (1 - score) };
  if (!tally) return belief;
  const { completed, skipped, rated, ratingSum } = tally;
  const praise = (ratingSum - rated) / 4;
  return {
    alpha: belief.alpha + completed + ratingWeight * praise,
    beta: belief.beta + skipped + ratingWeight * (rated - praise),
  };
}

/** What is expected of a task under a belief. */
export function strengthOf({ alpha, beta }: Belief): number {
  return alpha / (alpha + beta);
}
