import { stemWord } from '../words/index.ts';

/** A word as it is written and as it is compared. */
export type Word = { written: string; stem: string };

const pattern = /\p{N}+(?:[.,]\p{N}+)*|\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)*|[.;:!?\n]/gu;
const stop = new Set(
  'и а в во с со к на о об от до из за по под для или the a an and or of with for in on to at by'.split(' '),
);
const without = new Set(['без', 'no', 'without']);

/** What a word that is said to be missing is compared as, so that "sugar-free" is found by no one who asks for sugar. */
const missing = (stem: string) => `!${stem}`;

/** The words of a text in order: lower case, ё=е, without those that say nothing; "без сахара" is one word. */
export function readWords(text: string): Word[] {
  const words: Word[] = [];
  let negated = false;
  for (const [raw] of text.normalize('NFC').toLowerCase().replaceAll('ё', 'е').matchAll(pattern)) {
    const written = raw
      .replace(/['’]s$/u, '')
      .replace(/['’]/gu, '')
      .replaceAll(',', '.');
    const last = words.at(-1);
    if (without.has(written)) negated = true;
    else if (written === 'free' && last) words.splice(-1, 1, negate(last));
    else if (/^[.;:!?\n]/.test(written)) negated = false;
    else if (written !== '' && !stop.has(written)) {
      const word = { written, stem: stemWord(written) };
      words.push(negated ? negate(word) : word);
      negated = false;
    }
  }
  return words;
}

function negate({ written, stem }: Word): Word {
  return { written: missing(written), stem: missing(stem) };
}

/** A text as names are compared: its stems, in order. */
export const stemsOf = (text: string): string =>
  readWords(text)
    .map(({ stem }) => stem)
    .join(' ');
