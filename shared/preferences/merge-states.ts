import { addOccasion, earlier } from './add-occasion.ts';
import type { PreferenceState } from './preference-state.ts';
import { preferenceKinds } from './schema.ts';

/**
 * Adds to a state, in place, what another learned from other events under the same half-lives. Which is merged into
 * which, and in what order, does not matter.
 */
export function mergeStates(into: PreferenceState, from: PreferenceState): void {
  for (const kind of preferenceKinds) {
    const forgotten = into.forgotten[kind];
    for (const [key, at] of from.forgotten[kind]) forgotten.set(key, Math.max(at, forgotten.get(key) ?? 0));
    const sums = into.evidence[kind];
    for (const [key, { plus, minus, at }] of from.evidence[kind]) {
      const evidence = sums.get(key);
      if (evidence === undefined) sums.set(key, { plus, minus, at });
      else {
        evidence.plus += plus;
        evidence.minus += minus;
        evidence.at = Math.max(evidence.at, at);
      }
    }
    // What one instance learned before another forgot is forgotten with it.
    for (const [key, at] of forgotten) if ((sums.get(key)?.at ?? Infinity) <= at) sums.delete(key);
  }
  for (const [productId, { purchases, first, occasions }] of from.history) {
    const history = into.history.get(productId);
    if (history === undefined) {
      into.history.set(productId, { purchases, first, occasions: [...occasions] });
      continue;
    }
    history.purchases += purchases;
    history.first = earlier(history.first, first);
    for (const occasion of occasions) addOccasion(history.occasions, occasion);
  }
  for (const [productId, at] of into.forgotten.item) {
    if ((into.history.get(productId)?.occasions[0]?.at ?? Infinity) <= at) into.history.delete(productId);
  }
}
