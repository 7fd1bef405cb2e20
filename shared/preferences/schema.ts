import { z } from 'zod';

/** What evidence is about. */
export const preferenceKinds = ['category', 'brand', 'attribute', 'item'] as const;
export const preferenceKindSchema = z.enum(preferenceKinds);
export type PreferenceKind = z.output<typeof preferenceKindSchema>;

/** Event types that are known without any rule. */
export const eventTypes = [
  'purchase',
  'add_to_cart',
  'remove_from_cart',
  'click_product',
  'search',
  'displayed_but_scrolled',
  'dwell',
  'rate',
] as const;

/** How an event type is spelt; which ones are known, the rules say too. */
export const eventTypeSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'Must be up to 40 lower-case letters, digits and underscores');

/** What preferences learn from an event. */
export const preferenceEventSchema = z.object({
  eventType: eventTypeSchema,
  /** Milliseconds since 1970. */
  at: z.number().int().nonnegative(),
  quantity: z.number().int().min(1).max(999).optional(),
  /** Of a `rate`: 3 says nothing, 5 is full praise, 1 full blame. */
  rating: z.number().min(1).max(5).optional(),
});
export type PreferenceEvent = z.output<typeof preferenceEventSchema>;

/** What an event is about, as far as it is known: a product, or the category that a search is for. */
export type Subject = {
  productId?: string | undefined;
  category?: string | undefined;
  brand?: string | undefined;
  attributes?: readonly string[] | undefined;
};

const byKind = <T extends z.ZodType>(value: T) =>
  z.object({ category: value, brand: value, attribute: value, item: value });

/** Days until evidence counts half, by its kind and sign. */
const halfLifeSchema = z.object({ plus: z.number().positive(), minus: z.number().positive() });

/** Evidence for and against one key: sums as of the landmark (see `decay.ts`), and its latest event. */
const evidenceSchema = z.object({ plus: z.number(), minus: z.number(), at: z.number() });
export type Evidence = z.output<typeof evidenceSchema>;

const keysSchema = z.object({
  category: z.string().optional(),
  brand: z.string().optional(),
  attributes: z.array(z.string()),
});

/** How often an item was bought, first when and as what, and its latest occasions: time, quantity, bought or not. */
const historySchema = z.object({
  purchases: z.number().int().nonnegative(),
  first: z.object({ at: z.number(), keys: keysSchema }).nullable(),
  occasions: z.array(z.number()),
});

/** `users/{u}/state/preferences`. */
export const preferencesDocumentSchema = z.object({
  /** What the sums were made under: others take a replay. */
  halfLives: byKind(halfLifeSchema),
  evidence: byKind(z.record(z.string(), evidenceSchema)),
  history: z.record(z.string(), historySchema),
  /** When a key was forgotten: nothing from before counts again. */
  forgotten: byKind(z.record(z.string(), z.number())),
});
export type PreferencesDocument = z.output<typeof preferencesDocumentSchema>;
export type HalfLives = PreferencesDocument['halfLives'];

/** What whoever shows a usual item needs of it. */
export const usualItemSchema = z.object({
  productId: z.string(),
  name: z.object({ ru: z.string().optional(), en: z.string().optional() }).default({}),
  confidence: z.number(),
  /** Where it is sure enough to be filled in. */
  quantity: z.number().int().optional(),
});

/** What is kept of a person beside what was learned; `updatedAt` grows with each write. */
export const storedPreferencesSchema = preferencesDocumentSchema.extend({
  /** The surest first. */
  usualItems: z.array(usualItemSchema).default([]),
  /** All events ever learned. */
  events: z.number().int().nonnegative().default(0),
  updatedAt: z.number().default(0),
  /** Nothing received before this moment is of this person. */
  since: z.number().default(0),
  /** What documents of other accounts it took over. */
  joined: z.array(z.string()).default([]),
});
export type StoredPreferences = z.output<typeof storedPreferencesSchema>;

/** `config/population`: what share of all evidence of its kind a key has; a key that is not listed has the floor. */
export const populationSchema = z.object({
  rates: byKind(z.record(z.string(), z.number().positive())),
  floor: byKind(z.number().positive()),
  /** What all evidence of the kind was worth. */
  totals: byKind(z.number().nonnegative()),
});
export type PopulationDocument = z.output<typeof populationSchema>;
