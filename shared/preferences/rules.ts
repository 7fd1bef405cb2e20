import { z } from 'zod';
import { eventTypes, eventTypeSchema } from './schema.ts';

/** With 7 days, sums stay in the range of a number until 2044; a shorter half-life would leave it sooner. */
const days = z.number().min(7).max(3650);
const halfLife = (plus: number, minus: number) =>
  z.strictObject({ plus: days.default(plus), minus: days.default(minus) }).prefault({});
const share = z.number().min(0).max(1);
const factor = z.number().min(0).max(10);
const evidence = z.number().min(0.01).max(1000);
const shrinkage = (plus: number, minus: number) =>
  z.strictObject({ plus: evidence.default(plus), minus: evidence.default(minus) }).prefault({});

const defaultWeights = {
  purchase: 1,
  add_to_cart: 0.5,
  remove_from_cart: -0.4,
  click_product: 0.2,
  search: 0.1,
  displayed_but_scrolled: -0.05,
  dwell: 0.1,
  rate: 0.6,
};

/** How preferences are learned and used; whatever is not said has a default. */
export const rulesSchema = z.strictObject({
  /** By event type; those not named keep their default. */
  weights: z
    .record(eventTypeSchema, z.number().min(-10).max(10))
    .default({})
    .transform((given): Record<string, number> => ({ ...defaultWeights, ...given })),
  /** The weight of an item's first purchase. */
  firstPurchase: z.number().min(0).max(10).default(0.8),
  halfLifeDays: z
    .strictObject({
      category: halfLife(120, 45),
      brand: halfLife(180, 45),
      attribute: halfLife(180, 45),
      item: halfLife(180, 30),
    })
    .prefault({}),
  /** How much evidence weighs as much as the population's rate. */
  shrinkage: z
    .strictObject({
      category: shrinkage(2, 2),
      brand: shrinkage(2, 2),
      attribute: shrinkage(1, 2),
      item: shrinkage(0.2, 0.5),
    })
    .prefault({}),
  boosts: z
    .strictObject({
      category: factor.default(0.5),
      brand: factor.default(0.6),
      attribute: factor.default(0.5),
      item: factor.default(1),
      /** Added to the score of a usual item that is due. */
      replenish: factor.default(0.5),
    })
    .prefault({}),
  rank: z
    .strictObject({
      /** What preference counts beside the text's relevance, both as logarithms. */
      personal: factor.default(1),
      /** What the item's rate in the population counts. */
      popularity: factor.default(0.5),
      /** An exact match stays among so many first results. */
      exactWithin: z.number().int().min(1).max(50).default(3),
    })
    .prefault({}),
  usual: z
    .strictObject({
      /** Purchases that weigh as much as not knowing whether an item is usual, and the badge's bar. */
      doubt: z.number().min(0).max(100).default(1.5),
      badge: share.default(0.55),
      /** Purchases that weigh as much as what quantities are in general, and the bar to fill one in. */
      quantityDoubt: z.number().min(0).max(100).default(2.4),
      quantity: share.default(0.5),
      /** What occasion before the latest counts, against the one after it. */
      fading: share.default(1),
      /** The share of purchases of one piece; of n pieces, it falls by `oneMore` for each. */
      single: share.default(0.8),
      oneMore: z.number().min(0).max(0.95).default(0.25),
      /** Hours within which cart and purchase are one occasion. */
      tripHours: z.number().min(0).max(168).default(24),
      /** After so many intervals a usual item is less and less due. */
      lapse: z.number().min(1).max(100).default(3),
    })
    .prefault({}),
  badges: z
    .strictObject({
      /** The preference score that `matches_taste` takes. */
      taste: z.number().min(0).max(100).default(0.7),
    })
    .prefault({}),
  diversity: z
    .strictObject({
      /** Of a page, the most that one brand has while another is within reach. */
      brandShare: z.number().min(0.1).max(1).default(0.6),
      /** How far below, in score, another brand's result is still worth showing instead. */
      reach: factor.default(0.5),
    })
    .prefault({}),
});
export type Rules = z.output<typeof rulesSchema>;

export const defaultRules: Rules = rulesSchema.parse({});

const always: ReadonlySet<string> = new Set(eventTypes);

/** Whether events of this type are taken: the types always known, and those the rules weigh. */
export function isKnownEvent(rules: Rules, eventType: string): boolean {
  return always.has(eventType) || Object.hasOwn(rules.weights, eventType);
}

/** What an event weighs, below nothing if it speaks against its subject; 0 where no rule names its type. */
export function weightOf(
  rules: Rules,
  { eventType, rating }: { eventType: string; rating?: number | undefined },
) {
  const weight = Object.hasOwn(rules.weights, eventType) ? (rules.weights[eventType] ?? 0) : 0;
  if (eventType !== 'rate') return weight;
  return rating === undefined ? 0 : (weight * (rating - 3)) / 2;
}
