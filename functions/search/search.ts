import { requireAppUser } from '../../shared/person/index.ts';
import type { Auth } from '../../shared/platform/auth.ts';
import type { App } from '../../shared/platform/http.ts';
import { rateLimit } from '../../shared/platform/rate-limit.ts';
import { preferenceRoutes, type PreferenceServices } from './preference-routes.ts';
import { searchRoutes, type SearchServices } from './search-routes.ts';

/** Serves the product search and what was learned for it, to the signed-in person about themselves. */
export function search({
  app,
  auth,
  ...services
}: { app: App; auth: Auth } & SearchServices & PreferenceServices): App {
  // An app may search with every letter typed.
  const perPerson = rateLimit({ name: 'search', limit: 600, windowSeconds: 60, by: 'person' });
  for (const path of ['/api/search/*', '/api/v1/preferences', '/api/v1/preferences/*']) {
    app.use(path, auth.requireUser(), (c, next) => {
      requireAppUser(c.var.caller);
      return next();
    });
    app.use(path, perPerson);
  }
  searchRoutes(app, services);
  preferenceRoutes(app, services);
  return app;
}
