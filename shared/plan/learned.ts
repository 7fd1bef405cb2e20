import type { Category, Words } from '../tasks/index.ts';
import type { phaseProgress } from './advance-phase.ts';
import type { Phase } from './schema.ts';

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
