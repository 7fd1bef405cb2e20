import { normalize, tokenize } from '../recall/index.ts';

/** The words that come up most, each in its most usual form; words for what is asked or done are left out by recall. */
export function frequentWords(texts: readonly string[], most: number): string[] {
  const found = new Map<string, { count: number; forms: Map<string, number> }>();
  for (const text of texts) {
    for (const word of normalize(text).match(/[\p{L}][\p{L}\p{M}'’-]{3,}/gu) ?? []) {
      const [stem] = tokenize(word);
      if (stem === undefined) continue;
      const known = found.get(stem) ?? { count: 0, forms: new Map<string, number>() };
      known.count++;
      known.forms.set(word, (known.forms.get(word) ?? 0) + 1);
      found.set(stem, known);
    }
  }
  return [...found.values()]
    .toSorted((a, b) => b.count - a.count)
    .slice(0, most)
    .map(({ forms }) => [...forms].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? '');
}
