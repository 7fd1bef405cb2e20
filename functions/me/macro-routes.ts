import { createRoute, z } from '@hono/zod-openapi';
import { macroDraftSchema, macroSchema } from '../../shared/macros/index.ts';
import type { People } from '../../shared/person/index.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { type App, errorAnswers, jsonAnswer, jsonBody } from '../../shared/platform/http.ts';
import { presentPerson, type PresentServices } from './present-person.ts';

const shownMacro = macroSchema.meta({ id: 'Macro' });
const draft = jsonBody(macroDraftSchema.meta({ id: 'MacroDraft' }));
const params = z.object({ id: z.string().min(1).max(64) });
const common = { tags: ['me'], security: [{ user: [] }] };

const listMacros = createRoute({
  ...common,
  method: 'get',
  path: '/api/v1/me/macros',
  summary: 'Your macros',
  responses: {
    200: jsonAnswer(z.object({ macros: z.array(shownMacro) }).meta({ id: 'Macros' }), 'At most 20'),
    ...errorAnswers(401, 403, 409, 429),
  },
});

const addMacro = createRoute({
  ...common,
  method: 'post',
  path: '/api/v1/me/macros',
  summary: 'Add a macro',
  request: { body: draft },
  responses: { 201: jsonAnswer(shownMacro, 'The macro'), ...errorAnswers(400, 401, 403, 409, 413, 415, 429) },
});

const putMacro = createRoute({
  ...common,
  method: 'put',
  path: '/api/v1/me/macros/{id}',
  summary: 'Replace a macro',
  request: { params, body: draft },
  responses: {
    200: jsonAnswer(shownMacro, 'The macro'),
    ...errorAnswers(400, 401, 403, 404, 409, 413, 415, 429),
  },
});

const deleteMacro = createRoute({
  ...common,
  method: 'delete',
  path: '/api/v1/me/macros/{id}',
  summary: 'Delete a macro',
  request: { params },
  responses: { 204: { description: 'It is gone' }, ...errorAnswers(401, 403, 404, 409, 429) },
});

export type MacroServices = PresentServices & {
  people: Pick<People, 'macros' | 'saveMacro' | 'removeMacro'>;
};

/** Adds the routes of macros. */
export function macroRoutes(app: App, services: MacroServices): void {
  const { people } = services;

  app.openapi(listMacros, async (c) => {
    const macros = await people.macros(await presentPerson(services, c.var.caller));
    return c.json({ macros: macros ?? [] }, 200);
  });

  app.openapi(addMacro, async (c) => {
    const userId = await presentPerson(services, c.var.caller);
    return c.json(await people.saveMacro(userId, c.req.valid('json')), 201);
  });

  app.openapi(putMacro, async (c) => {
    const userId = await presentPerson(services, c.var.caller);
    return c.json(await people.saveMacro(userId, c.req.valid('json'), c.req.valid('param').id), 200);
  });

  app.openapi(deleteMacro, async (c) => {
    const userId = await presentPerson(services, c.var.caller);
    if (!(await people.removeMacro(userId, c.req.valid('param').id)))
      throw new AppError('not_found', 'There is no such macro.');
    return c.body(null, 204);
  });
}
