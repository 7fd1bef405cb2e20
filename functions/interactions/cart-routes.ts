import { createRoute } from '@hono/zod-openapi';
import { type Carts, cartDraftSchema, cartSchema } from '../../shared/cart/index.ts';
import { requireAppUser } from '../../shared/person/index.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { type App, errorAnswers, jsonAnswer, jsonBody } from '../../shared/platform/http.ts';

const shownCart = cartSchema.meta({ id: 'Cart' });
const common = { path: '/api/v1/cart', tags: ['shop'], security: [{ user: [] }] };

const getCart = createRoute({
  ...common,
  method: 'get',
  summary: 'What is in your cart',
  responses: { 200: jsonAnswer(shownCart, 'The cart'), ...errorAnswers(401, 403, 429, 503) },
});

const putCart = createRoute({
  ...common,
  method: 'put',
  summary: 'Replace your cart',
  description: 'Events that happened before do not change it any more; nothing is learned from it.',
  request: { body: jsonBody(cartDraftSchema.meta({ id: 'CartDraft' })) },
  responses: {
    200: jsonAnswer(shownCart, 'The cart now'),
    ...errorAnswers(400, 401, 403, 409, 413, 415, 429, 503),
  },
});

export type CartRouteServices = { carts: Carts; clock: Clock };

/** Adds the routes of the cart. */
export function cartRoutes(app: App, { carts, clock }: CartRouteServices): void {
  app.openapi(getCart, async (c) => c.json(await carts.read(requireAppUser(c.var.caller)), 200));

  app.openapi(putCart, async (c) => {
    const receivedAt = clock();
    const userId = requireAppUser(c.var.caller);
    return c.json(await carts.replace(userId, c.req.valid('json'), { receivedAt }), 200);
  });
}
