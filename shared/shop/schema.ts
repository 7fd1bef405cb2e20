import { z } from 'zod';
import { priceSchema, searchFiltersSchema } from '../catalog/index.ts';
import { languageSchema } from '../profile/index.ts';

/** What `POST /api/search/personalized` takes. */
export const searchRequestSchema = z
  .strictObject({
    query: z
      .string()
      .trim()
      .max(200, 'Must have at most 200 characters')
      .default('')
      .meta({ description: 'What is looked for; empty browses by preference' }),
    limit: z.number().int().min(1).max(50).default(10),
    filters: searchFiltersSchema.optional(),
    personalize: z.boolean().default(true).meta({ description: 'false ranks by the text alone' }),
    explain: z.boolean().default(false).meta({ description: 'true tells what moved each result' }),
    language: languageSchema.optional().meta({
      description:
        'Of the names; unless given the profile’s, and the query’s for who has said nothing about themselves',
    }),
  })
  .meta({ id: 'SearchRequest' });
export type SearchRequest = z.output<typeof searchRequestSchema>;

export const badges = ['usual', 'time_to_restock', 'matches_taste'] as const;

const reasonSchema = z.object({
  key: z.string().meta({ description: 'E.g. `attribute:plant-based`' }),
  evidence: z.number().meta({ description: 'As it is worth now; below 0 it speaks against' }),
  age: z.number().meta({ description: 'Milliseconds since it was last added to' }),
  contribution: z.number().meta({ description: 'Its part of personalizationScore' }),
});

const resultSchema = z.object({
  productId: z.string(),
  name: z.string(),
  brand: z.string().optional(),
  category: z.string(),
  attributes: z.array(z.string()),
  price: priceSchema,
  unit: z.string().optional(),
  score: z.number().meta({ description: 'What results are ordered by, before brands are spread' }),
  personalizationScore: z
    .number()
    .meta({ description: 'How much rather this person takes it than people do; 0 says nothing' }),
  badges: z.array(z.enum(badges)),
  suggestedQuantity: z
    .object({
      quantity: z.number().int(),
      confidence: z.number(),
      fill: z.boolean().meta({ description: 'Whether it is sure enough to be filled in' }),
    })
    .optional(),
  reasons: z.array(reasonSchema).optional(),
});
export type SearchResult = z.output<typeof resultSchema>;

/** What it answers. */
export const searchReplySchema = z
  .object({
    results: z.array(resultSchema),
    personalizationApplied: z.boolean().meta({
      description: 'Whether what is known of the person had a part in the order',
    }),
    responseTimeMs: z.number(),
  })
  .meta({ id: 'SearchReply' });
export type SearchReply = z.output<typeof searchReplySchema>;
