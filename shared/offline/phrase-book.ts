import type { Language } from '../profile/index.ts';
import { phrasesEn } from './phrases-en.ts';
import { phrasesRu } from './phrases-ru.ts';
import type { Phrases } from './phrases.ts';

/** All that the offline butler says, in each language. */
export const phraseBook: Readonly<Record<Language, Phrases>> = { ru: phrasesRu, en: phrasesEn };
