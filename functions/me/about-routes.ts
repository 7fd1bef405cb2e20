import { createRoute } from '@hono/zod-openapi';
import { contextEditSchema, workContextSchema } from '../../shared/context/index.ts';
import type { People } from '../../shared/person/index.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { type App, errorAnswers, jsonAnswer, jsonBody } from '../../shared/platform/http.ts';
import { type Profile, profileEditSchema, profileSchema } from '../../shared/profile/index.ts';
import { presentPerson, type PresentServices } from './present-person.ts';

const shownProfile = profileSchema.omit({ mergedInto: true }).meta({ id: 'Profile' });
const shownContext = workContextSchema.meta({ id: 'WorkContext' });
const common = { tags: ['me'], security: [{ user: [] }] };

const getProfile = createRoute({
  ...common,
  method: 'get',
  path: '/api/v1/me/profile',
  summary: 'Who the butler thinks you are',
  responses: { 200: jsonAnswer(shownProfile, 'The profile'), ...errorAnswers(401, 403, 409, 429) },
});

const patchProfile = createRoute({
  ...common,
  method: 'patch',
  path: '/api/v1/me/profile',
  summary: 'Change fields of your profile',
  description: 'What is left out stays. The persona is the operator’s to change.',
  request: { body: jsonBody(profileEditSchema.meta({ id: 'ProfileEdit' })) },
  responses: {
    200: jsonAnswer(shownProfile, 'The profile now'),
    ...errorAnswers(400, 401, 403, 409, 413, 415, 429),
  },
});

const getContext = createRoute({
  ...common,
  method: 'get',
  path: '/api/v1/me/context',
  summary: 'What you are at',
  responses: {
    200: jsonAnswer(shownContext, 'The context; empty after two hours idle'),
    ...errorAnswers(401, 403, 409, 429),
  },
});

const patchContext = createRoute({
  ...common,
  method: 'patch',
  path: '/api/v1/me/context',
  summary: 'Say what you are at',
  request: { body: jsonBody(contextEditSchema.meta({ id: 'ContextEdit' })) },
  responses: {
    200: jsonAnswer(shownContext, 'The context now'),
    ...errorAnswers(400, 401, 403, 409, 413, 415, 429),
  },
});

export type AboutServices = PresentServices & { people: Pick<People, 'editProfile' | 'editContext'> };

/** Adds the routes of profile and work context. */
export function aboutRoutes(app: App, services: AboutServices): void {
  const { people } = services;

  app.openapi(getProfile, async (c) => {
    const profile = await people.profile(await presentPerson(services, c.var.caller));
    return c.json(shown(profile), 200);
  });

  app.openapi(patchProfile, async (c) => {
    const userId = await presentPerson(services, c.var.caller);
    return c.json(shown(await people.editProfile(userId, c.req.valid('json'))), 200);
  });

  app.openapi(getContext, async (c) => {
    const context = await people.context(await presentPerson(services, c.var.caller));
    return c.json(context ?? gone(), 200);
  });

  app.openapi(patchContext, async (c) => {
    const userId = await presentPerson(services, c.var.caller);
    return c.json(await people.editContext(userId, c.req.valid('json')), 200);
  });
}

const shown = (profile: Profile | undefined) => shownProfile.parse(profile ?? gone());

/** They were here a moment ago. */
function gone(): never {
  throw new AppError('not_found', 'There is no such person.');
}
