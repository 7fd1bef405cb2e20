import MiniSearch, { type Query, type SearchResult } from 'minisearch';
import { nameParts } from './name-parts.ts';
import { type Asked, readQuery, type Thesaurus } from './read-query.ts';
import { readWords } from './read-words.ts';
import type { Product } from './schema.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';

/** A product by its number, how well it answers, and how much of what was asked for it has: 1 is all. */
export type TextMatch = { ordinal: number; relevance: number; coverage: number };

export type TextIndex = {
  add(ordinal: number, product: Product): void;
  /** All products that the text asks for, best first; with few of them, those too that have a part of it, after them. */
  search(query: string, thesaurus: Thesaurus, accepts?: (ordinal: number) => boolean): TextMatch[];
};

/** What a product is says more than what it is with, of or like. */
const boost = { head: 4, kind: 5, aside: 2, brand: 2, attributes: 1.5 };
/** It matters what is said of a product, and hardly how much else is said. */
const bm25 = { k: 0.6, b: 0.2, d: 0.3 };
/** With fewer matches of the whole query, a page is filled with those of a part of it. */
const enough = 20;
/** Half of what was asked for is a sixteenth as relevant. */
const partPower = 4;

type Texts = Record<keyof typeof boost, string>;
type Entry = Texts & { id: number };
type Accepts = (ordinal: number) => boolean;

/** Finds products by words of either language. */
export function createTextIndex(): TextIndex {
  const vocabulary = createVocabulary();
  const readName = (text: string) => learnStems(text, vocabulary);
  // Names differ; kinds, brands and attributes are the same for many.
  const known = new Map<string, string[]>();
  const readKnown = (text: string) => {
    const stems = known.get(text) ?? readName(text);
    known.set(text, stems);
    return stems;
  };
  const index = new MiniSearch<Entry>({
    fields: Object.keys(boost),
    tokenize: (text, field) => (field === 'head' || field === 'aside' ? readName(text) : readKnown(text)),
    processTerm: (stem) => stem,
    searchOptions: { tokenize: (stem) => [stem], boost, bm25 },
    autoVacuum: false,
  });

  const matches = (asked: readonly Asked[], combineWith: 'AND' | 'OR', accepts: Accepts): SearchResult[] =>
    index.search({ combineWith, queries: asked.map(anyOf) }, { filter: ({ id }) => accepts(Number(id)) });

  return {
    add(ordinal, product) {
      index.add({ id: ordinal, ...textsOf(product) });
    },
    search(query, thesaurus, accepts = () => true) {
      const asked = readQuery(query, vocabulary, thesaurus);
      if (asked.length === 0) return [];
      const found = matches(asked, 'AND', accepts).map((result) => matchOf(result, 1));
      if (asked.length > 1 && found.length < enough) {
        const seen = new Set(found.map(({ ordinal }) => ordinal));
        const parts = matches(asked, 'OR', (ordinal) => !seen.has(ordinal) && accepts(ordinal));
        for (const result of parts) found.push(matchOf(result, shareOf(result, asked)));
      }
      return keepBehind(found.sort(byCoverage));
    },
  };
}

function textsOf(product: Product): Texts {
  const { category, brand = '', attributes, tags } = product;
  return {
    ...nameParts(product),
    kind: [category, ...tags].join('\n'),
    brand,
    attributes: attributes.join('\n'),
  };
}

/** Stems of a text, each once: said twice is no more than said. */
function learnStems(text: string, vocabulary: Vocabulary): string[] {
  const stems = new Set<string>();
  for (const word of readWords(text)) {
    vocabulary.add(word);
    stems.add(word.stem);
  }
  return [...stems];
}

/** Any phrase of what is asked for, each by all its stems. */
function anyOf({ phrases }: Asked): Query {
  return {
    combineWith: 'OR',
    queries: phrases.map(({ stems, sure }) => ({
      combineWith: 'AND',
      queries: [...stems],
      boostTerm: () => sure,
    })),
  };
}

/** MiniSearch multiplies a score by the number of terms that matched, which favours what has more synonyms. */
function matchOf({ id, score, queryTerms }: SearchResult, coverage: number): TextMatch {
  const relevance = (score / Math.max(1, queryTerms.length)) * coverage ** partPower;
  return { ordinal: Number(id), relevance, coverage };
}

const byCoverage = (a: TextMatch, b: TextMatch) =>
  b.coverage - a.coverage || b.relevance - a.relevance || a.ordinal - b.ordinal;

/** Makes what has less of what was asked for less relevant than all that has more. */
function keepBehind(sorted: readonly TextMatch[]): TextMatch[] {
  let coverage = 1;
  let factor = 1;
  let last = Infinity;
  return sorted.map((match) => {
    if (match.coverage < coverage) {
      coverage = match.coverage;
      factor = Math.min(1, last / match.relevance);
    }
    last = match.relevance * factor;
    return { ...match, relevance: last };
  });
}

/** How much of what was asked for is there. */
function shareOf({ queryTerms }: SearchResult, asked: readonly Asked[]): number {
  const found = asked.filter(({ phrases }) =>
    phrases.some(({ stems }) => stems.every((stem) => queryTerms.includes(stem))),
  );
  return found.length / asked.length;
}
