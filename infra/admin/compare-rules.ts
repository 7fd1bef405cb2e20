import { type LoggedAction, replayActions } from '../../shared/action-log/index.ts';
import {
  type Candidate,
  type Population,
  rankResults,
  readTaste,
  type Rules,
  type StoredPreferences,
} from '../../shared/preferences/index.ts';

/** A product's place in one person's results under each of the rules, from 1, and its preference score. */
export type Moved = {
  productId: string;
  before: { place: number; score: number } | undefined;
  after: { place: number; score: number } | undefined;
};

export type CompareOptions = {
  before: Rules;
  after: Rules;
  stored: StoredPreferences;
  population: Population;
  now: number;
  /** What a search finds under the rules. */
  candidates: { before: readonly Candidate[]; after: readonly Candidate[] };
  limit: number;
};

/** Every product of the first page under either rules that the others rank elsewhere, in the order of the new page. */
export function compareRules(actions: readonly LoggedAction[], options: CompareOptions): Moved[] {
  const { stored, population, now, limit } = options;
  const places = (which: 'before' | 'after') => {
    const rules = options[which];
    const state = replayActions(actions, { rules, stored, now });
    const ranked = rankResults(options.candidates[which], readTaste(state, rules, population, now), {
      limit,
    });
    return new Map(
      ranked.map(({ candidate: { productId }, personalizationScore: score }, index) => [
        productId,
        { place: index + 1, score },
      ]),
    );
  };
  const [before, after] = [places('before'), places('after')];
  const onPage = (place: { place: number } | undefined) => place !== undefined && place.place <= limit;
  return [...new Set([...after.keys(), ...before.keys()])]
    .map((productId) => ({ productId, before: before.get(productId), after: after.get(productId) }))
    .filter((moved) => onPage(moved.before) || onPage(moved.after))
    .filter((moved) => moved.before?.place !== moved.after?.place);
}
