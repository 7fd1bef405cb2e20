import { readWords, type Word } from './read-words.ts';
import type { Meanings, Vocabulary } from './vocabulary.ts';

/** Words or phrases that stand for each other, in groups. */
export type Synonyms = readonly (readonly string[])[];

/** One thing that is asked for: any of some phrases of stems that all must be there. */
export type Asked = { phrases: { stems: readonly string[]; sure: number }[] };

/** By its stems, the other phrases that a phrase stands for. */
export type Thesaurus = { longest: number; others: ReadonlyMap<string, readonly (readonly Word[])[]> };

const synonymIsSure = 0.8;
const mostWords = 12;

/** Synonyms as queries look them up. */
export function readThesaurus(groups: Synonyms): Thesaurus {
  const others = new Map<string, (readonly Word[])[]>();
  let longest = 0;
  for (const group of groups) {
    const phrases = group.map(readWords).filter((words) => words.length > 0);
    for (const phrase of phrases) {
      const key = keyOf(phrase);
      longest = Math.max(longest, phrase.length);
      const list = others.get(key) ?? [];
      list.push(...phrases.filter((other) => keyOf(other) !== key));
      others.set(key, list);
    }
  }
  return { longest, others };
}

/** What a query asks for: phrases that have synonyms, the longest first, and single words. */
export function readQuery(query: string, vocabulary: Vocabulary, thesaurus: Thesaurus): Asked[] {
  const words = readWords(query).slice(0, mostWords);
  const asked: Asked[] = [];
  for (let at = 0; at < words.length;) {
    const length = longestPhrase(words, at, thesaurus);
    const phrase = words.slice(at, at + length);
    const others = thesaurus.others.get(keyOf(phrase)) ?? [];
    asked.push({
      phrases: [
        ...meant(phrase, vocabulary),
        ...others.map((other) => ({ stems: other.map(({ stem }) => stem), sure: synonymIsSure })),
      ],
    });
    at += length;
  }
  return asked;
}

function longestPhrase(words: readonly Word[], at: number, { longest, others }: Thesaurus): number {
  for (let length = Math.min(longest, words.length - at); length > 1; length--)
    if (others.has(keyOf(words.slice(at, at + length)))) return length;
  return 1;
}

function meant(phrase: readonly Word[], vocabulary: Vocabulary): Asked['phrases'] {
  const [word, ...more] = phrase;
  if (!word) return [];
  if (more.length > 0) return [{ stems: phrase.map(({ stem }) => stem), sure: 1 }];
  const meanings: Meanings = vocabulary.meanings(word);
  return [...meanings].map(([stem, sure]) => ({ stems: [stem], sure }));
}

const keyOf = (phrase: readonly Word[]) => phrase.map(({ stem }) => stem).join(' ');
