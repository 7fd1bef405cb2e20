import { forwardWeight, worthAt } from './decay.ts';
import { type Population, rateOfOthers } from './population.ts';
import type { PreferenceState } from './preference-state.ts';
import type { Rules } from './rules.ts';
import { type PreferenceKind, preferenceKinds } from './schema.ts';

type Sums = { plus: number; minus: number };

/** A state as of a moment, seen against the population. */
export type Taste = {
  state: PreferenceState;
  rules: Rules;
  population: Population;
  now: number;
  /** All evidence of a kind. */
  totals: Record<PreferenceKind, Sums>;
  /** What first purchases weigh less than others, by key; sums as of the landmark, as the state's are. */
  discounts: Record<PreferenceKind, ReadonlyMap<string, number>>;
  /** Lifts already read: results share categories, brands and attributes. */
  lifts: Record<PreferenceKind, Map<string, Lift>>;
};

/** Evidence as it is worth now, its age, and how far it lifts the key over the population: a logarithm, 0 for none. */
export type Lift = { evidence: number; age: number; lift: number };

/** Sums up a state once, so that any number of keys can be read from it. */
export function readTaste(state: PreferenceState, rules: Rules, population: Population, now: number): Taste {
  const discounts = readDiscounts(state, rules);
  const totals = { category: none(), brand: none(), attribute: none(), item: none() };
  for (const kind of preferenceKinds) {
    const { plus, minus } = state.halfLives[kind];
    const total = totals[kind];
    for (const evidence of state.evidence[kind].values()) {
      total.plus += evidence.plus;
      total.minus += evidence.minus;
    }
    for (const discount of discounts[kind].values()) total.plus -= discount;
    total.plus = worthAt(Math.max(0, total.plus), now, plus);
    total.minus = worthAt(total.minus, now, minus);
  }
  const lifts = { category: new Map(), brand: new Map(), attribute: new Map(), item: new Map() };
  return { state, rules, population, now, totals, discounts, lifts };
}

const none = (): Sums => ({ plus: 0, minus: 0 });

function readDiscounts(state: PreferenceState, rules: Rules): Taste['discounts'] {
  const discounts = {
    category: new Map<string, number>(),
    brand: new Map<string, number>(),
    attribute: new Map<string, number>(),
    item: new Map<string, number>(),
  };
  const off = (rules.weights['purchase'] ?? 0) - rules.firstPurchase;
  if (off === 0) return discounts;
  const take = (kind: PreferenceKind, key: string, at: number, amount: number) => {
    // A forgotten key has no first purchase to take from.
    if (at <= (state.forgotten[kind].get(key) ?? -1)) return;
    discounts[kind].set(key, (discounts[kind].get(key) ?? 0) + amount);
  };
  const amount = (kind: PreferenceKind, at: number) => off * forwardWeight(at, state.halfLives[kind].plus);
  for (const [productId, { first }] of state.history) {
    if (first === null) continue;
    const { category, brand, attributes } = first.keys;
    take('item', productId, first.at, amount('item', first.at));
    if (category !== undefined) take('category', category, first.at, amount('category', first.at));
    if (brand !== undefined) take('brand', brand, first.at, amount('brand', first.at));
    if (attributes.length === 0) continue;
    const each = amount('attribute', first.at);
    for (const attribute of attributes) take('attribute', attribute, first.at, each);
  }
  return discounts;
}

/** How much more of the evidence a key has than the population would lead to expect, shrunk toward no difference. */
export function liftOf(taste: Taste, kind: PreferenceKind, key: string): Lift {
  const read = taste.lifts[kind].get(key);
  if (read !== undefined) return read;
  const lift = liftBeyond(taste, kind, key, 1);
  taste.lifts[kind].set(key, lift);
  return lift;
}

/** The same, where so many times the population's rate is expected for what is known besides. */
export function liftBeyond(taste: Taste, kind: PreferenceKind, key: string, expected: number): Lift {
  const { state, rules, population, now, totals, discounts } = taste;
  const total = totals[kind];
  const { plus: doubt, minus: negativeDoubt } = rules.shrinkage[kind];
  const known = state.evidence[kind].get(key);
  let plus = 0;
  let minus = 0;
  if (known !== undefined) {
    const halfLife = state.halfLives[kind];
    const sum = known.plus - (discounts[kind].get(key) ?? 0);
    plus = worthAt(Math.max(0, sum), now, halfLife.plus);
    minus = worthAt(known.minus, now, halfLife.minus);
  }
  const rate = rateOfOthers(population, kind, key, { worth: plus, total: total.plus });
  const lift =
    Math.log((plus + doubt) / (total.plus * rate * expected + doubt)) -
    Math.log((minus + negativeDoubt) / (total.minus * rate + negativeDoubt));
  return { evidence: plus - minus, age: known === undefined ? 0 : Math.max(0, now - known.at), lift };
}
