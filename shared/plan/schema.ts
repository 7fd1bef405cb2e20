import { z } from 'zod';
import { taskSchema, timesOfDay } from '../tasks/index.ts';

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

/** One choice and how likely it was, so that policies can be compared afterwards. */
export type Choice = {
  taskId: string;
  category: PlannedTask['category'];
  variationGroup: string;
  phase: Phase;
  policy: 'base' | 'adaptive';
  probability: number;
};
