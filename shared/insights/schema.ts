import { z } from 'zod';
import { phases } from '../plan/index.ts';
import { categories, timesOfDay, type Words } from '../tasks/index.ts';

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const category = z.enum(categories);

const completionSchema = z.object({ totalTasks: count, completedTasks: count, completionRate: share });

/** How a week went, in numbers that come from plans and what was said of their tasks alone. */
export const weekFactsSchema = z.object({
  /** The ISO week. */
  week: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  /** The date where the person was when it was measured. */
  today: z.iso.date(),
  /** Whether its last day is over where the person is. */
  isOver: z.boolean(),
  /** What was not done on a day of rest is not counted. */
  completionStats: completionSchema.extend({ activeDays: count }),
  /** The categories that were planned or done. */
  categoryPerformance: z.array(completionSchema.extend({ category })),
  /** What is still open today, by category, while the week is not over: it is planned, and not missed. */
  openToday: z.partialRecord(category, count),
  /** What was done most often, at most five; the rating is the mean of all that were given so far. */
  favoriteTasks: z.array(
    z.object({
      taskId: z.string(),
      category,
      title: z.custom<Words>(),
      completed: count,
      rating: z.number().nullable(),
    }),
  ),
  /** Runs of days with something done, as they stood when the week ended or stand now; its days of rest. */
  streakInfo: z.object({ current: count, longest: count, restDays: count }),
  /** From 0 to 1, by category, the strongest first. */
  habitStrength: z.array(z.object({ category, strength: share })),
  /** The week before, where something was planned in it. */
  before: completionSchema.nullable(),
  timesOfDay: z.array(completionSchema.extend({ timeOfDay: z.enum(timesOfDay) })),
  /** The shortest task that was planned and not skipped, to begin again with. */
  shortest: z.object({ title: z.custom<Words>(), minutes: z.number() }).nullable(),
  /** The last day, up to the week's end, that had a plan, a word on a task or a rest. */
  lastDay: z.iso.date().nullable(),
  /** The phase that was entered by itself in this week. */
  entered: z.enum(phases).nullable(),
});
export type WeekFacts = z.output<typeof weekFactsSchema>;

/** What is said of a week. */
export type WeekWords = { insights: string[]; recommendations: string[] };

/** A week in numbers and in words. */
export type WeekInsight = WeekFacts & WeekWords & { wordsFrom: 'model' | 'templates' };
