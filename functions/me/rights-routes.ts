import { createRoute, z } from '@hono/zod-openapi';
import { requireAppUser } from '../../shared/person/index.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { type App, errorAnswers, jsonAnswer } from '../../shared/platform/http.ts';
import { log } from '../../shared/platform/log.ts';
import { rateLimit } from '../../shared/platform/rate-limit.ts';
import { type Receipt, receiptSchema } from '../../shared/rights/index.ts';

const common = { tags: ['me'], security: [{ user: [] }] };

const exportMe = createRoute({
  ...common,
  method: 'get',
  path: '/api/v1/me/export',
  summary: 'Everything that is kept about you, as one JSON document',
  responses: {
    200: jsonAnswer(z.record(z.string(), z.unknown()), 'The document, streamed'),
    ...errorAnswers(401, 403, 404, 429),
  },
});

const eraseMe = createRoute({
  ...common,
  method: 'delete',
  path: '/api/v1/me',
  summary: 'Erase everything that is kept about you',
  responses: {
    202: jsonAnswer(receiptSchema, 'What was erased, and what is still to go'),
    ...errorAnswers(401, 403, 429),
  },
});

const getErasure = createRoute({
  ...common,
  method: 'get',
  path: '/api/v1/me/erasures/{id}',
  summary: 'How far your erasure is',
  request: { params: z.object({ id: z.string().min(1).max(128) }) },
  responses: { 200: jsonAnswer(receiptSchema, 'The receipt'), ...errorAnswers(401, 403, 404, 429) },
});

export type RightsServices = {
  rights: {
    export(userId: string): AsyncIterable<string>;
    erase(userId: string): Promise<Receipt>;
    receipt(userId: string, id: string): Promise<Receipt | undefined>;
  };
};

/** Adds the routes of export and erasure; neither makes a person that is not there. */
export function rightsRoutes(app: App, { rights }: RightsServices): void {
  const few = rateLimit({ name: 'exports', limit: 10, windowSeconds: 3600, by: 'person' });
  app.openAPIRegistry.registerPath(exportMe);
  app.get(exportMe.path, few, async (c) => {
    const pieces = rights.export(requireAppUser(c.var.caller))[Symbol.asyncIterator]();
    // What fails before the first piece still gets an error for an answer.
    const first = await pieces.next();
    c.header('Content-Type', 'application/json; charset=utf-8');
    c.header('Content-Disposition', 'attachment; filename="butler-export.json"');
    c.header('Cache-Control', 'no-store');
    return c.body(ReadableStream.from(encoded(first, pieces, c.var.requestId)));
  });

  app.openapi(eraseMe, async (c) => c.json(await rights.erase(requireAppUser(c.var.caller)), 202));

  app.openapi(getErasure, async (c) => {
    const receipt = await rights.receipt(requireAppUser(c.var.caller), c.req.valid('param').id);
    if (!receipt) throw new AppError('not_found', 'There is no such receipt.');
    return c.json(receipt, 200);
  });
}

async function* encoded(
  first: IteratorResult<string>,
  rest: AsyncIterator<string>,
  requestId: string,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  try {
    for (let piece = first; !piece.done; piece = await rest.next()) yield encoder.encode(piece.value);
  } catch (cause) {
    // The answer has begun, so all that is left is to break it off.
    log.error('me.export_failed', { requestId }, cause);
    throw cause;
  } finally {
    await rest.return?.();
  }
}
