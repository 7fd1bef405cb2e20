import type { Language } from '../profile/index.ts';
import { textsEn } from './texts-en.ts';
import { textsRu } from './texts-ru.ts';
import type { WeekTexts } from './week-texts.ts';

export const texts: Readonly<Record<Language, WeekTexts>> = { ru: textsRu, en: textsEn };
