import type { Language } from '../profile/index.ts';

type Names = { ru?: string | undefined; en?: string | undefined };

/** A product's name in this language, or in the one it has. */
export function nameOf(names: Names, language: Language): string | undefined {
  return names[language] ?? names.en ?? names.ru;
}

/** The language that a text is written in, as far as its letters tell. */
export function languageOfText(text: string): Language | undefined {
  if (/\p{Script=Cyrillic}/u.test(text)) return 'ru';
  return /\p{Script=Latin}/u.test(text) ? 'en' : undefined;
}
