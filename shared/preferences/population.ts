import { worthAt } from './decay.ts';
import type { PreferenceState } from './preference-state.ts';
import { type PopulationDocument, type PreferenceKind, preferenceKinds } from './schema.ts';

/** What share of all evidence of its kind a key has; one that is not listed has the floor. */
export type Population = {
  rates: Record<PreferenceKind, ReadonlyMap<string, number>>;
  floor: Record<PreferenceKind, number>;
  /** What all evidence was worth. */
  totals: Record<PreferenceKind, number>;
};

/** Where no rates are known yet, all keys are alike. */
export const unknownPopulation: Population = {
  rates: { category: new Map(), brand: new Map(), attribute: new Map(), item: new Map() },
  floor: { category: 0.02, brand: 0.005, attribute: 0.05, item: 0.001 },
  totals: { category: 0, brand: 0, attribute: 0, item: 0 },
};

/** Evidence that weighs as much as not knowing what others do. */
const few = 2;

/** What weighs as much as a key never met. */
const unmet = 0.5;
/** Of what was taken so much is left to what never was: what was taken once may never be again. */
const discount = 0.7;
/** Rates of each kind that are kept; rarer keys are as good as the floor. */
export const keptRates = 30_000;
/** Together 900 KB, what one document holds with room to spare; no kind takes another's place. */
const mostBytes = { category: 100_000, brand: 250_000, attribute: 100_000, item: 450_000 };

/** Evidence of one kind: what the weightiest keys are worth now, and of all keys what together and how many. */
export type PopulationSums = {
  worths: readonly (readonly [key: string, worth: number])[];
  total: number;
  keys: number;
};

/** The rates that a state tells in which everyone's evidence is merged, where there are so many products to take. */
export function measurePopulation(
  everyone: PreferenceState,
  now: number,
  products?: number,
): PopulationDocument {
  const sums = (kind: PreferenceKind): PopulationSums => {
    const { plus: halfLife } = everyone.halfLives[kind];
    const worths = [...everyone.evidence[kind]]
      .map(([key, { plus }]) => [key, worthAt(plus, now, halfLife)] as const)
      .filter(([, worth]) => worth > 0);
    return { worths, total: worths.reduce((sum, [, worth]) => sum + worth, 0), keys: worths.length };
  };
  const byKind = {
    category: sums('category'),
    brand: sums('brand'),
    attribute: sums('attribute'),
    item: sums('item'),
  };
  return ratesOf(byKind, products);
}

/** The rates that sums tell, as many as a document holds, where there are so many products to take. */
export function ratesOf(sums: Record<PreferenceKind, PopulationSums>, products = 0): PopulationDocument {
  const document: PopulationDocument = {
    rates: { category: {}, brand: {}, attribute: {}, item: {} },
    floor: { ...unknownPopulation.floor },
    totals: { ...unknownPopulation.totals },
  };
  for (const kind of preferenceKinds) {
    if (sums[kind].keys === 0) continue;
    const untaken = kind === 'item' ? products - sums[kind].keys : 0;
    const { rates, floor } = addUnmet(sums[kind], untaken > 0 ? weighUntaken(sums[kind], untaken) : unmet);
    document.floor[kind] = floor;
    document.totals[kind] = sums[kind].total;
    let bytes = 0;
    const kept = rates.toSorted(([, a], [, b]) => b - a).slice(0, keptRates);
    document.rates[kind] = Object.fromEntries(
      kept.filter(([key, rate]) => rate > 0 && (bytes += Buffer.byteLength(key) + 9) <= mostBytes[kind]),
    );
  }
  return document;
}

type Rates = { rates: readonly (readonly [key: string, rate: number])[]; floor: number };

function addUnmet({ worths, total, keys }: PopulationSums, floor = unmet): Rates {
  const all = total + unmet * (keys + 1);
  return { rates: worths.map(([key, worth]) => [key, (worth + unmet) / all]), floor: floor / all };
}

/**
 * What a product that nobody took yet weighs: the more were taken but once or so and the fewer never, the likelier is one
 * of these taken next. Among many that nobody wants, each weighs as little as a key never met.
 */
function weighUntaken({ worths, total, keys }: PopulationSums, untaken: number): number {
  const left = worths.reduce((sum, [, worth]) => sum + discount * Math.min(1, worth), 0);
  return unmet + Math.min(left / untaken, total / keys);
}

/** The rates that a document holds. */
export function readPopulation({ rates, floor, totals }: PopulationDocument): Population {
  const map = (kind: PreferenceKind) => new Map(Object.entries(rates[kind]));
  return {
    rates: { category: map('category'), brand: map('brand'), attribute: map('attribute'), item: map('item') },
    floor,
    totals,
  };
}

/** A key's share of all evidence of its kind. */
export function rateOf({ rates, floor }: Population, kind: PreferenceKind, key: string): number {
  return rates[kind].get(key) ?? floor[kind];
}

/**
 * A key's share of what others do: without this, who is half of everyone, as at home, would be measured by themselves and
 * prefer nothing.
 */
export function rateOfOthers(
  population: Population,
  kind: PreferenceKind,
  key: string,
  own: { worth: number; total: number },
): number {
  const total = population.totals[kind];
  const rate = rateOf(population, kind, key);
  const others = Math.max(0, total - own.total);
  // Of a key that is not this person's own, others did their part and no more.
  const taken = Math.max(0, rate * total - Math.max(own.worth, rate * Math.min(total, own.total)));
  return (taken + few * unknownPopulation.floor[kind]) / (others + few);
}
