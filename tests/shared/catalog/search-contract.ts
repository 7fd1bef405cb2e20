import { beforeAll, describe, expect, it } from 'vitest';
import type { CatalogSearch, Found, Product, Synonyms } from '../../../shared/catalog/index.ts';
import { makeProduct } from './make-product.ts';

/** Makes a search over these products, with these synonyms in force. */
export type MakeSearch = (products: readonly Product[], synonyms: Synonyms) => Promise<CatalogSearch>;

const products = [
  product('oat-milk', 'Овсяное молоко', 'Oat milk', 'milk', 'Овсяна', ['plant-based', 'vegan'], 129, [
    'растительное',
  ]),
  product('whole-milk', 'Молоко цельное', 'Whole milk', 'milk', 'Лужок', [], 98),
  product('goat-milk', 'Молоко козье', 'Goat milk', 'milk', 'Лужок', ['organic'], 189),
  product('milk-chocolate', 'Шоколад молочный', 'Milk chocolate', 'chocolate', 'Choconda', ['sweet'], 119),
  product(
    'dark-chocolate',
    'Шоколад горький без сахара',
    'Sugar-free dark chocolate',
    'chocolate',
    'Choconda',
    ['sugar-free'],
    149,
  ),
  product('yogurt', 'Йогурт натуральный', 'Natural yogurt', 'yogurt', 'Лужок', [], 62),
  product('coconut-yogurt', 'Кокосовый йогурт', 'Coconut yogurt', 'yogurt', 'Verdola', ['plant-based'], 139),
  product('honey', 'Мёд липовый', 'Linden honey', 'honey', 'Пасека', ['sweet'], 389),
  product('sugar', 'Сахар', 'Sugar', 'sugar', undefined, [], 79),
  product('courgette', 'Кабачки', 'Courgettes', 'vegetables', undefined, ['vegan'], 149),
  makeProduct('tea-en', { name: { en: 'Green tea' }, category: 'tea' }),
  makeProduct('tea-ru', { name: { ru: 'Чай зелёный' }, category: 'tea' }),
];
const synonyms = [
  ['courgette', 'zucchini', 'кабачок', 'цукини'],
  ['white sugar', 'сахар'],
];

function product(
  productId: string,
  ru: string,
  en: string,
  category: string,
  brand: string | undefined,
  attributes: string[],
  amount: number,
  tags: string[] = [],
): Product {
  const price = { amount, currency: 'RUB' };
  return makeProduct(productId, {
    name: { ru, en },
    category,
    ...(brand && { brand }),
    attributes,
    price,
    tags,
  });
}

