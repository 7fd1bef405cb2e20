import { createRoute } from '@hono/zod-openapi';
import type { PersonaData, PersonaDocument } from '../../shared/persona/index.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { type App, errorAnswers, jsonAnswer, jsonBody } from '../../shared/platform/http.ts';
import { personaSchema, showPersona, upsertSchema, userParams } from './wire.ts';

const common = { tags: ['personas'], security: [{ service: [] }, { admin: [] }] };

const upsert = createRoute({
  ...common,
  method: 'post',
  path: '/api/user-personas',
  summary: 'Store a persona that was made elsewhere',
  description: 'What the person struck is left out.',
  request: { body: jsonBody(upsertSchema) },
  responses: { 200: jsonAnswer(personaSchema, 'The persona'), ...errorAnswers(400, 401, 403, 404) },
});

const read = createRoute({
  ...common,
  method: 'get',
  path: '/api/internal/users/{user_id}/persona',
  summary: 'A person’s persona',
  request: { params: userParams },
  responses: { 200: jsonAnswer(personaSchema, 'The persona'), ...errorAnswers(400, 401, 403, 404) },
});

export type PersonaRouteServices = {
  personas: {
    read(userId: string): Promise<PersonaDocument | undefined>;
    /** Nothing where there is no such person. */
    save(userId: string, data: PersonaData): Promise<PersonaDocument | undefined>;
  };
};

/** Adds the routes by which other services read and write personas. */
export function personaRoutes(app: App, { personas }: PersonaRouteServices): void {
  app.openapi(upsert, async (c) => {
    const { user_id: userId, persona_data: data } = c.req.valid('json');
    const persona = await personas.save(userId, data);
    if (!persona) throw new AppError('not_found', 'There is no such person.');
    return c.json(showPersona(userId, persona), 200);
  });

  app.openapi(read, async (c) => {
    const { user_id: userId } = c.req.valid('param');
    const persona = await personas.read(userId);
    if (!persona) throw new AppError('not_found', 'This person has no persona.');
    return c.json(showPersona(userId, persona), 200);
  });
}
