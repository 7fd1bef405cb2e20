import type { Rules } from './rules.ts';
import {
  type Evidence,
  type HalfLives,
  type PreferenceKind,
  type PreferencesDocument,
  preferenceKinds,
} from './schema.ts';

/** An item was bought, or put into the cart (none at all: taken out of it). */
export type Occasion = { at: number; quantity: number; bought: boolean };

/** What an item was when it was first bought. */
export type FirstKeys = { category?: string | undefined; brand?: string | undefined; attributes: string[] };

/** An item's purchases; the occasions are the latest, last first. */
export type History = {
  purchases: number;
  first: { at: number; keys: FirstKeys } | null;
  occasions: Occasion[];
};

/** One person's preferences in memory; what is not yet stored is a state too, merged into the stored one. */
export type PreferenceState = {
  halfLives: HalfLives;
  evidence: Record<PreferenceKind, Map<string, Evidence>>;
  history: Map<string, History>;
  forgotten: Record<PreferenceKind, Map<string, number>>;
};

const maps = <T>(make: (kind: PreferenceKind) => T): Record<PreferenceKind, T> => ({
  category: make('category'),
  brand: make('brand'),
  attribute: make('attribute'),
  item: make('item'),
});

/** Preferences of which nothing is known. */
export function emptyState(rules: Rules): PreferenceState {
  return {
    halfLives: rules.halfLifeDays,
    evidence: maps(() => new Map<string, Evidence>()),
    history: new Map(),
    forgotten: maps(() => new Map<string, number>()),
  };
}

/** Whether the sums were made under other half-lives, so that they say nothing under these. */
export function needsReplay({ halfLives }: PreferenceState, { halfLifeDays }: Rules): boolean {
  return preferenceKinds.some(
    (kind) =>
      halfLives[kind].plus !== halfLifeDays[kind].plus || halfLives[kind].minus !== halfLifeDays[kind].minus,
  );
}

/** The state that a document holds. */
export function readState({ halfLives, evidence, history, forgotten }: PreferencesDocument): PreferenceState {
  return {
    halfLives,
    evidence: maps(
      (kind) => new Map(Object.entries(evidence[kind]).map(([key, value]) => [key, { ...value }])),
    ),
    history: new Map(
      Object.entries(history).map(([productId, { purchases, first, occasions }]) => [
        productId,
        { purchases, first, occasions: unpack(occasions) },
      ]),
    ),
    forgotten: maps((kind) => new Map(Object.entries(forgotten[kind]))),
  };
}

/** The document that holds a state, sharing nothing with it that learning changes. */
export function writeState({
  halfLives,
  evidence,
  history,
  forgotten,
}: PreferenceState): PreferencesDocument {
  return {
    halfLives,
    evidence: maps((kind) =>
      Object.fromEntries([...evidence[kind]].map(([key, value]) => [key, { ...value }])),
    ),
    history: Object.fromEntries(
      [...history].map(([productId, { purchases, first, occasions }]) => [
        productId,
        {
          purchases,
          first: first && { at: first.at, keys: withoutGaps(first.keys) },
          occasions: occasions.flatMap(({ at, quantity, bought }) => [at, quantity, bought ? 1 : 0]),
        },
      ]),
    ),
    forgotten: maps((kind) => Object.fromEntries(forgotten[kind])),
  };
}

function unpack(numbers: readonly number[]): Occasion[] {
  return Array.from({ length: Math.floor(numbers.length / 3) }, (_, index) => ({
    at: numbers[index * 3] ?? 0,
    quantity: numbers[index * 3 + 1] ?? 0,
    bought: numbers[index * 3 + 2] === 1,
  }));
}

/** The store takes no field that is undefined. */
function withoutGaps({ category, brand, attributes }: FirstKeys): FirstKeys {
  return {
    ...(category !== undefined && { category }),
    ...(brand !== undefined && { brand }),
    attributes: [...attributes],
  };
}
