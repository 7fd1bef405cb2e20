import type { Near } from '../catalog/index.ts';
import { liftOf, type PreferenceKind, type Taste, usualItems } from '../preferences/index.ts';

const most = { category: 8, brand: 8, attribute: 4, item: 40 } as const;

/** What the person is drawn to more than people are, the strongest first; usual items that are due lead. */
export function findNear(taste: Taste): Near {
  const { state, rules, now } = taste;
  const usual = usualItems(state.history, rules, now).sort((a, b) => b.due - a.due);
  const productIds = [...usual.map(({ productId }) => productId), ...strongest(taste, 'item')];
  return {
    productIds: [...new Set(productIds)].slice(0, most.item),
    categories: strongest(taste, 'category'),
    brands: strongest(taste, 'brand'),
    attributes: strongest(taste, 'attribute'),
  };
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
