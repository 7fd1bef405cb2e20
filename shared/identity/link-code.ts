import { randomInt } from 'node:crypto';

/** No two of them look alike, in print or by hand. */
const alphabet = '34679ACDEFGHJKMNPQRTUVWXY';
const length = 8;
const isCode = new RegExp(`^[${alphabet}]{${length}}$`);

/** What a Russian keyboard writes for the letters that look the same. */
const cyrillic: Readonly<Record<string, string>> = {
  А: 'A',
  С: 'C',
  Е: 'E',
  Н: 'H',
  К: 'K',
  М: 'M',
  Р: 'P',
  Т: 'T',
  У: 'Y',
  Х: 'X',
};

/** A code that no one can guess. */
export function makeLinkCode(): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** The code that a person typed, whatever its case, spaces and dashes; nothing if it cannot be one. */
export function readLinkCode(typed: string): string | undefined {
  const bare = typed.toUpperCase().replace(/[\s\p{Pd}]/gu, '');
  const code = bare.replace(/[А-Я]/g, (letter) => cyrillic[letter] ?? letter);
  return isCode.test(code) ? code : undefined;
}
