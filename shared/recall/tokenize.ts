import { stemWord } from '../words/index.ts';
import { stopWords } from './stop-words.ts';

const wordPattern = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}]+)*/gu;
const possessive = /['’]s$/u;
const apostrophes = /['’]/gu;

export type TokenizeOptions = { stem?: boolean };

/** What a text is about, as stems in order: lower case, ё=е, stop words left out, numbers kept. */
export function tokenize(text: string, { stem = true }: TokenizeOptions = {}): string[] {
  const tokens: string[] = [];
  for (const [raw] of normalize(text).matchAll(wordPattern)) {
    const word = raw.replace(possessive, '').replace(apostrophes, '');
    if (word === '' || stopWords.has(word)) continue;
    tokens.push(stem ? stemWord(word) : word);
  }
  return tokens;
}

/** A text as recall compares it: composed, lower case, ё as е. */
export function normalize(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll('ё', 'е');
}