/** What every implementation of CatalogSearch keeps, in words in `shared/catalog/README.md`. */
export function describeCatalogSearch(name: string, makeSearch: MakeSearch): void {
  describe(name, () => {
    let search: CatalogSearch;
    beforeAll(async () => {
      search = await makeSearch(products, synonyms);
      await search.ready();
    });
    const find = async (query: string, limit = 20) => ids(await search.search({ query, limit }));

    it.each([
      ['oat milk', 'oat-milk'],
      ['Овсяное МОЛОКО', 'oat-milk'],
      ['овсяного молока', 'oat-milk'],
      ['мед', 'honey'],
      ['мёдом', 'honey'],
      ['йогурты', 'yogurt'],
      ['chocolates', 'milk-chocolate'],
      ['green tea', 'tea-en'],
      ['чая зеленого', 'tea-ru'],
      ['растительное молоко', 'oat-milk'],
      ['choconda', 'milk-chocolate'],
    ])('"%s" finds %s in any form and case', async (query, productId) => {
      expect((await find(query)).slice(0, 2)).toContain(productId);
    });

    it.each([
      ['шоко', 'dark-chocolate'],
      ['cour', 'courgette'],
      ['малоко', 'whole-milk'],
      ['yogrut', 'yogurt'],
      ['chocolaet', 'milk-chocolate'],
      ['zucchini', 'courgette'],
      ['цукини', 'courgette'],
      ['white sugar', 'sugar'],
    ])('"%s" finds %s by a beginning, a slip or a synonym', async (query, productId) => {
      expect(await find(query)).toContain(productId);
    });

    it('what is asked for as missing is not what is asked for', async () => {
      expect(await find('sugar free')).toEqual(['dark-chocolate']);
      expect(await find('без сахара')).toEqual(['dark-chocolate']);
      expect((await find('сахар'))[0]).toBe('sugar');
    });

    it('the most relevant come first, each once, and what has a part of what was asked far behind', async () => {
      const found = await search.search({ query: 'oat milk', limit: 20 });
      const relevance = found.map((one) => one.relevance);
      expect(relevance.every((one) => one > 0 && Number.isFinite(one))).toBe(true);
      expect(relevance).toEqual(relevance.toSorted((a, b) => b - a));
      expect(new Set(ids(found)).size).toBe(found.length);
      const [whole = 0, part = 0] = [relevanceOf(found, 'oat-milk'), relevanceOf(found, 'whole-milk')];
      expect(whole / part).toBeGreaterThan(5);
    });

    it('each tells how much of what was asked it has, and what has more is more relevant', async () => {
      const found = await search.search({ query: 'plant-based oat milk', limit: 20 });
      const coverage = found.map((one) => one.coverage);
      expect(found[0]).toMatchObject({ productId: 'oat-milk', coverage: 1 });
      expect(found.find(({ productId }) => productId === 'goat-milk')?.coverage).toBeLessThan(0.5);
      expect(coverage).toEqual(coverage.toSorted((a, b) => b - a));
      expect((await search.search({ query: 'цукини', limit: 20 }))[0]?.coverage).toBe(1);
    });

    it('what is known is among those answered where it matches, and nowhere else', async () => {
      const known = new Set(['milk-chocolate', 'dark-chocolate', 'gone']);
      const few = async (query: string) => ids(await search.search({ query, limit: 2, known }));
      expect(await find('milk', 2)).not.toContain('milk-chocolate');
      expect((await few('milk'))[1]).toBe('milk-chocolate');
      expect(await few('yogurt')).toEqual(await find('yogurt', 2));
      expect(ids(await search.search({ query: 'oat milk', limit: 1, known }))).toEqual(['oat-milk']);
      const filtered = { query: 'milk', limit: 2, known, filters: { category: 'milk' } };
      expect(ids(await search.search(filtered))).not.toContain('milk-chocolate');
      expect(await find('milk', 2)).not.toContain('milk-chocolate');
    });

    it('what a product is counts more than what it is like', async () => {
      const found = await search.search({ query: 'milk', limit: 20 });
      expect(ids(found).slice(0, 3).sort()).toEqual(['goat-milk', 'oat-milk', 'whole-milk']);
    });

    it('a name that was asked for is exact, alone or beside its brand, and always there', async () => {
      for (const query of ['oat milk', 'овсяное молоко', 'Овсяна овсяное молоко', 'овсяное молоко овсяна']) {
        const found = await search.search({ query, limit: 1 });
        expect(found).toMatchObject([{ productId: 'oat-milk', exact: true }]);
      }
      const found = await search.search({ query: 'milk', limit: 20 });
      expect(found.some(({ exact }) => exact)).toBe(false);
    });

    it('a result is the product, and what preferences know of it', async () => {
      const [found] = await search.search({ query: 'oat milk', limit: 1 });
      expect(found?.product).toEqual(products[0]);
      expect(found).toMatchObject({
        category: 'milk',
        brand: 'Овсяна',
        attributes: ['plant-based', 'vegan'],
      });
    });

    it.each([
      [{ category: 'milk' }, ['goat-milk', 'oat-milk', 'whole-milk']],
      [{ category: 'milk', brand: 'лужок' }, ['goat-milk', 'whole-milk']],
      [{ attributes: ['plant-based', 'vegan'] }, ['oat-milk']],
      [{ minPrice: 98, maxPrice: 119 }, ['milk-chocolate', 'whole-milk']],
      [{ category: 'none' }, []],
    ])('filters leave what they accept: %j', async (filters, expected) => {
      const found = await search.search({ query: 'milk', filters, limit: 20 });
      const browsed = await search.browse({ filters, limit: 20 });
      expect(ids(found).sort()).toEqual(expected);
      for (const productId of expected) expect(ids(browsed)).toContain(productId);
    });

    it('a text without words, or with none that anything has, finds nothing', async () => {
      for (const query of ['', '  ', '...', 'и', 'qzxjv']) expect(await find(query)).toEqual([]);
    });

    it('no more are answered than were asked for', async () => {
      expect(await find('milk', 2)).toHaveLength(2);
      expect(await search.browse({ limit: 5 })).toHaveLength(5);
    });

    it('browsing begins with what is near, goes on through every category, and names nothing twice', async () => {
      const near = { productIds: ['honey', 'gone'], categories: ['yogurt'], brands: ['Choconda'] };
      const found = await search.browse({ near, limit: 20 });
      expect(ids(found)).toHaveLength(products.length);
      expect(new Set(ids(found)).size).toBe(products.length);
      expect(ids(found)[0]).toBe('honey');
      expect(ids(found).slice(0, 5).sort()).toEqual([
        'coconut-yogurt',
        'dark-chocolate',
        'honey',
        'milk-chocolate',
        'yogurt',
      ]);
      expect(found.every(({ relevance, exact }) => relevance === 1 && !exact)).toBe(true);
      const few = await search.browse({ limit: 8 });
      expect(new Set(few.map(({ category }) => category)).size).toBe(7);
    });

    it('a product is there by its id, and the catalog has a version', () => {
      expect(search.product('honey')).toEqual(products.find(({ productId }) => productId === 'honey'));
      expect(search.product('gone')).toBeUndefined();
      expect(search.version()).toEqual(expect.any(String));
    });
  });
}

const ids = (found: readonly Found[]) => found.map(({ productId }) => productId);
const relevanceOf = (found: readonly Found[], productId: string) =>
  found.find((one) => one.productId === productId)?.relevance;
