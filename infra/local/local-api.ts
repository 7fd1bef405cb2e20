import { createRoute, z } from '@hono/zod-openapi';
import { sameSecret } from '../../shared/platform/auth.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { type App, createApp, errorAnswers, jsonAnswer, jsonBody } from '../../shared/platform/http.ts';
import { rateLimit } from '../../shared/platform/rate-limit.ts';
import type { Endpoints } from './endpoints.ts';
import type { Issuer } from './issuer.ts';

const signInRoute = createRoute({
  method: 'post',
  path: '/local/sign-in',
  middleware: [rateLimit({ name: 'local-sign-in', limit: 60, windowSeconds: 60, by: 'address' })],
  request: {
    body: jsonBody(
      z.strictObject({
        userId: z.string().regex(/^[^/\p{C}]{1,128}$/u, 'expected 1 to 128 characters without /'),
        password: z.string().optional(),
      }),
    ),
  },
  responses: {
    200: jsonAnswer(z.object({ token: z.string() }), 'A bearer token'),
    ...errorAnswers(400, 401, 429),
  },
});

const endpointsRoute = createRoute({
  method: 'get',
  path: '/local/endpoints',
  responses: {
    200: jsonAnswer(z.record(z.string(), z.string()), 'The environment that points any client here'),
  },
});

/** What only the local cloud serves: signing in, the keys of its tokens, where its services are. */
export function localApi(services: { issuer: Issuer; endpoints: () => Endpoints; password?: string }): App {
  const app = createApp({ name: 'local' });
  app.openapi(signInRoute, async (c) => {
    const { userId, password = '' } = c.req.valid('json');
    if (services.password !== undefined && !sameSecret(password, services.password)) {
      throw new AppError('unauthenticated', 'The password is wrong.', {
        fields: [{ path: 'password', rule: 'must be the one Butler was started with' }],
      });
    }
    return c.json({ token: await services.issuer.signUser(userId) }, 200);
  });
  app.openapi(endpointsRoute, (c) => c.json(services.endpoints(), 200));
  app.get('/local/jwks', (c) => c.json(services.issuer.jwks()));
  return app;
}
