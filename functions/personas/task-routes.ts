import { createRoute, z } from '@hono/zod-openapi';
import { type JobOptions, type PersonaJobs, refreshOptions } from '../../shared/persona/index.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { type App, errorAnswers, jsonAnswer } from '../../shared/platform/http.ts';
import {
  choiceSchema,
  conversationParams,
  everyoneSchema,
  generateSchema,
  jobSchema,
  namedUser,
  showJob,
  showStarted,
  startedSchema,
  userParams,
} from './wire.ts';

const common = { tags: ['personas'], security: [{ service: [] }, { admin: [] }] };
const body = { required: false, content: { 'application/json': { schema: namedUser } } } as const;
const started = {
  200: jsonAnswer(startedSchema, 'It is done'),
  202: jsonAnswer(startedSchema, 'It goes on as a job'),
  ...errorAnswers(400, 401, 403, 404, 503),
};

const generate = createRoute({
  ...common,
  method: 'post',
  path: '/api/tasks/generate-persona-for-user/{user_id}',
  summary: 'Make a person’s persona, memories of their conversations first',
  request: { params: userParams, query: generateSchema },
  responses: started,
});

const trigger = createRoute({
  ...common,
  method: 'post',
  path: '/api/tasks/trigger-user-persona-generation',
  summary: 'Queue the persona of one person, or of everyone',
  request: { query: namedUser, body },
  responses: {
    202: jsonAnswer(z.union([startedSchema, everyoneSchema]), 'It goes on as a job'),
    ...errorAnswers(400, 401, 403, 404, 503),
  },
});

const triggerSync = createRoute({
  ...common,
  method: 'post',
  path: '/api/tasks/trigger-user-persona-generation-sync',
  summary: 'Make a person’s persona; what is not done in 50 seconds goes on as a job',
  request: { query: namedUser, body },
  responses: started,
});

const rememberOne = createRoute({
  ...common,
  method: 'post',
  path: '/api/tasks/generate-memory-for-conversation/{conversation_id}',
  summary: 'Make the memory of one conversation',
  request: {
    params: conversationParams,
    query: namedUser.extend({ sync: choiceSchema.shape.sync }),
    body,
  },
  responses: started,
});

const rememberAll = createRoute({
  ...common,
  method: 'post',
  path: '/api/tasks/generate-memories-for-user/{user_id}',
  summary: 'Make the memories of a person’s conversations',
  request: { params: userParams, query: choiceSchema },
  responses: started,
});

const lookAt = createRoute({
  ...common,
  method: 'get',
  path: '/api/tasks/jobs/{id}',
  summary: 'How far a job has come',
  request: { params: z.object({ id: z.string().regex(/^[\w-]{1,100}$/, 'Must be the id of a job') }) },
  responses: { 200: jsonAnswer(jobSchema, 'The job'), ...errorAnswers(400, 401, 403, 404) },
});

export type TaskServices = {
  jobs: PersonaJobs;
  /** Whether the person has such a conversation. */
  hasConversation: (userId: string, conversationId: string) => Promise<boolean>;
};

/** Adds the routes that ask for memories and personas. */
export function taskRoutes(app: App, { jobs, hasConversation }: TaskServices): void {
  const start = async (userId: string, options: JobOptions, sync: boolean) =>
    showStarted(await (sync ? jobs.run(userId, options) : jobs.queue(userId, options)));

  app.openapi(generate, async (c) => {
    const query = c.req.valid('query');
    const options = {
      ...choice(query),
      refresh: query.generate_conversation_memories_if_not_found,
      force: query.force,
    };
    const { body, status } = await start(c.req.valid('param').user_id, options, query.sync);
    return c.json(body, status);
  });

  app.openapi(trigger, async (c) => {
    const userId = readUser(c.req.valid('query'), c.req.valid('json'));
    if (userId !== undefined) return c.json((await start(userId, refreshOptions, false)).body, 202);
    const { id } = await jobs.queueEveryone(refreshOptions, { onlyActive: false });
    const message = 'Queued persona generation for all users.';
    return c.json({ message, job_id: id, mode: 'queued' as const }, 202);
  });

  app.openapi(triggerSync, async (c) => {
    const userId = requireUser(readUser(c.req.valid('query'), c.req.valid('json')));
    const { body, status } = await start(userId, refreshOptions, true);
    return c.json(body, status);
  });

  app.openapi(rememberOne, async (c) => {
    const { conversation_id: conversationId } = c.req.valid('param');
    const userId = requireUser(readUser(c.req.valid('query'), c.req.valid('json')));
    if (!(await hasConversation(userId, conversationId)))
      throw new AppError('not_found', 'This person has no such conversation.');
    const options: JobOptions = { ...refreshOptions, goal: 'memories', onlyNeeding: false, conversationId };
    const { body, status } = await start(userId, options, c.req.valid('query').sync);
    return c.json(body, status);
  });

  app.openapi(rememberAll, async (c) => {
    const query = c.req.valid('query');
    const options: JobOptions = { ...choice(query), goal: 'memories' };
    const { body, status } = await start(c.req.valid('param').user_id, options, query.sync);
    return c.json(body, status);
  });

  app.openapi(lookAt, async (c) => {
    const job = await jobs.read(c.req.valid('param').id);
    if (!job) throw new AppError('not_found', 'There is no such job.');
    return c.json(showJob(job), 200);
  });
}

function choice(query: z.output<typeof choiceSchema>): JobOptions {
  const { only_needing: onlyNeeding, include_empty: includeEmpty, clamp } = query;
  return { ...refreshOptions, onlyNeeding, includeEmpty, clamp };
}

type Named = { user_id?: string | undefined };

function readUser(query: Named, body: Named | undefined): string | undefined {
  return query.user_id ?? body?.user_id;
}

function requireUser(userId: string | undefined): string {
  if (userId !== undefined) return userId;
  const fields = [{ path: 'user_id', rule: 'Required, in the query or in the body' }];
  throw new AppError('bad_request', 'The request is not valid.', { fields });
}
