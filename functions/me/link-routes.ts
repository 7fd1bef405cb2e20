import { createRoute, z } from '@hono/zod-openapi';
import { requireAppUser } from '../../shared/person/index.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { type App, errorAnswers, jsonAnswer } from '../../shared/platform/http.ts';
import { rateLimit } from '../../shared/platform/rate-limit.ts';
import { presentPerson, type PresentServices } from './present-person.ts';

const linkSchema = z.object({ identity: z.string(), linkedAt: z.number() }).meta({ id: 'Link' });
const codeSchema = z.object({ code: z.string(), expiresAt: z.number() }).meta({ id: 'LinkCode' });
const common = { tags: ['me'], security: [{ user: [] }] };

const listLinks = createRoute({
  ...common,
  method: 'get',
  path: '/api/v1/me/links',
  summary: 'Accounts that are you',
  responses: {
    200: jsonAnswer(z.object({ links: z.array(linkSchema) }).meta({ id: 'Links' }), 'Linked accounts'),
    ...errorAnswers(401, 403, 429),
  },
});

const createCode = createRoute({
  ...common,
  method: 'post',
  path: '/api/v1/me/links',
  summary: 'Make a code that links a Telegram account',
  description:
    'Send the code to the bot with /link within 10 minutes. A new code puts an end to the one before.',
  responses: { 201: jsonAnswer(codeSchema, 'The code'), ...errorAnswers(401, 403, 409, 429) },
});

const deleteLink = createRoute({
  ...common,
  method: 'delete',
  path: '/api/v1/me/links/{identity}',
  summary: 'Let an account go',
  request: { params: z.object({ identity: z.string().min(1).max(128) }) },
  responses: { 204: { description: 'It is no longer you' }, ...errorAnswers(401, 403, 404, 409, 429) },
});

export type LinkServices = PresentServices & {
  links: {
    createLinkCode(userId: string): Promise<{ code: string; expiresAt: number }>;
    links(userId: string): Promise<{ identity: string; linkedAt: number }[]>;
    unlink(userId: string, identity: string): Promise<boolean>;
    /** Whether another account of theirs is still being joined to theirs. */
    merging(userId: string): Promise<boolean>;
  };
};

/** Adds the routes of linked accounts. */
export function linkRoutes(app: App, services: LinkServices): void {
  const { links } = services;

  app.openapi(listLinks, async (c) =>
    c.json({ links: await links.links(requireAppUser(c.var.caller)) }, 200),
  );

  const fewCodes = rateLimit({ name: 'link-codes', limit: 5, windowSeconds: 600, by: 'person' });
  app.on('POST', createCode.path, fewCodes);
  app.openapi(createCode, async (c) => {
    const userId = await presentPerson(services, c.var.caller);
    return c.json(await links.createLinkCode(userId), 201);
  });

  app.openapi(deleteLink, async (c) => {
    const { identity } = c.req.valid('param');
    if (!(await links.unlink(requireAppUser(c.var.caller), identity)))
      throw new AppError('not_found', 'No such account is linked to you.');
    return c.body(null, 204);
  });
}
