import type { Corpus } from './corpus.ts';
import { readTerms } from './directory-terms.ts';
import { hashTerm } from './hash-term.ts';
import type { Directory } from './schema.ts';
import type { Tuning } from './tuning.ts';

/** Stem to weight. */
type Terms = ReadonlyMap<string, number>;

/** How rare a term is in all that was ever said, not only in what was opened. */
type Statistics = { rarity: ReadonlyMap<string, number>; averageLength: number };

/** BM25 of every snippet against the question, with a bonus for holding more of it, and how much of it each holds. */
export function scoreWords(
  corpus: Corpus,
  terms: Terms,
  directory: Directory,
  tuning: Tuning,
): { scores: Float64Array; covered: Float64Array } {
  const { rarity, averageLength } = gatherStatistics(corpus, terms, directory);
  const size = corpus.snippets.length;
  const scores = new Float64Array(size);
  const covered = new Float64Array(size);
  let whole = 0;
  for (const [term, weight] of terms) {
    const worth = (rarity.get(term) ?? 0) * weight;
    if (weight === 1) whole += worth;
    for (const { segment, offset } of corpus.segments) {
      const places = segment.postings.get(term) ?? [];
      for (let index = 0; index < places.length; index += 2) {
        const position = offset + (places[index] ?? 0);
        const times = places[index + 1] ?? 0;
        const length = (corpus.lengths[position] ?? 0) / averageLength;
        const damp = tuning.saturation * (1 - tuning.lengthDiscount + tuning.lengthDiscount * length);
        scores[position] =
          (scores[position] ?? 0) + (worth * times * (tuning.saturation + 1)) / (times + damp);
        covered[position] = (covered[position] ?? 0) + worth;
      }
    }
  }
  for (let position = 0; position < size; position++) {
    const share = whole === 0 ? 0 : Math.min(1, (covered[position] ?? 0) / whole);
    covered[position] = share;
    scores[position] = (scores[position] ?? 0) * (1 + tuning.coverage * share);
  }
  return { scores, covered };
}

function gatherStatistics(corpus: Corpus, terms: Terms, directory: Directory): Statistics {
  const sealed = new Set(directory.rows.map(({ id }) => id));
  const unsealed = corpus.segments.filter(({ segment }) => !sealed.has(segment.id));
  const said = new Map<number, number>();
  const hashes = new Set([...terms.keys()].map(hashTerm));
  for (const { hash, snippets } of readTerms(directory.terms, hashes)) said.set(hash, snippets);
  const count =
    directory.rows.reduce((sum, row) => sum + row.count, 0) +
    unsealed.reduce((sum, { segment }) => sum + segment.snippets.length, 0);
  const tokens =
    directory.rows.reduce((sum, row) => sum + row.tokens, 0) +
    unsealed.reduce((sum, { segment }) => sum + segment.lengths.reduce((all, length) => all + length, 0), 0);
  const rarity = new Map<string, number>();
  for (const term of terms.keys()) {
    const fresh = unsealed.reduce(
      (sum, { segment }) => sum + (segment.postings.get(term)?.length ?? 0) / 2,
      0,
    );
    const holding = (said.get(hashTerm(term)) ?? 0) + fresh;
    rarity.set(term, Math.log(1 + Math.max(0, count - holding + 0.5) / (holding + 0.5)));
  }
  return { rarity, averageLength: Math.max(1, tokens / Math.max(1, count)) };
}
