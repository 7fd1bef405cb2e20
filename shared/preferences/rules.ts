import { z } from 'zod';
import { eventTypes, eventTypeSchema } from './schema.ts';
import { shippedRules } from './shipped-rules.ts';

/** With 7 days, sums stay in the range of a number until 2044; a shorter half-life would leave it sooner. */
const days = z.number().min(7).max(3650);
const share = z.number().min(0).max(1);
const factor = z.number().min(0).max(10);
const evidence = z.number().min(0.01).max(1000);
const byKind = <T extends z.ZodType>(value: T) =>
  z.strictObject({ category: value, brand: value, attribute: value, item: value });

/** All that rules say; `rules.yaml` tells what each is for. */
const everyRuleSchema = z.strictObject({
  weights: z.record(eventTypeSchema, z.number().min(-10).max(10)),
  firstPurchase: z.number().min(0).max(10),
  halfLifeDays: byKind(z.strictObject({ plus: days, minus: days })),
  shrinkage: byKind(z.strictObject({ plus: evidence, minus: evidence })),
  boosts: byKind(factor).extend({ replenish: factor }),
  rank: z.strictObject({
    personal: factor,
    popularity: factor,
    exactWithin: z.number().int().min(1).max(50),
  }),
  usual: z.strictObject({
    doubt: z.number().min(0).max(100),
    badge: share,
    quantityDoubt: z.number().min(0).max(100),
    quantity: share,
    fading: share,
    confirmed: z.number().min(0).max(10),
    single: share,
    oneMore: z.number().min(0).max(0.95),
    tripHours: z.number().min(0).max(168),
    lapse: z.number().min(1).max(100),
  }),
  badges: z.strictObject({ taste: z.number().min(0).max(100) }),
  diversity: z.strictObject({ brandShare: z.number().min(0.1).max(1), reach: factor }),
  synonyms: z.array(z.array(z.string().trim().min(1).max(60)).min(2).max(20)).max(1000),
});

/** How preferences are learned and used; whatever is not said is as in `rules.yaml`. */
export const rulesSchema = z.preprocess((said) => laidOver(shippedRules, said), everyRuleSchema);
export type Rules = z.output<typeof rulesSchema>;

/** The rules of `rules.yaml`. */
export const defaultRules: Rules = everyRuleSchema.parse(shippedRules);

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

/** What is said, and where it says nothing what lies below. */
function laidOver(below: unknown, said: unknown): unknown {
  if (said === undefined) return below;
  if (!isMap(below) || !isMap(said)) return said;
  // Always in the same order, so that equal rules are written alike.
  const names = new Set([...Object.keys(below), ...Object.keys(said).sort()]);
  return Object.fromEntries(
    [...names].map((name) => [name, laidOver(ownOf(below, name), ownOf(said, name))]),
  );
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const ownOf = (map: Record<string, unknown>, name: string) =>
  Object.hasOwn(map, name) ? map[name] : undefined;
