import { stemWord } from '../words/index.ts';

/** A word as it is written and as it is compared. */
export type Word = { written: string; stem: string };

const pattern = /\p{N}+(?:[.,]\p{N}+)*|\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)*|[.;:!?\n]/gu;
const boundary = /^[.;:!?\n]/;
const stop = new Set(
  'и а в во с со к на о об от до из за по под для или the a an and or of with for in on to at by'.split(' '),
);
const without = new Set(['без', 'no', 'without']);

// Catalogs say the same words over and over.
const remembered = new Map<string, Word>();
const mostRemembered = 100_000;

/** The words of a text in order: lower case, ё=е, without those that say nothing; "без сахара" is one word. */
export function readWords(text: string): Word[] {
  const words: Word[] = [];
  let negated = false;
  for (const raw of text.normalize('NFC').toLowerCase().replaceAll('ё', 'е').match(pattern) ?? []) {
    const last = words.at(-1);
    if (stop.has(raw)) continue;
    if (without.has(raw)) negated = true;
    else if (raw === 'free' && last) words.splice(-1, 1, negate(last));
    else if (boundary.test(raw)) negated = false;
    else {
      const word = readWord(raw);
      words.push(negated ? negate(word) : word);
      negated = false;
    }
  }
  return words;
}

/** A text as names are compared: its stems, in order. */
export function stemsOf(text: string): string {
  return readWords(text)
    .map(({ stem }) => stem)
    .join(' ');
}

function readWord(raw: string): Word {
  const known = remembered.get(raw);
  if (known) return known;
  const written = raw
    .replace(/['’]s$/u, '')
    .replace(/['’]/gu, '')
    .replaceAll(',', '.');
  const word = { written, stem: stemWord(written) };
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(raw, word);
  return word;
}

/** What is said to be missing is a word of its own: who asks for sugar does not look for "sugar-free". */
function negate({ written, stem }: Word): Word {
  return { written: `!${written}`, stem: `!${stem}` };
}
