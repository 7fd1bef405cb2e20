import { normalize, tokenize } from '../recall/index.ts';
import { saysNothing } from './says-nothing.ts';

/** Of a text in which nothing comes up twice. */
const mostSingle = 3;

/** The words that come up in most texts, each in its most usual form; those that come up once only where none does twice. */
export function frequentWords(texts: readonly string[], most: number): string[] {
  const found = new Map<string, { texts: Set<string>; forms: Map<string, number> }>();
  for (const text of texts) {
    const plain = normalize(text.replace(/\{\{[^{}]*\}\}/g, ' '));
    for (const word of plain.match(/\p{L}[\p{L}\p{M}'’-]{2,}/gu) ?? []) {
      const [stem] = tokenize(word);
      if (stem === undefined || saysNothing(word)) continue;
      const known = found.get(stem) ?? { texts: new Set(), forms: new Map<string, number>() };
      known.texts.add(text);
      known.forms.set(word, (known.forms.get(word) ?? 0) + 1);
      found.set(stem, known);
    }
  }
  const all = [...found.values()].toSorted((a, b) => b.texts.size - a.texts.size);
  const repeated = all.filter((one) => one.texts.size > 1);
  return (repeated.length > 0 ? repeated.slice(0, most) : all.slice(0, mostSingle)).map(
    ({ forms }) => [...forms].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? '',
  );
}
