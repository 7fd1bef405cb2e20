import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Product, productSchema } from '../../../shared/catalog/index.ts';
import { readThesaurus } from '../../../shared/catalog/read-query.ts';
import { createTextIndex } from '../../../shared/catalog/text-index.ts';
import { defaultRules } from '../../../shared/preferences/index.ts';

let products: Product[];
const index = createTextIndex();
const thesaurus = readThesaurus(defaultRules.synonyms);

beforeAll(async () => {
  const file = new URL('../../../emulator-data/catalog.json', import.meta.url);
  products = z.array(productSchema).parse(JSON.parse(await readFile(file, 'utf8')));
  products.forEach((product, ordinal) => index.add(ordinal, product));
});

/** The best results that are at least half as relevant as the first. */
function best(query: string): Product[] {
  const matches = index.search(query, thesaurus);
  const top = matches[0]?.relevance ?? 0;
  return matches
    .filter(({ relevance }) => relevance >= top / 2)
    .flatMap(({ ordinal }) => products[ordinal] ?? []);
}

it('it has hundreds of products, each with its own id and names in both languages', () => {
  expect(products.length).toBeGreaterThanOrEqual(300);
  expect(new Set(products.map(({ productId }) => productId)).size).toBe(products.length);
  for (const { name, unit, brand } of products)
    expect([name.ru, name.en, unit, brand]).not.toContain(undefined);
  for (const language of ['ru', 'en'] as const)
    expect(new Set(products.map(({ name }) => name[language])).size).toBe(products.length);
});

describe.each([
  ['milk', 'milk'],
  ['молоко', 'milk'],
  ['yogurt', 'yogurt'],
  ['йогурт', 'yogurt'],
  ['чипсы', 'chips'],
  ['хлеб', 'bread'],
  ['сыр', 'cheese'],
  ['яйца', 'eggs'],
  ['coffee', 'coffee'],
  ['чай', 'tea'],
  ['курица', 'poultry'],
  ['шоколад', 'chocolate'],
])('who asks for "%s"', (query, category) => {
  it(`finds ${category}, and little else as relevant`, () => {
    const found = best(query);
    expect(found.length).toBeGreaterThanOrEqual(4);
    expect(found.slice(0, 4).map((product) => product.category)).toEqual(Array(4).fill(category));
    const right = found.filter((product) => product.category === category);
    expect(right.length / found.length).toBeGreaterThan(0.6);
  });
});

it.each([
  ['oat milk', 'oat-milk'],
  ['овсяное молоко', 'oat-milk'],
  ['gallon of milk', 'milk-gallon-whole'],
  ['безлактозное молоко', 'milk-lactose-free'],
  ['острые чипсы', 'chips-spicy-chili'],
  ['spicy chips', 'chips-spicy-chili'],
  ['gluten free bread', 'bread-gluten-free'],
  ['шоколад без сахара', 'chocolate-sugarfree'],
  ['овсянка', 'oat-flakes'],
  ['гречка', 'buckwheat'],
  ['сёмга', 'salmon-smoked'],
])('"%s" leads to %s', (query, productId) => {
  expect(best(query).map((product) => product.productId)).toContain(productId);
});

it('what the stories of the shop need is there and as relevant as its like', () => {
  const yogurts = best('yogurt');
  const isPlant = ({ attributes }: Product) => attributes.includes('plant-based');
  expect(yogurts.filter(isPlant).length).toBeGreaterThanOrEqual(3);
  expect(yogurts.filter((product) => !isPlant(product)).length).toBeGreaterThanOrEqual(3);
  for (const query of ['snack', 'снек', 'чипсы', 'chips']) {
    const snacks = best(query);
    const isSpicy = ({ attributes }: Product) => attributes.includes('spicy');
    expect(snacks.filter(isSpicy).length).toBeGreaterThanOrEqual(3);
    expect(snacks.filter((product) => !isSpicy(product)).length).toBeGreaterThanOrEqual(5);
  }
});
