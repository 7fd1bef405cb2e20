import { z } from '@hono/zod-openapi';
import {
  dayPlanSchema,
  feedbackStatuses,
  type Learned,
  type LearnedTask,
  phases,
  plannedTaskSchema,
} from '../../shared/plan/index.ts';
import type { Language } from '../../shared/profile/index.ts';
import { categories } from '../../shared/tasks/index.ts';

/* What the routes of the day answer. */

export const shownPlanSchema = dayPlanSchema
  .pick({ date: true, mode: true, phase: true, source: true, restDay: true })
  .extend({
    tasks: z.array(
      plannedTaskSchema
        .pick({
          taskId: true,
          category: true,
          minutes: true,
          difficulty: true,
          timeOfDay: true,
          status: true,
        })
        .extend({ title: z.string(), reason: z.string() })
        .meta({ id: 'PlannedTask' }),
    ),
    celebration: z
      .object({ phase: z.enum(phases), title: z.string(), message: z.string() })
      .optional()
      .meta({ description: 'Said once, where a learning phase begins' }),
  })
  .meta({ id: 'DayPlan' });

export const receiptSchema = z
  .object({
    feedbackId: z.string(),
    status: z.enum(feedbackStatuses),
    message: z.string().meta({ description: 'In the person’s language' }),
  })
  .meta({ id: 'FeedbackReceipt' });

const rate = z.number().nullable();
const learnedTaskSchema = z
  .object({
    taskId: z.string(),
    category: z.enum(categories),
    title: z.string(),
    completed: z.number(),
    skipped: z.number(),
    rating: rate,
    strength: z.number().meta({ description: 'How well it is expected to be received, from 0 to 1' }),
  })
  .meta({ id: 'LearnedTask' });

export const learnedSchema = z
  .object({
    userId: z.string(),
    phase: z.enum(phases),
    progress: z.object({
      days: z.number(),
      tasks: z.number(),
      next: z.enum(phases).nullable(),
      share: z.number(),
    }),
    startedOn: z.string().nullable(),
    completions: z.number(),
    categories: z.array(
      z.object({
        category: z.enum(categories),
        completed: z.number(),
        skipped: z.number(),
        completionRate: rate,
        rating: rate,
        tried: z.number(),
        favourites: z.array(learnedTaskSchema),
      }),
    ),
    strengths: z.array(learnedTaskSchema),
  })
  .meta({ id: 'LearningProfile' });

/** What was learned as an app is told it, in this language. */
export function presentLearned(learned: Learned, language: Language): z.output<typeof learnedSchema> {
  const shown = (tasks: readonly LearnedTask[]) =>
    tasks.map((task) => ({ ...task, title: task.title[language] }));
  const { days, tasks, next, share } = learned.progress;
  return {
    ...learned,
    progress: { days, tasks, next, share },
    categories: learned.categories.map((one) => ({ ...one, favourites: shown(one.favourites) })),
    strengths: shown(learned.strengths),
  };
}
