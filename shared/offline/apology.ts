import type { Language } from '../profile/index.ts';

const texts: Record<Language, string> = {
  ru: 'Извините, временные технические проблемы. Попробуйте позже.',
  en: 'Sorry, there are temporary technical problems. Please try again later.',
};

/** What is said when nothing else can be. */
export function apology(language: Language): string {
  return texts[language];
}
