import { worthAt } from './decay.ts';
import type { PreferenceState } from './preference-state.ts';
import { type PopulationDocument, type PreferenceKind, preferenceKinds } from './schema.ts';

/** What share of all evidence of its kind a key has; one that is not listed has the floor. */
export type Population = {
  rates: Record<PreferenceKind, ReadonlyMap<string, number>>;
  floor: Record<PreferenceKind, number>;
};

/** Where no rates are known yet, all keys are alike. */
export const unknownPopulation: Population = {
  rates: { category: new Map(), brand: new Map(), attribute: new Map(), item: new Map() },
  floor: { category: 0.02, brand: 0.005, attribute: 0.05, item: 0.001 },
};

/** What weighs as much as a key never met. */
const unmet = 0.5;
/** Rates of each kind that are kept; rarer keys are as good as the floor. */
const kept = 10_000;

/** The rates that a state tells in which everyone's evidence is merged. */
export function measurePopulation(everyone: PreferenceState, now: number): PopulationDocument {
  const document: PopulationDocument = {
    rates: { category: {}, brand: {}, attribute: {}, item: {} },
    floor: { ...unknownPopulation.floor },
  };
  for (const kind of preferenceKinds) {
    const { plus: halfLife } = everyone.halfLives[kind];
    const worths = [...everyone.evidence[kind]]
      .map(([key, { plus }]) => [key, worthAt(plus, now, halfLife)] as const)
      .filter(([, worth]) => worth > 0);
    if (worths.length === 0) continue;
    const total = worths.reduce((sum, [, worth]) => sum + worth, unmet * (worths.length + 1));
    document.floor[kind] = unmet / total;
    document.rates[kind] = Object.fromEntries(
      worths
        .sort(([, a], [, b]) => b - a)
        .slice(0, kept)
        .map(([key, worth]) => [key, (worth + unmet) / total]),
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
