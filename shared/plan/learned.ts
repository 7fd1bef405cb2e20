import { categories, type Category, type Task, type Words } from '../tasks/index.ts';
import { phaseProgress, type PhaseThresholds } from './advance-phase.ts';
import { baseScore, type Fitting } from './base-score.ts';
import { judgeTask, strengthOf } from './judge-task.ts';
import type { Learning, Phase, Tally } from './schema.ts';

const shownFavourites = 3;
const shownStrengths = 10;

/** What is believed of one task. */
export type LearnedTask = {
  taskId: string;
  category: Category;
  title: Words;
  completed: number;
  skipped: number;
  /** The mean of the ratings, null where there are none. */
  rating: number | null;
  /** How well the task is expected to be received, from 0 to 1. */
  strength: number;
};

export type LearnedCategory = {
  category: Category;
  completed: number;
  skipped: number;
  /** Null before anything was said. */
  completionRate: number | null;
  rating: number | null;
  /** How many different tasks were met. */
  tried: number;
  favourites: LearnedTask[];
};

/** What was learned of a person from what came of their plans. */
export type Learned = {
  userId: string;
  phase: Phase;
  progress: ReturnType<typeof phaseProgress>;
  /** The day of the first plan. */
  startedOn: string | null;
  completions: number;
  categories: LearnedCategory[];
  /** The strongest tasks of all categories, the strongest first. */
  strengths: LearnedTask[];
};

/** What a learning state says, in terms of the library. */
export function describeLearned(
  learning: Learning,
  about: {
    userId: string;
    today: string;
    library: readonly Task[];
    archetype: Fitting['archetype'];
    thresholds: PhaseThresholds;
  },
): Learned {
  const { userId, today, library, archetype, thresholds } = about;
  const { phase, startedOn, completions } = learning;
  const met = library.flatMap((task) => {
    const tally = learning.tasks[task.id];
    return tally && answers(tally) > 0 ? [{ tally, learned: learnedTask(task, tally, archetype) }] : [];
  });
  const strongest = met.toSorted((one, other) => other.learned.strength - one.learned.strength);
  const kept = strongest.filter(({ tally }) => tally.completed > 0).map(({ learned }) => learned);
  return {
    userId,
    phase,
    progress: phaseProgress(learning, today, thresholds),
    startedOn,
    completions,
    categories: categories.map((category) => {
      const own = met.filter(({ learned }) => learned.category === category).map(({ tally }) => tally);
      const { completed, skipped, rated, ratingSum } = sum(own);
      return {
        category,
        completed,
        skipped,
        completionRate: completed + skipped > 0 ? completed / (completed + skipped) : null,
        rating: rated > 0 ? ratingSum / rated : null,
        tried: own.length,
        favourites: kept.filter((task) => task.category === category).slice(0, shownFavourites),
      };
    }),
    strengths: kept.slice(0, shownStrengths),
  };
}

function learnedTask(task: Task, tally: Tally, archetype: Fitting['archetype']): LearnedTask {
  const { completed, skipped, rated, ratingSum } = tally;
  return {
    taskId: task.id,
    category: task.category,
    title: task.title,
    completed,
    skipped,
    rating: rated > 0 ? ratingSum / rated : null,
    strength: strengthOf(judgeTask(baseScore(task, { archetype, mode: 'medium' }), tally)),
  };
}

function answers({ completed, skipped, rated }: Tally): number {
  return completed + skipped + rated;
}

function sum(tallies: readonly Tally[]): Tally {
  const total: Tally = { completed: 0, skipped: 0, rated: 0, ratingSum: 0 };
  for (const tally of tallies)
    for (const field of ['completed', 'skipped', 'rated', 'ratingSum'] as const) total[field] += tally[field];
  return total;
}
