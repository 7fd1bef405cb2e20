import type { Corpus } from './corpus.ts';

const shortest = 4;
const sharedStart = 0.55;
const prefixes = 'по на за при вы с со у о об от про пере до под раз рас из ис воз вос вз вс в'.split(' ');

/**
 * The terms, and for one that nothing holds those that look like kin: Russian verbs change their prefix and inside of
 * the stem where a suffix stemmer cannot follow (обещать and пообещать, успокоить and успокаивать).
 */
export function bridgeTerms(
  terms: ReadonlyMap<string, number>,
  corpus: Corpus,
  worth: number,
): ReadonlyMap<string, number> {
  const bridged = new Map(terms);
  if (worth === 0) return bridged;
  for (const [term, weight] of terms) {
    if (weight !== 1 || term.length < shortest || isHeld(corpus, term)) continue;
    for (const kin of kinOf(term, corpus)) bridged.set(kin, Math.max(bridged.get(kin) ?? 0, worth));
  }
  return bridged;
}

function isHeld({ segments }: Corpus, term: string): boolean {
  return segments.some(({ segment }) => segment.postings.has(term));
}

function kinOf(term: string, corpus: Corpus): Set<string> {
  const bare = prefixes
    .filter((prefix) => term.startsWith(prefix))
    .map((prefix) => term.slice(prefix.length));
  const roots = [term, ...bare.filter((root) => root.length >= shortest)];
  const kin = new Set(
    roots
      .flatMap((root) => [root, ...prefixes.map((prefix) => prefix + root)])
      .filter((form) => isHeld(corpus, form)),
  );
  const start = term.slice(0, shortest);
  for (const { segment } of corpus.segments) {
    for (const stem of segment.postings.keys()) {
      if (stem.startsWith(start) && startsAlike(term, stem)) kin.add(stem);
    }
  }
  return kin;
}

function startsAlike(a: string, b: string): boolean {
  let common = 0;
  while (common < a.length && a[common] === b[common]) common++;
  return common >= sharedStart * Math.max(a.length, b.length);
}
