import { readWords, stemsOf } from './read-words.ts';
import type { Product } from './schema.ts';

/** Products by their names. */
export type NameIndex = {
  add(ordinal: number, product: Product): void;
  /** Those whose name, alone or with the brand before or after it, is this text; empty for a text without words. */
  named(text: string): ReadonlySet<number>;
};

/** Most products have a name of their own, and a list takes more room than a number. */
type Ordinals = number | number[];

/** Keeps names as their stems, so that case, form and ё make no difference. */
export function createNameIndex(): NameIndex {
  const byName = new Map<string, Ordinals>();
  const brands = new Map<number, string>();
  const brandStems = new Map<string, string>();

  return {
    add(ordinal, { name, brand }) {
      const names = new Set([name.ru ?? '', name.en ?? ''].map(stemsOf));
      for (const one of names) if (one !== '') byName.set(one, more(byName.get(one), ordinal));
      if (brand === undefined) return;
      const stems = brandStems.get(brand) ?? stemsOf(brand);
      brandStems.set(brand, stems);
      brands.set(ordinal, stems);
    },
    named(text) {
      const words = readWords(text).map(({ stem }) => stem);
      const found = new Set(listOf(byName.get(words.join(' '))));
      for (let cut = 1; cut < words.length; cut++) {
        const [before, after] = [words.slice(0, cut).join(' '), words.slice(cut).join(' ')];
        for (const ordinal of listOf(byName.get(after)))
          if (brands.get(ordinal) === before) found.add(ordinal);
        for (const ordinal of listOf(byName.get(before)))
          if (brands.get(ordinal) === after) found.add(ordinal);
      }
      return found;
    },
  };
}

function more(known: Ordinals | undefined, ordinal: number): Ordinals {
  if (known === undefined) return ordinal;
  if (typeof known === 'number') return [known, ordinal];
  known.push(ordinal);
  return known;
}

function listOf(known: Ordinals | undefined): readonly number[] {
  if (known === undefined) return [];
  return typeof known === 'number' ? [known] : known;
}
