import type { Learning, Tally } from './schema.ts';

/** What a person said of a task; one of their own making has no id and counts as a completion alone. */
export type Outcome = { taskId?: string | undefined; completed: boolean; rating?: number | undefined };

/** The learning state after an outcome; a corrected outcome counts in place of those it replaces. */
export function learnOutcome(learning: Learning, outcome: Outcome, ...replaced: Outcome[]): Learning {
  const before = replaced.reduce((state, one) => count(state, one, -1), learning);
  return count(before, outcome, 1);
}

function count(learning: Learning, { taskId, completed, rating }: Outcome, by: 1 | -1): Learning {
  const completions = atLeastNone(learning.completions + (completed ? by : 0));
  if (taskId === undefined) return { ...learning, completions };
  const tally = learning.tasks[taskId] ?? noTally;
  const counted: Tally = {
    completed: atLeastNone(tally.completed + (completed ? by : 0)),
    skipped: atLeastNone(tally.skipped + (completed ? 0 : by)),
    rated: atLeastNone(tally.rated + (rating === undefined ? 0 : by)),
    ratingSum: atLeastNone(tally.ratingSum + (rating ?? 0) * by),
  };
  return { ...learning, completions, tasks: { ...learning.tasks, [taskId]: counted } };
}

const noTally: Tally = { completed: 0, skipped: 0, rated: 0, ratingSum: 0 };

function atLeastNone(number: number): number {
  return Math.max(0, number);
}
