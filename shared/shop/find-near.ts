import type { Near } from '../catalog/index.ts';
import {
  liftOf,
  type Population,
  type PreferenceKind,
  type Taste,
  usualItems,
} from '../preferences/index.ts';

const most = { category: 8, brand: 8, attribute: 4, item: 40 } as const;
/** Of what people take in general, so many may be what somebody looks for. */
const mostPopular = 60;

/**
 * What the person is drawn to more than people are, the strongest first, usual items that are due before all; then what
 * people take most.
 */
export function findNear(taste: Taste): Near {
  const { state, rules, population, now } = taste;
  const usual = usualItems(state.history, rules, now).sort((a, b) => b.due - a.due);
  const productIds = [...usual.map(({ productId }) => productId), ...strongest(taste, 'item')];
  const own = [...new Set(productIds)].slice(0, most.item);
  return {
    productIds: [...new Set([...own, ...mostTaken(population)])],
    categories: strongest(taste, 'category'),
    brands: strongest(taste, 'brand'),
    attributes: strongest(taste, 'attribute'),
  };
}

const taken = new WeakMap<Population, string[]>();

/** What people take most, counted once for each count of the population. */
function mostTaken(population: Population): string[] {
  const known = taken.get(population);
  if (known) return known;
  const found = [...population.rates.item]
    .sort(([a, rateA], [b, rateB]) => rateB - rateA || (a < b ? -1 : 1))
    .slice(0, mostPopular)
    .map(([productId]) => productId);
  taken.set(population, found);
  return found;
}

/** What the person has bought, or had in the cart, or did more for than against. */
export function findKnown(taste: Taste): Set<string> {
  const liked = [...taste.state.evidence.item.keys()].filter(
    (key) => liftOf(taste, 'item', key).evidence > 0,
  );
  return new Set([...taste.state.history.keys(), ...liked]);
}

/** The keys of a kind that speak for something most. */
function strongest(taste: Taste, kind: PreferenceKind): string[] {
  return [...taste.state.evidence[kind].keys()]
    .map((key) => ({ key, ...liftOf(taste, kind, key) }))
    .filter(({ evidence, lift }) => evidence > 0 && lift > 0)
    .sort((a, b) => b.lift - a.lift || (a.key < b.key ? -1 : 1))
    .slice(0, most[kind])
    .map(({ key }) => key);
}
