import { worthAt } from './decay.ts';
import { readState } from './preference-state.ts';
import type { Population } from './population.ts';
import type { Rules } from './rules.ts';
import { type PreferenceKind, preferenceKinds, type StoredPreferences } from './schema.ts';
import { liftOf, readTaste } from './taste.ts';
import { type SuggestedQuantity, usualItems } from './usual-items.ts';

/** What was learned about one thing: how far it is liked beyond what everyone does, and what speaks for and against. */
export type ShownPreference = { key: string; score: number; for: number; against: number; lastAt: number };

export type ShownUsual = {
  productId: string;
  name: StoredPreferences['usualItems'][number]['name'];
  purchases: number;
  confidence: number;
  due: number;
  quantity?: SuggestedQuantity;
  intervalDays?: number;
};

/** A person's preferences as they may read them. */
export type ShownPreferences = {
  learned: Record<PreferenceKind, ShownPreference[]>;
  usual: ShownUsual[];
  forgotten: { kind: PreferenceKind; key: string; at: number }[];
  /** Events that were learned from, and when the last of them was stored. */
  events: number;
  updatedAt: number;
};

const dayMs = 86_400_000;

/** All that a document holds, what says most first. */
export function showPreferences(
  stored: StoredPreferences,
  { rules, population, now }: { rules: Rules; population: Population; now: number },
): ShownPreferences {
  const state = readState(stored);
  const taste = readTaste(state, rules, population, now);
  const names = new Map(stored.usualItems.map(({ productId, name }) => [productId, name]));
  const show = (kind: PreferenceKind) => {
    const { minus: halfLife } = state.halfLives[kind];
    return [...state.evidence[kind]]
      .map(([key, { minus, at }]) => {
        const { lift: score, evidence } = liftOf(taste, kind, key);
        const against = worthAt(minus, now, halfLife);
        return { key, score, for: evidence + against, against, lastAt: at };
      })
      .sort((a, b) => Math.abs(b.score) - Math.abs(a.score) || (a.key < b.key ? -1 : 1));
  };
  return {
    learned: {
      category: show('category'),
      brand: show('brand'),
      attribute: show('attribute'),
      item: show('item'),
    },
    usual: usualItems(state.history, rules, now).map(
      ({ productId, confidence, due, quantity, intervalMs }) => ({
        productId,
        name: names.get(productId) ?? {},
        purchases: state.history.get(productId)?.purchases ?? 0,
        confidence,
        due,
        ...(quantity && { quantity }),
        ...(intervalMs !== undefined && { intervalDays: intervalMs / dayMs }),
      }),
    ),
    forgotten: preferenceKinds.flatMap((kind) =>
      [...state.forgotten[kind]].map(([key, at]) => ({ kind, key, at })),
    ),
    events: stored.events,
    updatedAt: stored.updatedAt,
  };
}
