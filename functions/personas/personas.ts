import type { Auth } from '../../shared/platform/auth.ts';
import type { App } from '../../shared/platform/http.ts';
import { personaRoutes, type PersonaRouteServices } from './persona-routes.ts';
import { taskRoutes, type TaskServices } from './task-routes.ts';

export type PersonasServices = { app: App; auth: Auth } & TaskServices & PersonaRouteServices;

/** Serves what other services ask of memories and personas. */
export function personas(services: PersonasServices): App {
  const { app, auth } = services;
  app.use('/api/*', auth.requireService());
  taskRoutes(app, services);
  personaRoutes(app, services);
  return app;
}
