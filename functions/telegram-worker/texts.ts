import { english } from './texts-en.ts';
import { russian } from './texts-ru.ts';

/** All that the bot says by itself, in each language. */
export type Texts = typeof russian;

export const texts: Readonly<Record<'ru' | 'en', Texts>> = { ru: russian, en: english };
