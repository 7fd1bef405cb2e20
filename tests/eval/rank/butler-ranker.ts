import {
  emptyState,
  learnEvent,
  measurePopulation,
  type Population,
  type PreferenceState,
  rankResults,
  readPopulation,
  readTaste,
  type Rules,
  unknownPopulation,
} from '../../../shared/preferences/index.ts';
import type { Ranker } from './rank-by-score.ts';

const dayMs = 86_400_000;

/**
 * Butler's own ranker. A person's state learns at once; everyone's rates are counted at midnight, as by a schedule, from
 * what was bought until then.
 */
export function butlerRanker(rules: Rules, products: number): Ranker {
  const people = new Map<string, PreferenceState>();
  const nobody = emptyState(rules);
  const everyone = emptyState(rules);
  let population: Population = unknownPopulation;
  let countedOn = -1;
  return {
    rank(userId, at, candidates) {
      const day = Math.floor(at / dayMs);
      if (day !== countedOn) {
        population = readPopulation(measurePopulation(everyone, day * dayMs, products));
        countedOn = day;
      }
      const taste = readTaste(people.get(userId) ?? nobody, rules, population, at);
      const alike = candidates.map((product) => ({ ...product, relevance: 1 }));
      return rankResults(alike, taste, { limit: 10 }).map(({ candidate }) => candidate.productId);
    },
    learn({ userId, event, product }) {
      let state = people.get(userId);
      if (!state) people.set(userId, (state = emptyState(rules)));
      learnEvent(state, event, product, rules);
      learnEvent(everyone, event, product, rules);
    },
  };
}
