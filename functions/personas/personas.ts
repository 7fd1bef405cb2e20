import type { Auth } from '../../shared/platform/auth.ts';
import { AppError } from '../../shared/platform/errors.ts';
import type { App } from '../../shared/platform/http.ts';
import { personaRoutes, type PersonaRouteServices } from './persona-routes.ts';
import { taskRoutes, type TaskServices } from './task-routes.ts';

export type PersonasServices = {
  app: App;
  auth: Auth;
  /** False where nothing personal is to be written. */
  personalization: boolean;
} & TaskServices &
  PersonaRouteServices;

/** Serves what other services ask of memories and personas. */
export function personas(services: PersonasServices): App {
  const { app, auth, personalization } = services;
  app.use('/api/*', auth.requireService());
  app.use('/api/*', async (c, next) => {
    if (!personalization && c.req.method !== 'GET')
      throw new AppError('feature_disabled', 'Personalization is switched off.');
    await next();
  });
  taskRoutes(app, services);
  personaRoutes(app, services);
  return app;
}
