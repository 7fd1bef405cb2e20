import { requireAppUser } from '../../shared/person/index.ts';
import type { Auth } from '../../shared/platform/auth.ts';
import type { App } from '../../shared/platform/http.ts';
import { rateLimit } from '../../shared/platform/rate-limit.ts';
import { aboutRoutes, type AboutServices } from './about-routes.ts';
import { linkRoutes, type LinkServices } from './link-routes.ts';
import { macroRoutes, type MacroServices } from './macro-routes.ts';
import { memoryRoutes, type MemoryServices } from './memory-routes.ts';
import { personaRoutes, type PersonaServices } from './persona-routes.ts';
import { rightsRoutes, type RightsServices } from './rights-routes.ts';

export { searchOwnMemory } from './search-own-memory.ts';

export type MeServices = { app: App; auth: Auth } & AboutServices &
  MacroServices &
  MemoryServices &
  PersonaServices &
  LinkServices &
  RightsServices;

/** Serves what the signed-in person may see, change and do about themselves; no route takes another's id. */
export function me(services: MeServices): App {
  const { app, auth } = services;
  app.use('/api/v1/me/*', auth.requireUser(), (c, next) => {
    requireAppUser(c.var.caller);
    return next();
  });
  app.use('/api/v1/me/*', rateLimit({ name: 'me', limit: 120, windowSeconds: 60, by: 'person' }));
  aboutRoutes(app, services);
  macroRoutes(app, services);
  memoryRoutes(app, services);
  personaRoutes(app, services);
  linkRoutes(app, services);
  rightsRoutes(app, services);
  return app;
}
