import { createRoute, z } from '@hono/zod-openapi';
import { requireAppUser } from '../../shared/person/index.ts';
import { type App, errorAnswers, jsonAnswer } from '../../shared/platform/http.ts';
import {
  type PreferenceKind,
  preferenceKinds,
  preferenceKindSchema,
  type ShownPreferences,
} from '../../shared/preferences/index.ts';

const namesSchema = z.object({ ru: z.string().optional(), en: z.string().optional() });
const moment = z.number().meta({ description: 'Milliseconds since 1970' });

const learnedSchema = z.object({
  key: z.string(),
  name: namesSchema.optional().meta({ description: 'Of an item that is known' }),
  score: z.number().meta({ description: 'Above 0: you take it rather than others do; below 0: less' }),
  for: z.number().meta({ description: 'Evidence, as it is worth now' }),
  against: z.number(),
  lastAt: moment,
});

const usualSchema = z.object({
  productId: z.string(),
  name: namesSchema,
  purchases: z.number().int(),
  confidence: z.number(),
  due: z.number().meta({ description: '1 once its usual interval has gone by' }),
  quantity: z
    .object({ quantity: z.number().int(), confidence: z.number(), fill: z.boolean() })
    .optional()
    .meta({ description: 'The usual quantity, how sure it is, and whether that is enough to fill it in' }),
  intervalDays: z.number().optional(),
});

const list = z.array(learnedSchema);
const shownSchema = z
  .object({
    learned: z.object({ category: list, brand: list, attribute: list, item: list }),
    totals: z
      .object({ category: z.int(), brand: z.int(), attribute: z.int(), item: z.int() })
      .meta({ description: 'How many of each kind there are' }),
    usual: z.array(usualSchema),
    forgotten: z.array(z.object({ kind: preferenceKindSchema, key: z.string(), at: moment })),
    events: z.number().int().meta({ description: 'Events that were learned from' }),
    updatedAt: moment,
  })
  .meta({ id: 'Preferences' });

const common = { tags: ['shop'], security: [{ user: [] }] };

const readPreferences = createRoute({
  ...common,
  method: 'get',
  path: '/api/v1/preferences',
  summary: 'What was learned of what you like',
  request: {
    query: z.object({
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(2000)
        .default(100)
        .meta({ description: 'The most of each kind; what says most comes first' }),
    }),
  },
  responses: {
    200: jsonAnswer(shownSchema, 'What was learned; empty where nothing was'),
    ...errorAnswers(400, 401, 403, 429, 503),
  },
});

const forgetOne = createRoute({
  ...common,
  method: 'delete',
  path: '/api/v1/preferences/{kind}/{key}',
  summary: 'Forget one thing that was learned, for good',
  request: {
    params: z.object({
      kind: z.enum(preferenceKinds, `Must be one of ${preferenceKinds.join(', ')}`),
      key: z.string().min(1).max(500).meta({ description: 'As it is listed' }),
    }),
  },
  responses: {
    204: { description: 'It is forgotten; what happens from now on counts again' },
    ...errorAnswers(400, 401, 403, 404, 429, 503),
  },
});

export type PreferenceServices = {
  preferences: {
    read(userId: string): Promise<ShownPreferences | undefined>;
    /** Throws not_found where nothing of the kind was learned. */
    forget(userId: string, kind: PreferenceKind, key: string): Promise<void>;
    /** Names of products, as far as they are at hand. */
    nameOf(productId: string): z.output<typeof namesSchema> | undefined;
  };
};

/** Adds the routes of what was learned. */
export function preferenceRoutes(app: App, { preferences }: PreferenceServices): void {
  app.openapi(readPreferences, async (c) => {
    const found = await preferences.read(requireAppUser(c.var.caller));
    const { learned, usual, ...rest } = found ?? nothing;
    const { limit } = c.req.valid('query');
    const some = (kind: PreferenceKind) => learned[kind].slice(0, limit);
    const named = (productId: string) => {
      const name = preferences.nameOf(productId);
      return name && { name };
    };
    const shown = {
      ...rest,
      learned: {
        category: some('category'),
        brand: some('brand'),
        attribute: some('attribute'),
        item: some('item').map((item) => ({ ...item, ...named(item.key) })),
      },
      totals: {
        category: learned.category.length,
        brand: learned.brand.length,
        attribute: learned.attribute.length,
        item: learned.item.length,
      },
      usual: usual.map((item) => ({ ...item, ...named(item.productId) })),
    };
    return c.json(shown, 200);
  });

  app.openapi(forgetOne, async (c) => {
    const { kind, key } = c.req.valid('param');
    await preferences.forget(requireAppUser(c.var.caller), kind, key);
    return c.body(null, 204);
  });
}

const nothing: ShownPreferences = {
  learned: { category: [], brand: [], attribute: [], item: [] },
  usual: [],
  forgotten: [],
  events: 0,
  updatedAt: 0,
};
