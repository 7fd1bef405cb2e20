import type { Macro } from './schema.ts';

/**
 * What is left of a phrase when case, ё, punctuation and spacing do not count. Emoji stay, since one can be a phrase
 * of its own.
 */
export function normalizePhrase(phrase: string): string {
  return phrase
    .normalize('NFKC')
    .toLowerCase()
    .replace(/ё/g, 'е')
    .replace(/['’ʼ`\u200b-\u200f\ufe0e\ufe0f\u00ad]/g, '')
    .replace(/[\p{P}\p{Z}\p{C}]+/gu, ' ')
    .trim();
}

/** The macro that the whole message is a trigger phrase of. */
export function matchMacro<M extends Pick<Macro, 'triggerPhrases'>>(
  macros: readonly M[],
  message: string,
): M | undefined {
  const said = normalizePhrase(message);
  if (said === '') return undefined;
  return macros.find((macro) => macro.triggerPhrases.some((phrase) => normalizePhrase(phrase) === said));
}
