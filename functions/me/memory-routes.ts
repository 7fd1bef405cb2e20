import { createRoute, z } from '@hono/zod-openapi';
import type { People } from '../../shared/person/index.ts';
import type { LinkServices } from './link-routes.ts';
import { requireAppUser } from '../../shared/person/index.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { type App, errorAnswers, jsonAnswer } from '../../shared/platform/http.ts';
import { rateLimit } from '../../shared/platform/rate-limit.ts';
import { type Recalled, snippetKinds } from '../../shared/recall/index.ts';

const pageSchema = z
  .object({
    summaries: z.array(z.object({ conversationId: z.string(), summary: z.string(), updatedAt: z.number() })),
    events: z.array(
      z.object({
        id: z.string().meta({ description: 'What DELETE /api/v1/me/memory/{id} takes' }),
        conversationId: z.string(),
        role: z.enum(['user', 'assistant']),
        content: z.string(),
        at: z.number(),
        source: z.enum(['text', 'voice']),
      }),
    ),
    next: z.string().optional().meta({ description: 'Give it as `before` for what is older' }),
  })
  .meta({ id: 'MemoryPage' });
type Page = z.output<typeof pageSchema>;

const foundSchema = z
  .object({
    results: z.array(
      z.object({
        id: z.string(),
        conversationId: z.string(),
        kind: z.enum(snippetKinds),
        role: z.enum(['user', 'assistant']),
        at: z.number(),
        text: z.string(),
        score: z.number(),
      }),
    ),
  })
  .meta({ id: 'MemoryFound' });

const wholeNumber = (from: number, to: number, otherwise: number) =>
  z.coerce
    .number()
    .int('Must be a whole number')
    .min(from, `Must be at least ${from}`)
    .max(to, `Must be at most ${to}`)
    .default(otherwise);

const common = { tags: ['me'], security: [{ user: [] }] };

const listMemory = createRoute({
  ...common,
  method: 'get',
  path: '/api/v1/me/memory',
  summary: 'What the butler remembers, the latest first',
  request: { query: z.object({ limit: wholeNumber(1, 100, 50), before: z.string().max(500).optional() }) },
  responses: {
    200: jsonAnswer(pageSchema, 'Summaries, on the first page, and what was said'),
    ...errorAnswers(400, 401, 403, 429),
  },
});

const findMemory = createRoute({
  ...common,
  method: 'get',
  path: '/api/v1/me/memory/search',
  summary: 'Search what was said and done',
  request: {
    query: z.object({
      q: z.string().trim().min(1, 'Must not be empty').max(500, 'Must have at most 500 characters'),
      kind: z.enum(snippetKinds, `Must be one of ${snippetKinds.join(', ')}`).optional(),
      limit: wholeNumber(1, 20, 5),
    }),
  },
  responses: { 200: jsonAnswer(foundSchema, 'The best first'), ...errorAnswers(400, 401, 403, 429) },
});

const forgetAll = createRoute({
  ...common,
  method: 'delete',
  path: '/api/v1/me/memory',
  summary: 'Forget all that was said',
  responses: {
    200: jsonAnswer(
      z.object({ forgotten: z.record(z.string(), z.number()) }).meta({ id: 'Forgotten' }),
      'How much was forgotten',
    ),
    ...errorAnswers(401, 403, 409, 429),
  },
});

const forgetOne = createRoute({
  ...common,
  method: 'delete',
  path: '/api/v1/me/memory/{id}',
  summary: 'Forget one thing that was said',
  request: { params: z.object({ id: z.string().min(1).max(300) }) },
  responses: { 204: { description: 'It is forgotten' }, ...errorAnswers(401, 403, 404, 429) },
});

export type MemoryServices = {
  people: Pick<People, 'editContext' | 'moveEpoch'>;
  memory: {
    list(userId: string, options: { limit: number; before?: string | undefined }): Promise<Page>;
    search(
      userId: string,
      question: string,
      options: { kind?: Recalled['kind'] | undefined; limit: number },
    ): Promise<readonly Recalled[]>;
    forgetEvent(userId: string, id: string): Promise<boolean>;
    forgetAll(userId: string): Promise<Record<string, number>>;
  };
  links: Pick<LinkServices['links'], 'merging'>;
};

/** Adds the routes of memory. */
export function memoryRoutes(app: App, { people, memory, links }: MemoryServices): void {
  app.openapi(listMemory, async (c) => {
    const page = await memory.list(requireAppUser(c.var.caller), c.req.valid('query'));
    return c.json(pageSchema.parse(page), 200);
  });

  app.use(findMemory.path, rateLimit({ name: 'memory-search', limit: 30, windowSeconds: 60, by: 'person' }));
  app.openapi(findMemory, async (c) => {
    const { q, kind, limit } = c.req.valid('query');
    const results = await memory.search(requireAppUser(c.var.caller), q, { kind, limit });
    return c.json(foundSchema.parse({ results }), 200);
  });

  app.openapi(forgetAll, async (c) => {
    const userId = requireAppUser(c.var.caller);
    // What the other account said would arrive after it was forgotten.
    if (await links.merging(userId))
      throw new AppError(
        'conflict',
        'Another account is still being joined to yours; try again in some minutes.',
      );
    const forgotten = await memory.forgetAll(userId);
    await forgetSession(people, userId);
    return c.json({ forgotten }, 200);
  });

  app.openapi(forgetOne, async (c) => {
    const userId = requireAppUser(c.var.caller);
    if (!(await memory.forgetEvent(userId, c.req.valid('param').id)))
      throw new AppError('not_found', 'Nothing with this id is remembered.');
    await people.moveEpoch(userId);
    return c.body(null, 204);
  });
}

/** The facts of the session were said too. */
async function forgetSession(people: MemoryServices['people'], userId: string): Promise<void> {
  try {
    await people.editContext(userId, { sessionFacts: [] });
  } catch (cause) {
    // Of someone the butler never met, or who is being erased, there is no session.
    if (!(cause instanceof AppError && cause.code === 'not_found')) throw cause;
  }
}
