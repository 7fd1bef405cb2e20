import type { Tally } from './schema.ts';

/** A Beta distribution of how a task is received, from 0 to 1. */
export type Belief = { alpha: number; beta: number };

/** So many answers of the person weigh as much as the base score. */
const priorStrength = 4;
/** So many answers to its kin as it takes to move a task's score half of the way. */
const kinStrength = 3;
/** No score is so low or so high that experience could not contradict it. */
const leastScore = 0.05;

/** What to believe of a task: the base score until there is experience, then ever more of that. */
export function judgeTask(base: number, tally: Tally | undefined): Belief {
  const score = Math.min(Math.max(base, leastScore), 1 - leastScore);
  const { good, bad } = countAnswers(tally);
  return { alpha: priorStrength * score + good, beta: priorStrength * (1 - score) + bad };
}

/** The score of a task as other tasks of its group were received: better than their scores foretold, or worse. */
export function foretell(base: number, kin: readonly { base: number; tally: Tally | undefined }[]): number {
  let received = kinStrength;
  let expected = kinStrength;
  for (const { base: score, tally } of kin) {
    const { good, bad } = countAnswers(tally);
    received += good;
    expected += score * (good + bad);
  }
  return (base * received) / expected;
}

/** What is expected of a task under a belief. */
export function strengthOf({ alpha, beta }: Belief): number {
  return alpha / (alpha + beta);
}

/** A completion and a skip are an answer each, and so is a rating: 5 is as good as doing, 1 as bad as skipping. */
function countAnswers(tally: Tally | undefined): { good: number; bad: number } {
  if (!tally) return { good: 0, bad: 0 };
  const { completed, skipped, rated, ratingSum } = tally;
  const praise = (ratingSum - rated) / 4;
  return { good: completed + praise, bad: skipped + rated - praise };
}
