import { diversify } from './diversify.ts';
import { rateOf } from './population.ts';
import { type Reason, scoreProduct } from './score-product.ts';
import type { Taste } from './taste.ts';
import { readUsual, type SuggestedQuantity } from './usual-items.ts';

/** A result of a text search; where nothing was asked for, all are equally relevant. */
export type Candidate = {
  productId: string;
  category?: string | undefined;
  brand?: string | undefined;
  attributes?: readonly string[] | undefined;
  relevance: number;
  /** How much of what was asked for it has; all of it unless said. */
  coverage?: number | undefined;
  /** The name is what was asked for. */
  exact?: boolean | undefined;
};

export type Badge = 'usual' | 'time_to_restock' | 'matches_taste';

export type Ranked<C extends Candidate> = {
  candidate: C;
  score: number;
  personalizationScore: number;
  badges: Badge[];
  suggestedQuantity?: SuggestedQuantity;
  /** Those of which there is evidence, the weightiest first. */
  reasons?: Reason[];
};

/** The least that a result's relevance is of the best one's. */
const leastRelevance = 1e-3;
/** How far, in score, what has more of what was asked for is ahead at least. */
const leastBehind = 1;

/**
 * All candidates, best first for this person: those that have more of what was asked for, and among equals the text's
 * relevance and the taste blended, an exact match near the top, a page not filled by one brand; sunk items last, but there.
 */
export function rankResults<C extends Candidate>(
  candidates: readonly C[],
  taste: Taste,
  { limit = 10, explain = false }: { limit?: number; explain?: boolean } = {},
): Ranked<C>[] {
  const { rules } = taste;
  const top = candidates.reduce((most, { relevance }) => Math.max(most, relevance), 0);
  const ranked = candidates.map((candidate) => rankOne(candidate, top, taste, explain));
  ranked.sort(
    (a, b) =>
      coverageOf(b) - coverageOf(a) ||
      b.score - a.score ||
      (a.candidate.productId < b.candidate.productId ? -1 : 1),
  );
  // Whatever the taste, and whatever brand would do a page good.
  keepBehind(ranked, rules.diversity.reach + leastBehind);
  return keepExact(diversify(ranked, limit, rules.diversity), rules.rank.exactWithin);
}

const coverageOf = ({ candidate }: Ranked<Candidate>) => candidate.coverage ?? 1;

/** Lowers, in place, scores of what has less of what was asked for until they are so far below those of all that has more. */
function keepBehind(sorted: readonly Ranked<Candidate>[], distance: number): void {
  let coverage = Infinity;
  let lowered = 0;
  let last = Infinity;
  for (const result of sorted) {
    if (coverageOf(result) < coverage) {
      coverage = coverageOf(result);
      lowered = Math.max(0, result.score - last + distance);
    }
    result.score = last = result.score - lowered;
  }
}

function rankOne<C extends Candidate>(candidate: C, top: number, taste: Taste, explain: boolean): Ranked<C> {
  const { rules, state, population, now } = taste;
  const { score: lift, reasons } = scoreProduct(taste, candidate);
  const history = state.history.get(candidate.productId);
  const usual = history && readUsual(history, rules, now);
  const restock = rules.boosts.replenish * (usual?.due ?? 0);
  const personal = lift + restock;
  const relevance = top > 0 ? Math.max(leastRelevance, candidate.relevance / top) : 1;
  const popularity = Math.log(rateOf(population, 'item', candidate.productId) / population.floor.item);
  const badges: Badge[] = [];
  if (usual?.usual) badges.push('usual');
  if (restock > 0) badges.push('time_to_restock');
  if (lift >= rules.badges.taste) badges.push('matches_taste');
  if (history && usual && restock > 0) {
    const age = now - (history.occasions[0]?.at ?? now);
    reasons.push({ key: 'restock', evidence: usual.confidence, age, contribution: restock });
  }
  return {
    candidate,
    score: Math.log(relevance) + rules.rank.popularity * popularity + rules.rank.personal * personal,
    personalizationScore: personal,
    badges,
    ...(usual?.quantity && { suggestedQuantity: usual.quantity }),
    ...(explain && { reasons: weightiest(reasons) }),
  };
}

function weightiest(reasons: readonly Reason[]): Reason[] {
  return reasons
    .filter(({ evidence }) => evidence !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
}

/** Lets fewer than `within` others stand before an exact match. */
function keepExact<C extends Candidate>(ranked: Ranked<C>[], within: number): Ranked<C>[] {
  const isExact = ({ candidate }: Ranked<C>) => candidate.exact === true;
  let others = 0;
  const cut = ranked.findIndex((result) => !isExact(result) && ++others === within);
  if (cut < 0) return ranked;
  const late = ranked.slice(cut);
  return [...ranked.slice(0, cut), ...late.filter(isExact), ...late.filter((result) => !isExact(result))];
}
