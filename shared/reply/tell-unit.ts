import type { Language } from '../profile/index.ts';

const russian: Readonly<Record<string, string>> = {
  g: 'г',
  kg: 'кг',
  mg: 'мг',
  l: 'л',
  ml: 'мл',
  pc: 'шт.',
  pcs: 'шт.',
  oz: 'унц.',
  'fl oz': 'жидк. унц.',
  lb: 'фунт.',
  lbs: 'фунт.',
  gal: 'галл.',
  gallon: 'галл.',
  gallons: 'галл.',
  pack: 'уп.',
  packs: 'уп.',
  bottle: 'бут.',
  bottles: 'бут.',
  bunch: 'пучок',
  dozen: 'дюжина',
};

/** What a product is sold by, in the person's language; as the catalog has it where it is not known. */
export function tellUnit(unit: string, language: Language): string {
  if (language !== 'ru') return unit;
  const [, count = '', name = ''] = /^([\d.,×x\s]*)(\p{L}[\p{L}\s]*?)\.?$/u.exec(unit.trim()) ?? [];
  const key = name.toLowerCase();
  const own = Object.hasOwn(russian, key) ? russian[key] : undefined;
  if (own === undefined) return unit;
  return [count.trim().replace(/(\d)\.(\d)/g, '$1,$2'), own].filter((part) => part !== '').join(' ');
}
