import { createRoute, z } from '@hono/zod-openapi';
import type { People } from '../../shared/person/index.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { type App, errorAnswers, jsonAnswer, jsonBody } from '../../shared/platform/http.ts';
import { probeAll, type Probes } from '../../shared/platform/probe-all.ts';
import { feedbackDraftSchema, type Plans } from '../../shared/plan/index.ts';
import { learnedSchema, presentLearned, receiptSchema } from './wire.ts';
import { userIdSchema, whose } from './whose.ts';

const probeLimitMs = 2000;

const ownOrService = { tags: ['day'], security: [{ user: [] }, { service: [] }, { admin: [] }] };

const postTask = createRoute({
  method: 'post',
  path: '/api/v1/feedback/task',
  tags: ['day'],
  summary: 'Say what became of a task',
  description:
    'A task of the plan or of the library by its id, or one of your own by name and category. The same `feedbackId` ' +
    'again has no further effect; another word on the same task of the same day counts in place of the one before.',
  security: [{ user: [] }],
  request: {
    body: jsonBody(
      feedbackDraftSchema.safeExtend({ userId: userIdSchema.optional() }).meta({ id: 'TaskFeedback' }),
    ),
  },
  responses: {
    200: jsonAnswer(receiptSchema, 'It is learned'),
    ...errorAnswers(400, 401, 403, 404, 409, 413, 415, 429, 503),
  },
});

const getProfile = createRoute({
  ...ownOrService,
  method: 'get',
  path: '/api/v1/feedback/profile/{userId}',
  summary: 'What was learned of a person from their days',
  request: { params: z.object({ userId: userIdSchema }) },
  responses: {
    200: jsonAnswer(learnedSchema, 'Phase, progress, completion and favourites'),
    ...errorAnswers(400, 401, 403, 404, 429, 503),
  },
});

const namedSchema = z.strictObject({ userId: userIdSchema.optional() });

const clearContext = createRoute({
  ...ownOrService,
  method: 'post',
  path: '/api/v1/feedback/clear-context',
  summary: 'Drop what instances hold in memory of a person',
  request: {
    body: { required: false, content: { 'application/json': { schema: namedSchema } } },
  },
  responses: {
    200: jsonAnswer(z.object({ status: z.literal('cleared'), userId: z.string() }), 'It is dropped'),
    ...errorAnswers(400, 401, 403, 413, 415, 429),
  },
});

const getHealth = createRoute({
  method: 'get',
  path: '/api/v1/feedback/health',
  tags: ['operations'],
  summary: 'Whether feedback and what it depends on answers',
  description: 'A bare status for anyone; who is signed in also gets each dependency.',
  security: [{}, { user: [] }, { service: [] }, { admin: [] }],
  responses: {
    200: jsonAnswer(
      z
        .object({
          status: z.enum(['ok', 'degraded']),
          dependencies: z.record(z.string(), z.object({ ok: z.boolean(), ms: z.number() })).optional(),
        })
        .meta({ id: 'FeedbackHealth' }),
      'The status',
    ),
    ...errorAnswers(401, 404),
  },
});

export type FeedbackServices = {
  plans: Pick<Plans, 'feedback' | 'learned' | 'drop'>;
  people: Pick<People, 'profile' | 'meet' | 'drop' | 'moveEpoch'>;
  probes: Probes;
  clock: Clock;
};

/** Adds the routes by which plans learn. */
export function feedbackRoutes(app: App, { plans, people, probes, clock }: FeedbackServices): void {
  app.openapi(postTask, async (c) => {
    const receivedAt = clock();
    const { userId: named, ...draft } = c.req.valid('json');
    return c.json(await plans.feedback(whose(c.var.caller, named), draft, { receivedAt }), 200);
  });

  app.openapi(getProfile, async (c) => {
    const receivedAt = clock();
    const { caller } = c.var;
    const userId = whose(caller, c.req.valid('param').userId);
    people.drop(userId);
    // Who looks at their own for the first time is there from then on.
    if (caller.kind === 'user' && !(await people.profile(userId))) await people.meet(userId, { receivedAt });
    const learned = await plans.learned(userId);
    const profile = await people.profile(userId);
    return c.json(presentLearned(learned, profile?.language ?? 'ru'), 200);
  });

  app.openapi(clearContext, async (c) => {
    const userId = whose(c.var.caller, c.req.valid('json').userId);
    people.drop(userId);
    plans.drop(userId);
    await people.moveEpoch(userId);
    return c.json({ status: 'cleared' as const, userId }, 200);
  });

  app.openapi(getHealth, async (c) => {
    if (c.var.caller.kind === 'anonymous') return c.json({ status: 'ok' as const }, 200);
    const dependencies = await probeAll(probes, probeLimitMs);
    const ok = Object.values(dependencies).every((probed) => probed.ok);
    return c.json({ status: ok ? ('ok' as const) : ('degraded' as const), dependencies }, 200);
  });
}
