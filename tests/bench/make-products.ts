import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Product, productSchema } from '../../shared/catalog/index.ts';

const demo = z
  .array(productSchema)
  .parse(JSON.parse(readFileSync(new URL('../../emulator-data/catalog.json', import.meta.url), 'utf8')));

const kinds: readonly (readonly [ru: string, en: string])[] = [
  ['домашнее', 'homemade'],
  ['классическое', 'classic'],
  ['фермерское', 'farm'],
  ['лёгкое', 'light'],
  ['нежное', 'mild'],
  ['праздничное', 'festive'],
  ['северное', 'northern'],
  ['южное', 'southern'],
  ['с травами', 'with herbs'],
  ['с лимоном', 'with lemon'],
  ['с имбирём', 'with ginger'],
  ['с мятой', 'with mint'],
  ['с тмином', 'with caraway'],
  ['с апельсином', 'with orange'],
  ['с кунжутом', 'with sesame'],
];
const syllables = [
  'ва',
  'ло',
  'ри',
  'ме',
  'ну',
  'ти',
  'со',
  'ка',
  'бе',
  'до',
  'жи',
  'пу',
  'га',
  'ле',
  'зо',
  'ши',
];

/** A catalog of so many products, made of the demo's: other brands, kinds, sizes and prices. */
export function* makeProducts(count: number): Generator<Product> {
  for (let n = 0; n < count; n++) {
    const base = demo[n % demo.length];
    if (!base) return;
    const round = Math.floor(n / demo.length);
    const [ru, en] = kinds[(round + n) % kinds.length] ?? ['', ''];
    yield {
      ...base,
      productId: `p${n}-${base.productId}`,
      name: { ru: `${base.name.ru} ${ru}`, en: `${base.name.en} ${en}` },
      brand: brandOf(n % 7 === 0 ? n % 900 : round % 300),
      price: { ...base.price, amount: base.price.amount + (round % 40) },
    };
  }
}

function brandOf(n: number): string {
  const parts = [n % 16, Math.floor(n / 16) % 16, Math.floor(n / 256) % 16].map((at) => syllables[at]);
  return `${parts.join('')}н`;
}

/** Texts as people type them, all different: names, words, beginnings and slips. */
export function makeQueries(count: number): string[] {
  const names = demo.flatMap(({ name }) => [name.ru ?? '', name.en ?? '']);
  const words = [...new Set(names.flatMap((name) => name.split(/[\s,]+/)))].filter((word) => word.length > 3);
  const forms = [
    ...names,
    ...words,
    ...words.map((word) => word.slice(0, Math.ceil(word.length * 0.6))),
    ...words.map((word) => word.slice(0, 2) + word.slice(3)),
  ].map((form) => form.toLowerCase());
  const distinct = [...new Set(forms)];
  const step = Math.max(1, Math.floor(distinct.length / count));
  return Array.from({ length: Math.min(count, distinct.length) }, (_, n) => distinct[n * step] ?? '');
}
