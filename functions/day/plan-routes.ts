import { createRoute, z } from '@hono/zod-openapi';
import type { People } from '../../shared/person/index.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { type App, errorAnswers, jsonAnswer, jsonBody } from '../../shared/platform/http.ts';
import { phases, type Plans, presentPlan } from '../../shared/plan/index.ts';
import { modes } from '../../shared/tasks/index.ts';
import { shownPlanSchema } from './wire.ts';
import { userIdSchema, whose } from './whose.ts';

const getPlan = createRoute({
  method: 'get',
  path: '/api/v1/plan',
  tags: ['day'],
  summary: 'Your plan of a day',
  description:
    'Today where you are unless a date is named, at most seven days ahead. The same day is the same plan; another ' +
    'mode chooses anew what is not done. `source` says what the plan is made of: `adaptive` and `base` are chosen ' +
    'from the library, `model` is of the model’s making, `starter` is the same for everybody.',
  security: [{ user: [] }],
  request: {
    query: z.strictObject({
      date: z.iso.date('Must be a date, e.g. 2026-03-02').optional(),
      mode: z
        .enum(modes, `Must be one of ${modes.join(', ')}`)
        .optional()
        .meta({ description: 'The energy of the day; medium unless said' }),
      userId: userIdSchema.optional(),
    }),
  },
  responses: {
    200: jsonAnswer(shownPlanSchema, 'The plan, by time of day'),
    ...errorAnswers(400, 401, 403, 404, 409, 429, 503),
  },
});

const putPhase = createRoute({
  method: 'put',
  path: '/api/v1/learning/phase',
  tags: ['day'],
  summary: 'Set the learning phase of a person by hand',
  description: 'From there on it advances as from that phase’s beginning.',
  security: [{ service: [] }, { admin: [] }],
  request: {
    body: jsonBody(
      z
        .strictObject({
          userId: userIdSchema,
          phase: z.enum(phases, `Must be one of ${phases.join(', ')}`),
        })
        .meta({ id: 'PhaseEdit' }),
    ),
  },
  responses: {
    200: jsonAnswer(
      z.object({
        userId: z.string(),
        phase: z.enum(phases),
        next: z.enum(phases).nullable(),
        share: z.number().meta({ description: 'How far they have come towards the next, from 0 to 1' }),
      }),
      'The phase now',
    ),
    ...errorAnswers(400, 401, 403, 404, 413, 415, 503),
  },
});

export type PlanServices = {
  plans: Pick<Plans, 'get' | 'overridePhase'>;
  people: Pick<People, 'profile' | 'drop'>;
  clock: Clock;
};

/** Adds the route of the plan. */
export function planRoute(app: App, { plans, people, clock }: PlanServices): void {
  app.openapi(getPlan, async (c) => {
    const receivedAt = clock();
    const { userId: named, ...asked } = c.req.valid('query');
    const userId = whose(c.var.caller, named);
    // Another instance may have served a change of what the plan rests on, e.g. of the time zone.
    people.drop(userId);
    const plan = await plans.get(userId, { ...asked, receivedAt });
    const profile = await people.profile(userId);
    return c.json(presentPlan(plan, profile?.language ?? 'ru'), 200);
  });
}

/** Adds the route by which services set a phase. */
export function phaseRoute(app: App, { plans }: PlanServices): void {
  app.openapi(putPhase, async (c) => {
    const { userId, phase } = c.req.valid('json');
    const { progress } = await plans.overridePhase(userId, phase);
    return c.json({ userId, phase: progress.phase, next: progress.next, share: progress.share }, 200);
  });
}
