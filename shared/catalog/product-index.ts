import type { BrowseRequest, Near } from './catalog-search.ts';
import type { Product } from './schema.ts';

/** Products by number, id and what they are. */
export type ProductIndex = {
  add(product: Product): number;
  at(ordinal: number): Product | undefined;
  ordinal(productId: string): number | undefined;
  find(productId: string): Product | undefined;
  /** Numbers of products that are near, then of others, a category after the other. */
  browse(request: BrowseRequest, accepts: (ordinal: number) => boolean): number[];
  size(): number;
};

type Lists = Map<string, number[]>;

/** Near ones leave this share of a page to others. */
const nearShare = 0.8;

/** Keeps products, equal parts of them once. */
export function createProductIndex(): ProductIndex {
  const products: Product[] = [];
  const ids = new Map<string, number>();
  const byCategory: Lists = new Map();
  const byBrand: Lists = new Map();
  const byAttribute: Lists = new Map();
  const share = createSharing();

  function near({ productIds = [], categories = [], brands = [], attributes = [] }: Near): number[][] {
    const listed = (lists: Lists, keys: readonly string[]) =>
      keys.flatMap((key) => [lists.get(key.toLowerCase()) ?? []]);
    const items = productIds.flatMap((id) => ids.get(id) ?? []);
    return [
      items,
      ...listed(byCategory, categories),
      ...listed(byBrand, brands),
      ...listed(byAttribute, attributes),
    ];
  }

  return {
    add(product) {
      const ordinal = products.push(share(product)) - 1;
      ids.set(product.productId, ordinal);
      push(byCategory, product.category, ordinal);
      if (product.brand) push(byBrand, product.brand.toLowerCase(), ordinal);
      for (const attribute of new Set(product.attributes)) push(byAttribute, attribute, ordinal);
      return ordinal;
    },
    at: (ordinal) => products[ordinal],
    ordinal: (productId) => ids.get(productId),
    find(productId) {
      const ordinal = ids.get(productId);
      return ordinal === undefined ? undefined : products[ordinal];
    },
    browse({ near: wanted = {}, filters, limit }, accepts) {
      const chosen = new Set<number>();
      const lists = near(wanted);
      takeInTurn(lists, lists.some((list) => list.length > 0) ? limit * nearShare : 0, chosen, accepts);
      const category = filters?.category;
      const others = category === undefined ? [...byCategory.values()] : [byCategory.get(category) ?? []];
      takeInTurn(others, limit, chosen, accepts);
      return [...chosen];
    },
    size: () => products.length,
  };
}

function push(lists: Lists, key: string, ordinal: number): void {
  const list = lists.get(key);
  if (list) list.push(ordinal);
  else lists.set(key, [ordinal]);
}

/** Takes one of each list in turn until so many are chosen. */
function takeInTurn(
  lists: readonly (readonly number[])[],
  most: number,
  chosen: Set<number>,
  accepts: (ordinal: number) => boolean,
): void {
  let open = lists.map((list) => list.values());
  while (open.length > 0 && chosen.size < most) {
    const still: typeof open = [];
    for (const list of open) {
      if (chosen.size >= most) return;
      let next = list.next();
      while (!next.done && (chosen.has(next.value) || !accepts(next.value))) next = list.next();
      if (next.done) continue;
      chosen.add(next.value);
      still.push(list);
    }
    open = still;
  }
}

/** A catalog repeats few categories, brands and attributes over and over; in memory each is there once. */
function createSharing(): (product: Product) => Product {
  const words = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const word = (text: string) => {
    const known = words.get(text);
    if (known !== undefined) return known;
    words.set(text, text);
    return text;
  };
  const list = (texts: string[]) => {
    const key = texts.join('\n');
    const known = lists.get(key);
    if (known) return known;
    const shared = texts.map(word);
    lists.set(key, shared);
    return shared;
  };
  return ({ productId, name, category, brand, attributes, price, unit, tags }) => ({
    productId,
    name,
    category: word(category),
    ...(brand !== undefined && { brand: word(brand) }),
    attributes: list(attributes),
    price: { amount: price.amount, currency: word(price.currency) },
    ...(unit !== undefined && { unit: word(unit) }),
    tags: list(tags),
  });
}
