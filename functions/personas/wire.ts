import { z } from '@hono/zod-openapi';
import { conversationIdSchema } from '../../shared/memory/index.ts';
import {
  type EveryoneJob,
  isOver,
  type PersonaDocument,
  personaDataSchema,
  type PersonJob,
} from '../../shared/persona/index.ts';

/* What these routes are asked with and answer, in snake_case as their readers expect. */

const userIdSchema = z
  .string()
  .regex(/^(?!\.{1,2}$|__.*__$)[^/]{1,128}$/, 'Must be 1 to 128 characters, none of them a /');

const flag = (otherwise: boolean) =>
  z
    .enum(['true', 'false'], 'Must be true or false')
    .default(otherwise ? 'true' : 'false')
    .transform((value) => value === 'true');

const clamp = z
  .string()
  .regex(/^(?:-1|\d{1,6})$/, 'Must be a whole number of at least -1')
  .default('-1')
  .transform(Number)
  .meta({ description: 'At most so many conversations, the most recently updated; -1 is no limit' });

/** Which conversations are remembered. */
export const choiceSchema = z.strictObject({
  only_needing: flag(true),
  include_empty: flag(false),
  clamp,
  sync: flag(false),
});

export const generateSchema = choiceSchema.extend({
  generate_conversation_memories_if_not_found: flag(true),
  force: flag(false).meta({ description: 'Makes a persona of unchanged sources too' }),
});

export const userParams = z.object({ user_id: userIdSchema });
export const conversationParams = z.object({ conversation_id: conversationIdSchema });
/** A person in the query or in the body. */
export const namedUser = z.strictObject({ user_id: userIdSchema.optional() });

export const startedSchema = z
  .object({
    message: z.string(),
    job_id: z.string(),
    refreshed: z.number().meta({ description: 'Memories that were made, or are to be made first' }),
    failed: z.number(),
    mode: z.enum(['queued', 'sync']),
  })
  .meta({ id: 'PersonaTask' });
export type Started = z.output<typeof startedSchema>;

export const everyoneSchema = z
  .object({ message: z.string(), job_id: z.string(), mode: z.literal('queued') })
  .meta({ id: 'PersonaTaskForEveryone' });

export const jobSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['user', 'everyone']),
    user_id: z.string().optional(),
    state: z.enum(['running', 'done']),
    total: z.number().meta({ description: 'Conversations to remember, or people' }),
    pending: z.number(),
    refreshed: z.number(),
    failed: z.number(),
    persona: z
      .enum(['made', 'unchanged', 'nothing', 'gone', 'failed', 'not_asked'])
      .nullable()
      .meta({ description: 'What became of the persona' }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'PersonaJob' });

export const upsertSchema = z
  .strictObject({ user_id: userIdSchema, persona_data: z.strictObject(personaDataSchema.shape) })
  .meta({ id: 'UserPersonaUpsert' });

export const personaSchema = z
  .object({
    id: z.string().meta({ description: 'The user id' }),
    user_id: z.string(),
    persona_data: personaDataSchema,
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'UserPersona' });

const timeOf = (ms: number) => new Date(ms).toISOString();

/** A persona as its readers expect it. */
export function showPersona(userId: string, { data, createdAt, updatedAt }: PersonaDocument) {
  return {
    id: userId,
    user_id: userId,
    persona_data: data,
    created_at: timeOf(createdAt),
    updated_at: timeOf(updatedAt),
  };
}

/** How far a job has come. */
export function showJob(job: PersonJob | EveryoneJob): z.output<typeof jobSchema> {
  const times = { created_at: timeOf(job.createdAt), updated_at: timeOf(job.updatedAt) };
  if (job.kind === 'persona') {
    const { id, userId, state, total, refreshed, failed, pending, outcome } = job;
    const counts = { total, pending: pending?.length ?? 0, refreshed, failed };
    return { id, kind: 'user', user_id: userId, state, ...counts, persona: outcome, ...times };
  }
  const { id, people, done, failed } = job;
  return {
    id,
    kind: 'everyone',
    state: isOver(job) ? 'done' : 'running',
    total: people,
    pending: people - done,
    refreshed: done - failed,
    failed,
    persona: null,
    ...times,
  };
}

/** What is said of a job that was asked for: done, or on its way. */
export function showStarted(job: PersonJob): { body: Started; status: 200 | 202 } {
  const done = job.state === 'done';
  const count = done ? job.refreshed : job.total;
  const what = job.options.goal === 'persona' ? 'persona' : 'conversation memory';
  const verb = done ? 'Completed' : 'Queued';
  const aside =
    job.options.goal === 'persona' ? `refreshed ${count} conversations first` : `${count} conversations`;
  return {
    status: done ? 200 : 202,
    body: {
      message: `${verb} ${what} generation for user ${job.userId} (${aside}).`,
      job_id: job.id,
      refreshed: count,
      failed: job.failed,
      mode: done ? 'sync' : 'queued',
    },
  };
}
