import { z } from 'zod';
import { conversationIdSchema } from '../memory/index.ts';

/** Where memories and personas are asked for. */
export const personaTopic = 'make-personas';

/** How memories are chosen and what is made after them. */
export const jobOptionsSchema = z.object({
  /** What is made: memories alone, or the persona after them. */
  goal: z.enum(['memories', 'persona']),
  /** Whether memories are made at all. */
  refresh: z.boolean(),
  onlyNeeding: z.boolean(),
  includeEmpty: z.boolean(),
  /** At most so many conversations, the most recently updated; -1 is all. */
  clamp: z.number().int().min(-1),
  /** Makes a persona of unchanged sources too. */
  force: z.boolean(),
  /** One conversation alone. */
  conversationId: conversationIdSchema.optional(),
});
export type JobOptions = z.output<typeof jobOptionsSchema>;

/** The persona, after the memories that are missing or stale. */
export const refreshOptions: JobOptions = {
  goal: 'persona',
  refresh: true,
  onlyNeeding: true,
  includeEmpty: false,
  clamp: -1,
  force: false,
};

const common = {
  /** Differs each time the same is asked for again after it was done. */
  run: z.string(),
  state: z.enum(['running', 'done']),
  createdAt: z.number(),
  updatedAt: z.number(),
};

/** What was asked for one person, and how far it has come. */
export const personJobSchema = z.object({
  ...common,
  kind: z.literal('persona'),
  userId: z.string(),
  options: jobOptionsSchema,
  /** Conversations that are not done; nothing until they were looked up. */
  pending: z.array(z.string()).nullable(),
  total: z.number(),
  refreshed: z.number(),
  failed: z.number(),
  /** What became of the persona. */
  outcome: z.enum(['made', 'unchanged', 'nothing', 'gone', 'failed', 'not_asked']).nullable(),
  /** The jobs for everyone that count this one. */
  parents: z.array(z.object({ jobId: z.string(), run: z.string() })),
});
export type PersonJob = z.output<typeof personJobSchema> & { id: string };

/** What was asked for everyone, and how far it has come. */
export const everyoneJobSchema = z.object({
  ...common,
  kind: z.literal('persona-everyone'),
  options: jobOptionsSchema,
  onlyActive: z.boolean(),
  /** The page of people that is next. */
  page: z.number(),
  listed: z.boolean(),
  people: z.number(),
  done: z.number(),
  failed: z.number(),
});
export type EveryoneJob = z.output<typeof everyoneJobSchema> & { id: string };

const named = { jobId: z.string().min(1), run: z.string().min(1) };

/** What goes over the topic. */
export const personaMessageSchema = z.union([
  z.strictObject({
    ...named,
    step: z.literal('begin'),
    /** Queues what is not done, though it may be on its way. */
    again: z.boolean().optional(),
  }),
  z.strictObject({ ...named, step: z.literal('memory'), conversationId: conversationIdSchema }),
  z.strictObject({ ...named, step: z.literal('persona') }),
  z.strictObject({
    ...named,
    step: z.literal('people'),
    page: z.number().int().min(0),
    after: z.string().min(1).optional(),
  }),
  z.strictObject({ source: z.string().min(1).max(100) }),
]);
export type PersonaMessage = z.output<typeof personaMessageSchema>;
