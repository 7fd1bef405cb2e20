import { createRoute, z } from '@hono/zod-openapi';
import {
  mostEvents,
  type Tracked,
  trackedEventSchema,
  type TrackOptions,
  type Tracking,
} from '../../shared/events/index.ts';
import { requireAppUser } from '../../shared/person/index.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { errorBody, fieldErrors } from '../../shared/platform/error-response.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { type App, asAppError, errorAnswers, jsonAnswer, jsonBody } from '../../shared/platform/http.ts';
import { log } from '../../shared/platform/log.ts';

const eventSchema = trackedEventSchema.meta({ id: 'TrackedEvent' });
const trackedSchema = z.object({
  eventId: z.string(),
  status: z.literal('tracked'),
  preferencesUpdated: z.boolean().meta({ description: 'Whether the next search goes by it' }),
  durable: z.boolean().meta({ description: 'Whether it is stored; else it will be within about a second' }),
});
const responseTimeMs = z.number();
const refusedSchema = z.object({
  status: z.literal('refused'),
  error: z.object({
    code: z.string(),
    message: z.string(),
    fields: z.array(z.object({ path: z.string(), rule: z.string() })).optional(),
  }),
});
const answerSchema = z.union([
  trackedSchema.extend({ responseTimeMs }).meta({ id: 'TrackedAnswer' }),
  z
    .object({ results: z.array(z.union([trackedSchema, refusedSchema])), responseTimeMs })
    .meta({ id: 'TrackedBatch' }),
]);

const trackRoute = createRoute({
  method: 'post',
  path: '/api/interactions/track',
  tags: ['shop'],
  summary: 'Tell what you did',
  description:
    'One event or up to 100. Purchases and cart events are stored before the answer, all others soon after, or ' +
    'before it with `?durable=true`. A batch answers for each event.',
  security: [{ user: [] }],
  request: {
    query: z.object({ durable: z.enum(['true', 'false']).optional() }),
    body: jsonBody(z.union([eventSchema, z.array(eventSchema).min(1).max(mostEvents)])),
  },
  responses: {
    202: jsonAnswer(answerSchema, 'Taken, or some of the batch'),
    ...errorAnswers(400, 401, 403, 409, 413, 415, 429, 503),
  },
});

export type TrackServices = { tracking: Pick<Tracking, 'track'>; clock: Clock };

/** Adds the route of events. It reads its body itself, for each event of a batch is judged apart. */
export function trackRoutes(app: App, { tracking, clock }: TrackServices): void {
  async function take(userId: string, told: unknown, options: TrackOptions, prefix = ''): Promise<Tracked> {
    const event = trackedEventSchema.safeParse(told);
    if (!event.success) throw invalid(fieldErrors(event.error.issues, prefix));
    return tracking.track(userId, event.data, options);
  }

  app.openAPIRegistry.registerPath(trackRoute);
  app.post(trackRoute.path, async (c) => {
    const began = performance.now();
    const userId = requireAppUser(c.var.caller);
    const options = { receivedAt: clock(), durable: isDurable(c.req.query('durable')) };
    const body = await readJson(c.req);
    const elapsed = () => Math.round((performance.now() - began) * 100) / 100;
    if (!Array.isArray(body)) {
      const tracked = await take(userId, body, options);
      return c.json({ ...tracked, responseTimeMs: elapsed() }, 202);
    }
    if (body.length === 0 || body.length > mostEvents)
      throw invalid([{ path: 'body', rule: `Must have 1 to ${mostEvents} events` }]);
    const outcomes = await Promise.allSettled(
      body.map((told, index) => take(userId, told, options, String(index))),
    );
    const results = outcomes.map((outcome, index) => resultOf(outcome, index, c.var.requestId));
    if (!results.some(({ status }) => status === 'tracked')) throw allRefused(outcomes);
    return c.json({ results, responseTimeMs: elapsed() }, 202);
  });
}

async function readJson(request: {
  header(name: string): string | undefined;
  json(): Promise<unknown>;
}): Promise<unknown> {
  if (!/^application\/([a-z-.]+\+)?json\b/i.test(request.header('content-type') ?? ''))
    throw new AppError('unsupported_media_type', 'Send a body of a media type that this route names.');
  try {
    return await request.json();
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw invalid([{ path: 'body', rule: 'Must be JSON' }]);
  }
}

function isDurable(value: string | undefined): boolean {
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw invalid([{ path: 'durable', rule: 'Must be true or false' }]);
}

type Outcome = PromiseSettledResult<Tracked>;

function resultOf(outcome: Outcome, index: number, requestId: string) {
  if (outcome.status === 'fulfilled') return outcome.value;
  const error = inBatch(outcome.reason, index);
  if (error.code === 'internal')
    log.error('http.failed', { code: error.code, requestId }, error.cause ?? error);
  const { code, message, fields } = errorBody(error, requestId).error;
  return { status: 'refused' as const, error: { code, message, ...(fields && { fields }) } };
}

/** Fields of an event in a batch begin with its place. */
function inBatch(reason: unknown, index: number): AppError {
  const { code, message, fields, cause, retryAfterSeconds } = asAppError(reason);
  const placed = fields.map(({ path, rule }) =>
    path === String(index) || path.startsWith(`${index}.`)
      ? { path, rule }
      : { path: `${index}.${path}`, rule },
  );
  const details = { cause, fields: placed, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
  return new AppError(code, message, details);
}

/** What a batch of which nothing was taken is answered: what may do another time comes before what never will. */
function allRefused(outcomes: readonly Outcome[]): AppError {
  const errors = outcomes.flatMap((outcome, index) =>
    outcome.status === 'rejected' ? [inBatch(outcome.reason, index)] : [],
  );
  const other = errors.find(({ code }) => code !== 'bad_request');
  return other ?? invalid(errors.flatMap(({ fields }) => fields));
}

function invalid(fields: AppError['fields']): AppError {
  return new AppError('bad_request', 'The request is not valid.', { fields });
}
