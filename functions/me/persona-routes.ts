import { createRoute, z } from '@hono/zod-openapi';
import { requireAppUser } from '../../shared/person/index.ts';
import {
  personaDataSchema,
  type PersonaDocument,
  personaDocumentSchema,
  type PersonaListKey,
  personaListKeys,
} from '../../shared/persona/index.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { type App, errorAnswers, jsonAnswer, jsonBody } from '../../shared/platform/http.ts';

const shownSchema = z
  .object({
    persona: personaDataSchema,
    restsOn: personaDocumentSchema.shape.rests_on.meta({
      description: 'The conversations that each item rests on',
    }),
    struck: personaDocumentSchema.shape.struck,
    source: z.enum(['model', 'offline', 'service']),
    createdAt: z.number(),
    updatedAt: z.number(),
  })
  .meta({ id: 'Persona' });

const common = { tags: ['me'], security: [{ user: [] }] };

const readPersona = createRoute({
  ...common,
  method: 'get',
  path: '/api/v1/me/persona',
  summary: 'What the butler takes you for, and what that rests on',
  responses: {
    200: jsonAnswer(shownSchema, 'The persona; what you struck is not in it'),
    ...errorAnswers(401, 403, 404, 429),
  },
});

const strikeItem = createRoute({
  ...common,
  method: 'post',
  path: '/api/v1/me/persona/strike',
  summary: 'Strike an item from your persona for good',
  request: {
    body: jsonBody(
      z
        .strictObject({
          key: z.enum(personaListKeys, `Must be one of ${personaListKeys.join(', ')}`),
          item: z.string().trim().min(1, 'Must not be empty').max(500, 'Must have at most 500 characters'),
        })
        .meta({ id: 'PersonaItem' }),
    ),
  },
  responses: {
    200: jsonAnswer(shownSchema, 'The persona without it'),
    ...errorAnswers(400, 401, 403, 404, 429),
  },
});

export type PersonaServices = {
  persona: {
    read(userId: string): Promise<PersonaDocument | undefined>;
    /** Throws not_found where the persona has no such item. */
    strike(userId: string, struck: { key: PersonaListKey; item: string }): Promise<PersonaDocument>;
  };
};

/** Adds the routes of the persona. */
export function personaRoutes(app: App, { persona }: PersonaServices): void {
  app.openapi(readPersona, async (c) => {
    const found = await persona.read(requireAppUser(c.var.caller));
    if (!found) throw new AppError('not_found', 'There is no persona yet.');
    return c.json(show(found), 200);
  });

  app.openapi(strikeItem, async (c) =>
    c.json(show(await persona.strike(requireAppUser(c.var.caller), c.req.valid('json'))), 200),
  );
}

function show({ data, rests_on: restsOn, struck, source, createdAt, updatedAt }: PersonaDocument) {
  return { persona: data, restsOn, struck, source, createdAt, updatedAt };
}
