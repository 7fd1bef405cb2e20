import { createRoute, z } from '@hono/zod-openapi';
import { type WeekInsight, type Weeks, weekFactsSchema } from '../../shared/insights/index.ts';
import { type People, requireAppUser } from '../../shared/person/index.ts';
import { type Auth, requireSelf } from '../../shared/platform/auth.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { type App, errorAnswers, jsonAnswer } from '../../shared/platform/http.ts';
import { rateLimit } from '../../shared/platform/rate-limit.ts';
import type { Language } from '../../shared/profile/index.ts';

const favorite = weekFactsSchema.shape.favoriteTasks.element.extend({ title: z.string() });

const shownSchema = weekFactsSchema
  .pick({
    week: true,
    from: true,
    to: true,
    isOver: true,
    completionStats: true,
    categoryPerformance: true,
    streakInfo: true,
    habitStrength: true,
  })
  .extend({
    favoriteTasks: z.array(favorite),
    insights: z.array(z.string()),
    recommendations: z.array(z.string()).meta({ description: 'For the week after' }),
    wordsFrom: z.enum(['model', 'templates']).meta({
      description: 'Who wrote insights and recommendations; all numbers come from what is stored',
    }),
  })
  .meta({ id: 'WeekInsight' });

const readWeek = createRoute({
  method: 'get',
  path: '/api/v1/insights/weekly',
  tags: ['insights'],
  security: [{ user: [] }],
  summary: 'How a week went',
  description:
    'In numbers and in words. A week runs from Monday to Sunday where you are. What is not done on a day of rest is not counted.',
  request: {
    query: z.strictObject({
      week: z
        .string()
        .max(10, 'Must be an ISO week, e.g. 2026-W47')
        .optional()
        .meta({ description: 'An ISO week, e.g. 2026-W47; the present one, up to now, unless said' }),
      userId: z.string().max(128, 'Must have at most 128 characters').optional().meta({
        description: 'Your own, if any',
      }),
    }),
  },
  responses: { 200: jsonAnswer(shownSchema, 'The week'), ...errorAnswers(400, 401, 403, 404, 429) },
});

export type InsightsServices = {
  app: App;
  auth: Auth;
  /** False where weeks are not looked back on. */
  enabled: boolean;
  people: Pick<People, 'profile' | 'drop'>;
  weeks: Pick<Weeks, 'of'>;
  clock: Clock;
};

/** Serves how a signed-in person’s week went; no one else’s. */
export function insights({ app, auth, enabled, people, weeks, clock }: InsightsServices): App {
  app.use('/api/v1/insights/*', auth.requireUser(), (c, next) => {
    requireAppUser(c.var.caller);
    if (!enabled) throw new AppError('feature_disabled', 'Weekly summaries are switched off.');
    return next();
  });
  app.use('/api/v1/insights/*', rateLimit({ name: 'insights', limit: 60, windowSeconds: 60, by: 'person' }));

  app.openapi(readWeek, async (c) => {
    const userId = requireAppUser(c.var.caller);
    const { week, userId: named = userId } = c.req.valid('query');
    requireSelf(c.var.caller, named);
    // Another instance may have served the change of language or time zone that the caller now looks for.
    people.drop(userId);
    const insight = await weeks.of(userId, { week, receivedAt: clock() });
    const language = (await people.profile(userId))?.language ?? 'ru';
    return c.json(show(insight, language), 200);
  });
  return app;
}

function show(insight: WeekInsight, language: Language): z.output<typeof shownSchema> {
  const favoriteTasks = insight.favoriteTasks.map((task) => ({ ...task, title: task.title[language] }));
  return shownSchema.parse({ ...insight, favoriteTasks });
}
