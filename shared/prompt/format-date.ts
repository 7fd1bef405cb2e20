import type { Language } from '../profile/index.ts';

type Format = 'day' | 'time' | 'moment';

const options = {
  day: { dateStyle: 'long' },
  time: { timeStyle: 'short' },
  moment: { dateStyle: 'full', timeStyle: 'short' },
} as const satisfies Record<Format, Intl.DateTimeFormatOptions>;
const locales = { ru: 'ru-RU', en: 'en-GB' } as const satisfies Record<Language, string>;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The day, the time, or both, where the person is and in their language. */
export function formatDate(at: number, format: Format, timeZone: string, language: Language): string {
  const key = `${format} ${language} ${timeZone}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    // To make one takes longer than to make a prompt.
    if (formatters.size > 500) formatters.clear();
    formatter = new Intl.DateTimeFormat(locales[language], { ...options[format], timeZone });
    formatters.set(key, formatter);
  }
  return formatter.format(at);
}
