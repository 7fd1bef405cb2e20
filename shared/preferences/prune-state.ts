import { worthAt } from './decay.ts';
import type { PreferenceState } from './preference-state.ts';
import { preferenceKinds } from './schema.ts';

/** So many keys, and items' histories, fit into one document with room to spare. */
const most = { category: 500, brand: 1000, attribute: 500, item: 2000 };
const mostHistories = 1000;

/** Drops in place what says least where a state outgrows its document; tells whether it did. What was forgotten stays so. */
export function pruneState(state: PreferenceState, now: number): boolean {
  let pruned = false;
  for (const kind of preferenceKinds) {
    const { plus: forIt, minus: against } = state.halfLives[kind];
    const worth = (key: string) => {
      const { plus, minus } = state.evidence[kind].get(key) ?? { plus: 0, minus: 0 };
      return worthAt(plus, now, forIt) + worthAt(minus, now, against);
    };
    pruned = dropLeast(state.evidence[kind], most[kind], worth) || pruned;
  }
  const latest = (productId: string) => state.history.get(productId)?.occasions[0]?.at ?? 0;
  // Of items bought once, the latest are the likeliest to become usual.
  const count = (productId: string) => Math.min(2, state.history.get(productId)?.purchases ?? 0);
  const worth = (productId: string) => count(productId) * 1e15 + latest(productId);
  return dropLeast(state.history, mostHistories, worth) || pruned;
}

function dropLeast<T>(map: Map<string, T>, atMost: number, worth: (key: string) => number): boolean {
  if (map.size <= atMost) return false;
  const keys = [...map.keys()]
    .map((key) => ({ key, worth: worth(key) }))
    .sort((a, b) => a.worth - b.worth || (a.key < b.key ? -1 : 1));
  for (const { key } of keys.slice(0, map.size - atMost)) map.delete(key);
  return true;
}
