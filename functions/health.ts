import { getConnInfo } from '@hono/node-server/conninfo';
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { LastBeat } from '../shared/heartbeat/index.ts';
import type { Auth } from '../shared/platform/auth.ts';
import type { Cache } from '../shared/platform/cache.ts';
import { type App, type AppEnv, errorAnswers, jsonAnswer } from '../shared/platform/http.ts';
import { probeAll, type Probed, type Probes } from '../shared/platform/probe-all.ts';

const checkSchema = z.object({ ok: z.boolean(), ms: z.number() }).openapi('HealthCheck');

const healthRoute = createRoute({
  method: 'get',
  path: '/health',
  tags: ['operations'],
  summary: 'Is Butler up',
  description:
    'A bare status for anyone. Service callers also get each dependency, probed with a time limit and kept for ' +
    '10 seconds; `degraded` says that one of them does not answer.',
  security: [{}, { service: [] }, { admin: [] }],
  responses: {
    200: jsonAnswer(
      z
        .object({
          status: z.enum(['ok', 'degraded']),
          model: z.enum(['connected', 'offline']).meta({ description: 'Whether a chat model is connected' }),
          checks: z.record(z.string(), checkSchema).optional(),
          heartbeat: z.object({ count: z.number(), at: z.string() }).optional(),
        })
        .openapi('Health'),
      'The status; anonymous callers get only that Butler answers, and whether by a model',
    ),
    ...errorAnswers(401),
  },
});

const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['operations'],
  summary: 'Metrics of this instance',
  security: [{ service: [] }, { admin: [] }],
  responses: {
    200: { description: 'Prometheus text', content: { 'text/plain': { schema: z.string() } } },
    ...errorAnswers(401, 403),
  },
});

export type HealthServices = {
  app: App;
  auth: Auth;
  probes: Probes;
  cache: Cache<Record<string, Probed>>;
  lastBeat: () => Promise<LastBeat | undefined>;
  metrics: () => Promise<string>;
  /** Whether answers come from a model or from the offline butler. */
  model: 'connected' | 'offline';
  /** How long a dependency may take; 2 seconds unless given. */
  probeLimitMs?: number;
  /** Lets loopback read the metrics without a token; true on the local cloud alone. */
  openToLoopback: boolean;
};

/** Serves `/health` and `/metrics`. */
export function health(services: HealthServices): App {
  const {
    app,
    auth,
    probes,
    cache,
    lastBeat,
    metrics,
    model,
    openToLoopback,
    probeLimitMs = 2000,
  } = services;
  app.use(healthRoute.path, auth.identify());
  app.openapi(healthRoute, async (c) => {
    if (c.var.caller.kind !== 'service') return c.json({ status: 'ok' as const, model }, 200);
    const checks = await cache.get('all', () => probeAll(probes, probeLimitMs));
    const ok = Object.values(checks ?? {}).every((check) => check.ok);
    const beat = checks?.['firestore']?.ok ? await lastBeat().catch(() => undefined) : undefined;
    return c.json(
      {
        status: ok ? ('ok' as const) : ('degraded' as const),
        model,
        checks,
        ...(beat && { heartbeat: { count: beat.count, at: new Date(beat.at).toISOString() } }),
      },
      200,
    );
  });

  const requireService = auth.requireService();
  const allowNear: MiddlewareHandler<AppEnv> = (c, next) =>
    openToLoopback && isLoopback(getConnInfo(c).remote.address) ? next() : requireService(c, next);
  app.use(metricsRoute.path, allowNear);
  app.openapi(metricsRoute, async (c) => c.text(await metrics(), 200));
  return app;
}

function isLoopback(address: string | undefined): boolean {
  return address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1';
}
