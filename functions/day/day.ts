import { requireAppUser } from '../../shared/person/index.ts';
import type { Auth } from '../../shared/platform/auth.ts';
import { AppError } from '../../shared/platform/errors.ts';
import type { App } from '../../shared/platform/http.ts';
import { rateLimit } from '../../shared/platform/rate-limit.ts';
import { feedbackRoutes, type FeedbackServices } from './feedback-routes.ts';
import { phaseRoute, planRoute, type PlanServices } from './plan-routes.ts';

export type DayServices = {
  app: App;
  auth: Auth;
  /** Whether what people say of tasks is taken. */
  feedbackEnabled: boolean;
} & PlanServices &
  FeedbackServices;

/** Serves the day: its plan, what the person says of it, and what is learned from that. */
export function day(services: DayServices): App {
  const { app, auth, feedbackEnabled } = services;
  const perPerson = rateLimit({ name: 'day', limit: 120, windowSeconds: 60, by: 'person' });
  const requireUser = auth.requireUser();
  const requireService = auth.requireService();

  for (const path of ['/api/v1/plan', '/api/v1/feedback/task'])
    app.use(path, requireUser, perPerson, (c, next) => {
      requireAppUser(c.var.caller);
      return next();
    });
  app.use('/api/v1/learning/*', requireService);
  app.use('/api/v1/feedback/*', auth.identify());
  for (const path of ['/api/v1/feedback/profile/*', '/api/v1/feedback/clear-context'])
    app.use(
      path,
      (c, next) => (c.var.caller.kind === 'service' ? requireService : requireUser)(c, next),
      perPerson,
    );
  app.use('/api/v1/feedback/*', async (_, next) => {
    if (!feedbackEnabled) throw new AppError('feature_disabled', 'Feedback is switched off.');
    await next();
  });
  planRoute(app, services);
  phaseRoute(app, services);
  feedbackRoutes(app, services);
  return app;
}
