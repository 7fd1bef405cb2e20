import { requireAppUser } from '../../shared/person/index.ts';
import type { Auth } from '../../shared/platform/auth.ts';
import type { App } from '../../shared/platform/http.ts';
import { rateLimit } from '../../shared/platform/rate-limit.ts';
import { cartRoutes, type CartRouteServices } from './cart-routes.ts';
import { trackRoutes, type TrackServices } from './track-routes.ts';

export type InteractionServices = { app: App; auth: Auth } & TrackServices & CartRouteServices;

/** Serves what the signed-in person does in the shop: events, and the cart that follows them. */
export function interactions(services: InteractionServices): App {
  const { app, auth } = services;
  const requireUser = auth.requireUser();
  const perPerson = rateLimit({ name: 'interactions', limit: 1200, windowSeconds: 60, by: 'person' });
  for (const path of ['/api/interactions/*', '/api/v1/cart']) {
    app.use(path, requireUser, (c, next) => {
      requireAppUser(c.var.caller);
      return next();
    });
    app.use(path, perPerson);
  }
  trackRoutes(app, services);
  cartRoutes(app, services);
  return app;
}
