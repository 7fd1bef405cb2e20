import { z } from 'zod';
import { categories, modes, taskSchema, timesOfDay } from '../tasks/index.ts';

export const phases = ['discovery', 'establishment', 'mastery'] as const;
const statuses = ['open', 'done', 'skipped'] as const;

const phase = z.enum(phases);
export type Phase = z.output<typeof phase>;

const date = z.iso.date();
const count = z.int().min(0);

/** What a person's word on one task has come to. */
const tallySchema = z.object({
  completed: count.default(0),
  skipped: count.default(0),
  rated: count.default(0),
  ratingSum: count.default(0),
});
export type Tally = z.output<typeof tallySchema>;

const perCategory = z.partialRecord(z.enum(categories), count);

/** What became of one day, by category: as much of it as the look back at a week or a year needs. */
const dayCountSchema = z.object({
  planned: perCategory.default({}),
  done: perCategory.default({}),
  skipped: perCategory.default({}),
  rest: z.boolean().default(false),
});
export type DayCount = z.output<typeof dayCountSchema>;

/** What choosing has learned of a person. */
export const learningSchema = z.object({
  phase: phase.default('discovery'),
  /** The day of the first plan, where the person was. */
  startedOn: date.nullable().default(null),
  completions: count.default(0),
  /** A phase set by hand, and where the person stood then. */
  override: z.object({ phase, on: date, completions: count }).nullable().default(null),
  tasks: z.record(z.string(), tallySchema).default({}),
  /** When each task was last chosen, by its id. */
  rotation: z.record(z.string(), z.number()).default({}),
  /** The last 400 days that have a plan, a word on a task or a rest. */
  days: z.record(date, dayCountSchema).default({}),
  /** Phases that were entered by themselves, and whether a plan has celebrated them. */
  transitions: z.array(z.object({ phase, on: date, told: z.boolean() })).default([]),
  /** Which states of others, who are this person too, have been added. */
  joined: z.array(z.string()).default([]),
});
export type Learning = z.output<typeof learningSchema>;

export const plannedTaskSchema = z.object({
  taskId: taskSchema.shape.id,
  ...taskSchema.pick({ category: true, title: true, minutes: true, difficulty: true, variationGroup: true })
    .shape,
  timeOfDay: z.enum(timesOfDay),
  reason: taskSchema.shape.description,
  status: z.enum(statuses),
  /** When it had been chosen before; given back when the task is replaced undone. */
  chosenBefore: z.number().nullable(),
});
export type PlannedTask = z.output<typeof plannedTaskSchema>;

export const planSources = ['adaptive', 'base', 'model', 'starter'] as const;

/** The plan of one day of one person, in every language. */
export const dayPlanSchema = z.object({
  date,
  mode: z.enum(modes),
  /** The phase it was made in. */
  phase,
  source: z.enum(planSources),
  /** By time of day. */
  tasks: z.array(plannedTaskSchema),
  restDay: z.boolean(),
  /** The phase whose beginning this plan celebrates. */
  celebration: phase.nullable(),
});
export type DayPlan = z.output<typeof dayPlanSchema>;

/** One choice and how likely it was, so that policies can be compared afterwards. */
export type Choice = {
  taskId: string;
  category: PlannedTask['category'];
  variationGroup: string;
  phase: Phase;
  policy: 'base' | 'adaptive';
  probability: number;
};
