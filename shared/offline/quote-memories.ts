import { normalizePhrase } from '../macros/index.ts';
import type { Language } from '../profile/index.ts';
import type { Recalled } from '../recall/index.ts';
import { sayWhen } from './ask-clock.ts';
import { phraseBook } from './phrase-book.ts';

/** How much of one text is quoted. */
const quotedChars = 160;

export type Place = { now: number; timezone: string; language: Language };
type Quoted = { at: number; text: string; role: 'user' | 'assistant'; kind?: Recalled['kind'] };

/** One line of text as it can stand in an answer: no line breaks or control characters, and not long. */
export function clip(text: string, most: number): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line.length > most
    ? `${line
        .slice(0, most)
        .toWellFormed()
        .replace(/\ufffd$/, '')
        .trimEnd()}…`
    : line;
}

/** Who said what and when, on a line of its own. */
export function quote({ at, text, role, kind }: Quoted, { now, timezone, language }: Place): string {
  const { speaker } = phraseBook[language];
  const who = kind === 'activity' ? speaker.activity : speaker[role];
  const [open, close] = { ru: ['«', '»'] as const, en: ['“', '”'] as const }[language];
  return `• ${sayWhen(at, now, timezone, language)}, ${who}: ${open}${clip(text, quotedChars)}${close}`;
}

/**
 * What is worth quoting of what was recalled: the person's own words before the butler's, answers before questions,
 * each once, and never the question that is being asked.
 */
export function worthQuoting(recalled: readonly Recalled[], message: string, most: number): Recalled[] {
  const seen = new Set([normalizePhrase(message)]);
  const fresh = recalled.filter(({ text, at }) => {
    const said = normalizePhrase(text);
    if (said === '' || seen.has(said) || !isTime(at)) return false;
    seen.add(said);
    return true;
  });
  const turns = preferred(fresh, ({ kind }) => kind === 'turn');
  const told = preferred(turns, ({ text }) => !/[?？]\s*$/.test(text));
  return preferred(told, ({ role, kind }) => role === 'user' || kind === 'activity').slice(0, most);
}

/** Those that pass, unless none does. */
function preferred(items: readonly Recalled[], passes: (item: Recalled) => boolean): readonly Recalled[] {
  const passing = items.filter(passes);
  return passing.length > 0 ? passing : items;
}

/** Whether this can be a moment that a calendar knows. */
export function isTime(at: number): boolean {
  return Math.abs(at) <= 8.64e15;
}
