import { createRoute } from '@hono/zod-openapi';
import { requireAppUser } from '../../shared/person/index.ts';
import { type App, errorAnswers, jsonAnswer, jsonBody } from '../../shared/platform/http.ts';
import { searchReplySchema, searchRequestSchema, type Shop } from '../../shared/shop/index.ts';

const searchProducts = createRoute({
  tags: ['shop'],
  security: [{ user: [] }],
  method: 'post',
  path: '/api/search/personalized',
  summary: 'Search products, ranked for you',
  description:
    'An exact match stays near the top, what you scrolled past sinks but is there. Without a query the catalog is browsed by your preferences.',
  request: { body: jsonBody(searchRequestSchema) },
  responses: {
    200: jsonAnswer(searchReplySchema, 'The best first'),
    ...errorAnswers(400, 401, 403, 413, 415, 429, 503),
  },
});

export type SearchServices = { shop: Pick<Shop, 'search'> };

/** Adds the route of the product search. */
export function searchRoutes(app: App, { shop }: SearchServices): void {
  app.openapi(searchProducts, async (c) => {
    const started = performance.now();
    const outcome = await shop.search(requireAppUser(c.var.caller), c.req.valid('json'));
    const responseTimeMs = Math.round((performance.now() - started) * 100) / 100;
    return c.json({ ...outcome, responseTimeMs }, 200);
  });
}
