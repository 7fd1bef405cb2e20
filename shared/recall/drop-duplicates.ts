import { normalize } from './tokenize.ts';

const word = /[\p{L}\p{N}]+/gu;

/** The first `most` of ranked texts that are not nearly the same as a better one. */
export function dropDuplicates<T>(
  ranked: Iterable<T>,
  textOf: (item: T) => string,
  most: number,
  similar: number,
): T[] {
  const kept: { item: T; shingles: ReadonlySet<string> }[] = [];
  for (const item of ranked) {
    if (kept.length >= most) break;
    const shingles = shinglesOf(textOf(item));
    if (kept.every((better) => overlap(better.shingles, shingles) < similar)) kept.push({ item, shingles });
  }
  return kept.map(({ item }) => item);
}

/** Single words and pairs: words alone would take «Аня любит Олю» and «Оля любит Аню» for one. */
function shinglesOf(text: string): Set<string> {
  const words = Array.from(normalize(text).matchAll(word), ([found]) => found);
  return new Set(words.flatMap((found, index) => [found, `${found} ${words[index + 1] ?? ''}`]));
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const shingle of a) if (b.has(shingle)) common++;
  const all = a.size + b.size - common;
  return all === 0 ? 1 : common / all;
}
