import type { Found } from '../catalog/index.ts';
import { log } from '../platform/log.ts';
import { counter } from '../platform/metrics.ts';
import { withinLimit } from '../platform/within-limit.ts';
import {
  emptyState,
  type Ranked,
  rankResults,
  readTaste,
  type Taste,
  unknownPopulation,
} from '../preferences/index.ts';
import { hasOwnLanguage, type Language } from '../profile/index.ts';
import { findKnown, findNear } from './find-near.ts';
import { languageOfText, nameOf } from './name-of.ts';
import { isBlank, type PersonalTaste, readTasteOf } from './read-taste-of.ts';
import type { SearchReply, SearchRequest, SearchResult } from './schema.ts';
import type { ShopServices } from './services.ts';

const searches = counter('product_searches_total', 'Product searches, by what ranked them', ['ranking']);
for (const ranking of ['personal', 'text', 'degraded']) searches.inc({ ranking }, 0);

/** So many of the most relevant are ranked anew. */
const mostRanked = 200;
/** How far what is asked for by its name is ahead of the most relevant other. */
const exactLead = 1.1;
/** Longer than this nobody waits for what is known of a person. */
const personLimitMs = 1000;

export type SearchOutcome = Omit<SearchReply, 'responseTimeMs'>;

/**
 * Finds products by their text, or where nothing is asked for by taste, best first for this person. Without what is
 * known of them the order is the text's.
 */
export async function searchProducts(
  services: ShopServices,
  userId: string,
  request: SearchRequest,
): Promise<SearchOutcome> {
  const { query, limit, explain } = request;
  const wanted = services.personalization && request.personalize;
  const [personal, language] = await Promise.all([
    wanted ? tasteWithin(services, userId) : undefined,
    request.language ?? languageFor(services, userId, query),
  ]);
  const known = personal && !isBlank(personal.taste.state) ? personal.taste : undefined;
  const taste = known ?? withoutTaste(services, query);
  const found = await findProducts(services, request, taste);
  const ranked = rankResults(found, taste, { limit, explain });
  searches.inc({ ranking: wanted && !personal ? 'degraded' : known ? 'personal' : 'text' });
  return {
    results: ranked.slice(0, limit).map((result) => present(result, language, known !== undefined)),
    personalizationApplied: known !== undefined,
  };
}

async function findProducts(
  { catalog }: ShopServices,
  { query, limit, filters }: SearchRequest,
  taste: Taste,
): Promise<Found[]> {
  const asked = { limit: Math.max(mostRanked, limit), ...(filters && { filters }) };
  if (query === '') return catalog.browse({ ...asked, near: findNear(taste) });
  const known = findKnown(taste);
  const found = await catalog.search({ ...asked, query, ...(known.size > 0 && { known }) });
  const top = found.reduce((most, { relevance }) => Math.max(most, relevance), 0);
  return found.map((one) => (one.exact ? { ...one, relevance: exactLead * top } : one));
}

/** A taste that leaves the order to the text, and where there is none, to what people take. */
function withoutTaste({ rules, population, clock = Date.now }: ShopServices, query: string) {
  const current = rules.current().rules;
  const plain = { ...current, diversity: { ...current.diversity, brandShare: 1 } };
  const rates = query === '' ? population.current() : unknownPopulation;
  return readTaste(emptyState(current), query === '' ? current : plain, rates, clock());
}

/** The person's taste; nothing where the store does not tell it in time. */
async function tasteWithin(services: ShopServices, userId: string): Promise<PersonalTaste | undefined> {
  try {
    return await withinLimit(readTasteOf(services, userId), personLimitMs);
  } catch (cause) {
    log.warning('search.taste_left_out', {}, cause);
    return undefined;
  }
}

/** The language of the profile where it is the person's own; else that of the query. */
async function languageFor(services: ShopServices, userId: string, query: string): Promise<Language> {
  const profile = services.personalization
    ? await withinLimit(services.people.profile(userId), personLimitMs).catch(() => undefined)
    : undefined;
  const own = profile && hasOwnLanguage(profile) ? profile.language : undefined;
  return own ?? languageOfText(query) ?? profile?.language ?? 'ru';
}

function present(ranked: Ranked<Found>, language: Language, personal: boolean): SearchResult {
  const { product } = ranked.candidate;
  const { productId, name, brand, category, attributes, price, unit } = product;
  return {
    productId,
    name: nameOf(name, language) ?? productId,
    ...(brand !== undefined && { brand }),
    category,
    attributes,
    price,
    ...(unit !== undefined && { unit }),
    score: ranked.score,
    personalizationScore: personal ? ranked.personalizationScore : 0,
    badges: ranked.badges,
    ...(ranked.suggestedQuantity && { suggestedQuantity: ranked.suggestedQuantity }),
    ...(ranked.reasons && { reasons: ranked.reasons }),
  };
}
