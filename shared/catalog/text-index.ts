import MiniSearch, { type Query, type SearchResult } from 'minisearch';
import { nameParts } from './name-parts.ts';
import { type Asked, readQuery, type Thesaurus } from './read-query.ts';
import { readWords } from './read-words.ts';
import type { Product } from './schema.ts';
import { createVocabulary } from './vocabulary.ts';

/** A product by its number, and how well it answers. */
export type TextMatch = { ordinal: number; relevance: number };

export type TextIndex = {
  add(ordinal: number, product: Product): void;
  /** All products that the text asks for, best first; with few of them, those too that are part of it. */
  search(query: string, thesaurus: Thesaurus, accepts?: (ordinal: number) => boolean): TextMatch[];
};

const boost = { head: 4, aside: 2, kind: 3, tags: 3, brand: 2, attributes: 1.5 };
/** Of a product name, what is said matters, and hardly how much else is said. */
const bm25 = { k: 0.6, b: 0.2, d: 0.3 };
/** With fewer matches of the whole query, a page is filled with those of a part of it. */
const enough = 20;
/** Half of what was asked for is a sixteenth as relevant. */
const partPower = 4;

type Entry = Texts & { id: number };

/** Finds products by words of either language. */
export function createTextIndex(): TextIndex {
  const vocabulary = createVocabulary();
  const index = new MiniSearch<Entry>({
    fields: Object.keys(boost),
    tokenize: (text) => {
      const words = readWords(text);
      for (const word of words) vocabulary.add(word);
      // Said twice is no more than said.
      return [...new Set(words.map(({ stem }) => stem))];
    },
    processTerm: (stem) => stem,
    searchOptions: { tokenize: (stem) => [stem], boost, bm25 },
    autoVacuum: false,
  });

  function matches(asked: readonly Asked[], combineWith: 'AND' | 'OR', accepts: TextAccepts): SearchResult[] {
    return index.search(
      { combineWith, queries: asked.map(anyOf) },
      { filter: ({ id }) => accepts(Number(id)) },
    );
  }

  return {
    add(ordinal, product) {
      index.add({ id: ordinal, ...textsOf(product) });
    },
    search(query, thesaurus, accepts = () => true) {
      const asked = readQuery(query, vocabulary, thesaurus);
      if (asked.length === 0) return [];
      const whole = matches(asked, 'AND', accepts);
      const seen = new Set(whole.map(({ id }) => Number(id)));
      const parts =
        asked.length > 1 && whole.length < enough
          ? matches(asked, 'OR', (ordinal) => !seen.has(ordinal) && accepts(ordinal))
          : [];
      return [...whole, ...parts]
        .map((result) => ({ ordinal: Number(result.id), relevance: relevanceOf(result, asked) }))
        .sort((a, b) => b.relevance - a.relevance || a.ordinal - b.ordinal);
    },
  };
}

type TextAccepts = (ordinal: number) => boolean;

type Texts = Record<keyof typeof boost, string>;

function textsOf(product: Product): Texts {
  const { category, brand = '', attributes, tags } = product;
  return {
    ...nameParts(product),
    kind: category,
    tags: tags.join('\n'),
    brand,
    attributes: attributes.join('\n'),
  };
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
function relevanceOf({ score, queryTerms }: SearchResult, asked: readonly Asked[]): number {
  const matched = new Set(queryTerms);
  const found = asked.filter(({ phrases }) =>
    phrases.some(({ stems }) => stems.every((stem) => matched.has(stem))),
  );
  return (score / Math.max(1, queryTerms.length)) * (found.length / asked.length) ** partPower;
}
