import { worthAt } from './decay.ts';
import type { PreferenceState } from './preference-state.ts';
import { type PopulationDocument, type PreferenceKind, preferenceKinds } from './schema.ts';

/** What share of all evidence of its kind a key has; one that is not listed has the floor. */
export type Population = {
  rates: Record<PreferenceKind, ReadonlyMap<string, number>>;
  floor: Record<PreferenceKind, number>;
};

/** What everyone's evidence for each key is worth. */
export type Worths = Record<PreferenceKind, Iterable<readonly [key: string, worth: number]>>;

/** Where no rates are known yet, all keys are alike. */
export const unknownPopulation: Population = {
  rates: { category: new Map(), brand: new Map(), attribute: new Map(), item: new Map() },
  floor: { category: 0.02, brand: 0.005, attribute: 0.05, item: 0.001 },
};

/** What weighs as much as a key never met. */
const unmet = 0.5;
/** Rates of each kind that are kept; rarer keys are as good as the floor. */
export const keptRates = 10_000;
/** Together 900 KB, what one document holds with room to spare; no kind takes another's place. */
const mostBytes = { category: 100_000, brand: 250_000, attribute: 100_000, item: 450_000 };

/** Evidence of one kind: what the weightiest keys are worth now, and of all keys what together and how many. */
export type PopulationSums = {
  worths: readonly (readonly [key: string, worth: number])[];
  total: number;
  keys: number;
};

/** The rates that a state tells in which everyone's evidence is merged. */
export function measurePopulation(everyone: PreferenceState, now: number): PopulationDocument {
  const sums = (kind: PreferenceKind): PopulationSums => {
    const { plus: halfLife } = everyone.halfLives[kind];
    const worths = [...everyone.evidence[kind]]
      .map(([key, { plus }]) => [key, worthAt(plus, now, halfLife)] as const)
      .filter(([, worth]) => worth > 0);
    return { worths, total: worths.reduce((sum, [, worth]) => sum + worth, 0), keys: worths.length };
  };
  return ratesOf({
    category: sums('category'),
    brand: sums('brand'),
    attribute: sums('attribute'),
    item: sums('item'),
  });
}

/** The rates that sums tell, as many as a document holds. */
export function ratesOf(sums: Record<PreferenceKind, PopulationSums>): PopulationDocument {
  const document: PopulationDocument = {
    rates: { category: {}, brand: {}, attribute: {}, item: {} },
    floor: { ...unknownPopulation.floor },
  };
  for (const kind of preferenceKinds) {
    const { worths, total, keys } = sums[kind];
    if (keys === 0) continue;
    const all = total + unmet * (keys + 1);
    document.floor[kind] = unmet / all;
    let bytes = 0;
    const kept = worths.toSorted(([, a], [, b]) => b - a).slice(0, keptRates);
    document.rates[kind] = Object.fromEntries(
      kept
        .filter(([key]) => (bytes += Buffer.byteLength(key) + 9) <= mostBytes[kind])
        .map(([key, worth]) => [key, (worth + unmet) / all]),
    );
  }
  return document;
}

/** The rates that a document holds. */
export function readPopulation({ rates, floor }: PopulationDocument): Population {
  const map = (kind: PreferenceKind) => new Map(Object.entries(rates[kind]));
  return {
    rates: { category: map('category'), brand: map('brand'), attribute: map('attribute'), item: map('item') },
    floor,
  };
}

/** A key's share of all evidence of its kind. */
export function rateOf({ rates, floor }: Population, kind: PreferenceKind, key: string): number {
  return rates[kind].get(key) ?? floor[kind];
}
