import { type LoggedAction, readActions } from '../../shared/action-log/index.ts';
import { createCatalogSearch } from '../../shared/catalog/index.ts';
import { type Candidate, createPopulation, type Rules } from '../../shared/preferences/index.ts';
import { compareRules, type Moved } from './compare-rules.ts';
import { type Learner, pageLearners } from './page-learners.ts';
import { table } from './print-table.ts';
import type { RulesAnswer, RulesServices } from './rules-answer.ts';

export type TryCommand = { before: Rules; after: Rules; user?: string; query?: string };

/** A page of results, and among how many it is ranked. */
const page = 10;
const ranked = 200;
const shownRows = 30;

type Total = { product: string; up: number; down: number; in: number; out: number; places: number };

/**
 * Rebuilds preferences in memory from the log, under the rules in force and under others, and tells what would rank
 * differently: for a query, or without one among what a person knows and what is like it. Changes nothing.
 */
export async function tryRules(services: RulesServices, command: TryCommand): Promise<RulesAnswer> {
  const { firestore, bigquery, dataset } = services;
  const { before, after, user, query } = command;
  const source = { bigquery: await bigquery(), dataset };
  const open = () => Promise.resolve(firestore);
  const population = createPopulation({ firestore: open });
  await population.ready();
  const find = finder(open, query);
  const now = Date.now();
  const totals = new Map<string, Total>();
  const counts = { people: 0, changed: 0 };
  let own: Moved[] = [];

  async function compare({ userId, stored }: Learner, actions: readonly LoggedAction[]): Promise<void> {
    const candidates = { before: await find(before, actions), after: await find(after, actions) };
    const options = { before, after, stored, population: population.current(), now, candidates, limit: page };
    const moved = compareRules(actions, options);
    counts.people += 1;
    if (moved.length > 0) counts.changed += 1;
    if (userId === user) own = moved;
    for (const each of moved) add(totals, each);
  }

  for await (const learners of pageLearners(firestore, user)) {
    if (learners.length === 0) continue;
    const actions = await readActions(
      source,
      learners.map(({ userId }) => userId),
    );
    for (const learner of learners) await compare(learner, actions.get(learner.userId) ?? []);
  }
  const where = query === undefined ? '' : ` for "${query}"`;
  if (user !== undefined) {
    const text = own.length === 0 ? `Nothing ranks differently${where}.` : table(own.map(rowOf));
    return { value: { ...counts, moved: own }, text: counts.people === 0 ? nothingLearned : text };
  }
  const products = [...totals.values()].sort((a, b) => b.places - a.places).slice(0, shownRows);
  const summary = `The first ${page}${where} differ for ${counts.changed} of ${counts.people} people.`;
  const text = products.length === 0 ? summary : `${summary}\n${table(products)}`;
  return { value: { ...counts, products }, text: counts.people === 0 ? nothingLearned : text };
}

const nothingLearned = 'Nothing was learned yet.';

function rowOf({ productId, before, after }: Moved) {
  const place = (at: Moved['before']) => at?.place ?? '-';
  const score = (at: Moved['before']) => at?.score.toFixed(2) ?? '-';
  return {
    product: productId,
    now: place(before),
    then: place(after),
    'score now': score(before),
    'score then': score(after),
  };
}

function add(totals: Map<string, Total>, { productId, before, after }: Moved): void {
  const total = totals.get(productId) ?? { product: productId, up: 0, down: 0, in: 0, out: 0, places: 0 };
  totals.set(productId, total);
  const from = Math.min(before?.place ?? page + 1, page + 1);
  const to = Math.min(after?.place ?? page + 1, page + 1);
  if (to < from) total.up += 1;
  if (to > from) total.down += 1;
  if (from > page) total.in += 1;
  if (to > page) total.out += 1;
  total.places += Math.abs(from - to);
}

/** What a search finds under rules: they hold its synonyms too. */
function finder(
  firestore: Parameters<typeof createCatalogSearch>[0]['firestore'],
  query: string | undefined,
) {
  let synonyms: Rules['synonyms'] = [];
  const catalog = createCatalogSearch({ firestore, synonyms: () => synonyms });
  return async (rules: Rules, actions: readonly LoggedAction[]): Promise<Candidate[]> => {
    synonyms = rules.synonyms;
    const known = knownIn(actions);
    const productIds = known.map(({ productId }) => productId);
    if (query !== undefined) return catalog.search({ query, limit: ranked, known: new Set(productIds) });
    const categories = [...new Set(known.flatMap(({ category }) => category ?? []))];
    const found: Candidate[] = await catalog
      .browse({ near: { productIds, categories }, limit: ranked })
      .catch(() => []);
    const others = known.filter(({ productId }) => !found.some((each) => each.productId === productId));
    return [...found, ...others].map((candidate) => ({ ...candidate, relevance: 1, exact: false }));
  };
}

/** The products of a log as they were when something was last done with them. */
function knownIn(actions: readonly LoggedAction[]): Candidate[] {
  const known = new Map<string, Candidate>();
  for (const { subject } of actions) {
    const { productId, ...keys } = subject;
    if (productId !== undefined) known.set(productId, { productId, ...keys, relevance: 1 });
  }
  return [...known.values()].slice(-ranked);
}
