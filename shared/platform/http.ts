import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { matchedRoutes, routePath } from 'hono/route';
import type { Caller } from './auth.ts';
import { randomId } from './clock.ts';
import { errorBody, fieldErrors, statusOf } from './error-response.ts';
import { AppError } from './errors.ts';
import { log, traceIdOf, withTrace } from './log.ts';
import { counter, histogram } from './metrics.ts';

/** What a route finds in its context. */
export type AppEnv = { Variables: { requestId: string; caller: Caller } };

export type App = OpenAPIHono<AppEnv>;

const requests = counter('http_requests_total', 'Requests answered', [
  'function',
  'method',
  'route',
  'status',
]);
const durations = histogram('http_request_seconds', 'Time to answer', ['function', 'route']);

/**
 * An app for one function's routes: it validates what comes in, turns every error into the one error body,
 * answers 404 and 405 as JSON, and writes one log line and metrics per request.
 */
export function createApp(options: { name: string; corsOrigins?: readonly string[] }): App {
  const app: App = new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      throw new AppError('bad_request', 'The request is not valid.', {
        fields: fieldErrors(result.error.issues),
      });
    },
  });
  app.use(observe(options.name));
  if (options.corsOrigins?.length) app.use(cors({ origin: [...options.corsOrigins], maxAge: 3600 }));
  app.onError((error, c) => answerError(asAppError(error), error, c));
  app.notFound((c) => {
    const allowed = allowedMethods(app, c.req.path);
    if (allowed.length === 0)
      return answerError(new AppError('not_found', 'There is nothing at this path.'), null, c);
    c.header('Allow', allowed.join(', '));
    const error = new AppError(
      'method_not_allowed',
      `${c.req.method} is not allowed here; use ${allowed.join(' or ')}.`,
    );
    return answerError(error, null, c);
  });
  return app;
}

/** A required JSON body, for `createRoute`. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } } as const;
}

/** A JSON answer, for `createRoute`. */
export function jsonAnswer<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } } as const;
}

const errorSchema = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(statusOf) as (keyof typeof statusOf)[]),
      message: z.string(),
      fields: z.array(z.object({ path: z.string(), rule: z.string() })).optional(),
      id: z.string(),
    }),
  })
  .openapi('Error');

/** Error answers by status, for `createRoute`. */
export function errorAnswers<const Status extends number>(...statuses: Status[]) {
  const answer = jsonAnswer(errorSchema, 'The error, its fields and its id in the log');
  return Object.fromEntries(statuses.map((status) => [status, answer])) as Record<Status, typeof answer>;
}

function observe(name: string): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const started = performance.now();
    const requestId = randomId();
    c.set('requestId', requestId);
    c.set('caller', { kind: 'anonymous' });
    const trace = traceIdOf(c.req.header('traceparent'));
    await (trace === undefined ? next() : withTrace(trace, next));
    const durationMs = performance.now() - started;
    const { status } = c.res;
    const route = matchedRoutes(c).some((matched) => matched.method !== 'ALL') ? routePath(c, -1) : 'none';
    c.res.headers.set('X-Request-Id', requestId);
    requests.inc({ function: name, method: c.req.method, route, status });
    durations.observe({ function: name, route }, durationMs / 1000);
    log.info('http.answered', {
      function: name,
      method: c.req.method,
      route,
      status,
      durationMs: Math.round(durationMs * 100) / 100,
      caller: c.var.caller.kind,
      requestId,
    });
  };
}

function answerError(error: AppError, cause: unknown, c: Context<AppEnv>): Response {
  const status = statusOf[error.code];
  const id = c.var.requestId;
  if (status >= 500) log.error('http.failed', { code: error.code, requestId: id }, cause ?? error);
  if (error.retryAfterSeconds !== undefined)
    c.header('Retry-After', String(Math.ceil(error.retryAfterSeconds)));
  if (error.code === 'unauthenticated') c.header('WWW-Authenticate', 'Bearer');
  return c.json(errorBody(error, id), status);
}

/** What a caller is told of an error: what it says of itself, or that it is ours. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof HTTPException && error.status === 415) {
    return new AppError('unsupported_media_type', 'Send a body of a media type that this route names.');
  }
  if (error instanceof HTTPException && error.status === 400) {
    return new AppError('bad_request', 'The request is not valid.', {
      fields: [{ path: 'body', rule: error.message }],
    });
  }
  return new AppError('internal', 'Something went wrong on our side. The id is in our log.', {
    cause: error,
  });
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

function allowedMethods(app: App, path: string): string[] {
  return methods.filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  );
}
