import { newStemmer } from 'snowball-stemmers';
import { irregularForms } from './irregular-forms.ts';

const english = newStemmer('english');
const russian = newStemmer('russian');
const cyrillic = /\p{Script=Cyrillic}/u;
const latin = /\p{Script=Latin}/u;

// Stemming is what searching spends its time on, and people repeat their words.
const remembered = new Map<string, string>();
const mostRemembered = 100_000;

/** The stem of one lower-case word, by the Snowball stemmer of its script; words of other scripts stay. */
export function stemWord(word: string): string {
  const known = remembered.get(word);
  if (known !== undefined) return known;
  const stem = computeStem(irregularForms.get(word) ?? word);
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(word, stem);
  return stem;
}

function computeStem(word: string): string {
  if (cyrillic.test(word)) return russian.stem(word);
  return latin.test(word) ? english.stem(word) : word;
}
