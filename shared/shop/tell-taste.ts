import { liftOf, type Taste, usualItems } from '../preferences/index.ts';
import type { Language } from '../profile/index.ts';
import { nameOf } from './name-of.ts';
import type { PersonalTaste } from './read-taste-of.ts';
import { wordFor } from './attribute-words.ts';

/** A product that is bought again and again. */
export type UsualProduct = {
  productId: string;
  name: string;
  confidence: number;
  /** How many at a time, where that is sure enough. */
  quantity?: number;
  intervalMs?: number;
  lastAt?: number;
  /** From 0, not at all, to 1. */
  due: number;
};

/** The strongest few of what a person buys and likes. */
export type KnownTaste = { buys: { name: string; quantity?: number }[]; likes: string[] };

const mostBuys = 5;
const mostLikes = 3;

/** What is bought again and again, with what is due first, then the surest; what has no name is left out. */
export function listUsual({ taste, stored, waiting }: PersonalTaste, language: Language): UsualProduct[] {
  const { state, rules, now } = taste;
  const names = new Map(waiting.map(({ subject }) => [subject.productId, subject.name]));
  for (const { productId, name } of stored?.usualItems ?? []) names.set(productId, name);
  return usualItems(state.history, rules, now)
    .flatMap(({ productId, confidence, quantity, intervalMs, due }) => {
      const name = nameOf(names.get(productId) ?? {}, language);
      if (name === undefined) return [];
      const last = state.history.get(productId)?.occasions.find(({ bought }) => bought);
      return {
        productId,
        name,
        confidence,
        ...(quantity?.fill && { quantity: quantity.quantity }),
        ...(intervalMs !== undefined && { intervalMs }),
        ...(last && { lastAt: last.at }),
        due,
      };
    })
    .sort((a, b) => b.due - a.due);
}

/** What of a taste is worth telling; undefined if nothing is. */
export function tellTaste(personal: PersonalTaste, language: Language): KnownTaste | undefined {
  const buys = listUsual(personal, language)
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, mostBuys)
    .map(({ name, quantity }) => ({ name, ...(quantity !== undefined && { quantity }) }));
  const likes = tellLikes(personal.taste, language);
  return buys.length > 0 || likes.length > 0 ? { buys, likes } : undefined;
}

/** What the person takes so much rather than people do that a badge would say so. */
function tellLikes(taste: Taste, language: Language): string[] {
  const { rules, state } = taste;
  return (['attribute', 'brand'] as const)
    .flatMap((kind) =>
      [...state.evidence[kind].keys()].map((key) => ({ kind, key, ...liftOf(taste, kind, key) })),
    )
    .filter(({ lift, evidence }) => evidence > 0 && lift >= rules.badges.taste)
    .sort((a, b) => b.lift - a.lift)
    .slice(0, mostLikes)
    .map(({ kind, key }) => (kind === 'brand' ? key : wordFor(key, language)));
}
