import { z } from 'zod';
import { categories, taskSchema } from '../tasks/index.ts';

const text = (most: number) =>
  z
    .string()
    .trim()
    .normalize()
    .min(1, 'Must not be empty')
    .max(most, `Must have at most ${most} characters`)
    .refine((said) => said.isWellFormed() && !said.includes('\0'), 'Must be text');

/** The name of a document: Firestore keeps `__…__` for itself. */
const feedbackId = z.string().regex(/^(?!__.*__$)[\w-]{1,100}$/, 'Must be 1 to 100 letters, digits, _ and -');

/** What a person says of a task; the id makes it safe to send it again. */
export const feedbackDraftSchema = z
  .strictObject({
    feedbackId: feedbackId.optional(),
    taskId: taskSchema.shape.id.optional(),
    taskName: text(80).optional(),
    category: z.enum(categories, `Must be one of ${categories.join(', ')}`).optional(),
    completed: z.boolean('Must be true or false'),
    satisfactionRating: z
      .int('Must be from 1 to 5')
      .min(1, 'Must be from 1 to 5')
      .max(5, 'Must be from 1 to 5')
      .optional(),
    skippedReason: text(300).optional(),
    actualMinutes: z
      .int('Must be from 1 to 1440')
      .min(1, 'Must be from 1 to 1440')
      .max(1440, 'Must be from 1 to 1440')
      .optional(),
    date: z.iso.date('Must be a date, e.g. 2026-03-02').optional(),
    notes: text(1000).optional(),
  })
  .superRefine(({ taskId, taskName, category }, context) => {
    if (taskId !== undefined) return;
    const missing = (path: string) => context.addIssue({ code: 'custom', path: [path], message: required });
    if (taskName === undefined) missing(category === undefined ? 'taskId' : 'taskName');
    if (taskName !== undefined && category === undefined) missing('category');
  });
export type FeedbackDraft = z.output<typeof feedbackDraftSchema>;

const required = 'Required: taskId, or taskName and category';

export const feedbackStatuses = ['recorded', 'repeated', 'corrected'] as const;
/** What became of a person's word on a task; the message is in their language. */
export type FeedbackReceipt = {
  feedbackId: string;
  status: (typeof feedbackStatuses)[number];
  message: string;
};

/** A person's word on a task, as it is kept. */
export const feedbackSchema = z.object({
  feedbackId,
  /** The day and the task; of several on the same, the latest counts and is current. */
  subject: z.string(),
  current: z.boolean(),
  date: z.iso.date(),
  /** Null for a task of the person's own making. */
  taskId: z.string().nullable(),
  taskName: z.string(),
  category: z.enum(categories),
  /** Whether it is a task of the library, so that choosing learns of it. */
  learned: z.boolean(),
  completed: z.boolean(),
  satisfactionRating: z.number().nullable(),
  skippedReason: z.string().nullable(),
  actualMinutes: z.number().nullable(),
  notes: z.string().nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Feedback = z.output<typeof feedbackSchema>;
