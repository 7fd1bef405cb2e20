import { escapeText } from '../prompt/index.ts';
import { cutAtWord } from './cut-at-word.ts';

/** What is known of the person or of the conversation; a key may be missing. */
export type Details = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What stands in the place of a placeholder, and the keys whose values it holds. */
export type Rendered = { text: string; injected: string[] };

const lead = {
  persona: 'These are some details about the user. ',
  memory: 'These are some details about the conversation. ',
} as const;
const absent = {
  persona: 'User persona not available.',
  memory: 'Conversation memory not available.',
} as const;
const missingValue = '[Not available]';

type Asked = { of: 'persona' | 'memory'; keys: readonly string[]; maxChars: number };

/** The details as one sentence of at most so many characters; every value stays inside its quotes, cut or whole. */
export function renderSentence(details: Details | undefined, { of, keys, maxChars }: Asked): Rendered {
  let text = '';
  const injected: string[] = [];
  for (const key of details ? keys : []) {
    const value = quotable(details?.[key]);
    const opening = text === '' ? `${lead[of]}\`${key}\` is "` : `, \`${key}\` is "`;
    const room = maxChars - text.length - opening.length - 1;
    const isMissing = value === '';
    const whole = isMissing ? missingValue : value;
    const shown = whole.length <= room ? whole : isMissing ? '' : cutAtWord(value, room);
    if (shown === '') break;
    text += `${opening}${shown}"`;
    if (!isMissing) injected.push(key);
    if (shown !== whole) break;
  }
  return text === '' ? notThere(of, maxChars) : { text, injected };
}

/**
 * The details as a JSON object of at most so many characters, in which no text can open a placeholder or a tag. Where
 * it is too long, lists lose their last items and texts their end.
 */
export function renderJson(details: Details | undefined, { of, keys, maxChars }: Asked): Rendered {
  if (!details) return notThere(of, maxChars);
  const left: Record<string, string | string[]> = {};
  for (const key of keys) {
    const value = details[key] ?? '';
    left[key] = typeof value === 'string' ? value : [...value];
  }
  let text = safeJson(left);
  while (text.length > maxChars) {
    if (!shorten(left, text.length - maxChars)) return notThere(of, maxChars);
    text = safeJson(left);
  }
  return { text, injected: keys.filter((key) => (left[key]?.length ?? 0) > 0) };
}

function notThere(of: Asked['of'], maxChars: number): Rendered {
  return { text: absent[of].length <= maxChars ? absent[of] : '', injected: [] };
}

/** A value that may stand in double quotes: on one line, with nothing that closes them or opens a placeholder. */
function quotable(value: Details[string]): string {
  const parts = typeof value === 'string' ? [value] : (value ?? []);
  const clean = parts.map(escapeText).filter((part) => part !== '');
  return clean.join(', ').replace(/["\\]/g, '\\$&');
}

/** Within JSON's strings an escape says the same as the character. */
function safeJson(value: object): string {
  return JSON.stringify(value)
    .replace(
      /\{(?=\{)|[<>\u2028\u2029]/g,
      (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .replace(/\[(?=\/?INST\])/gi, '\\u005b');
}

/** Takes about so many characters away; whether there was anything to take. */
function shorten(left: Record<string, string | string[]>, over: number): boolean {
  let rest = over;
  while (rest > 0) {
    const [longest] = Object.values(left)
      .filter((value) => typeof value !== 'string')
      .sort((a, b) => b.length - a.length);
    const item = longest?.pop();
    if (item === undefined) break;
    rest -= safeJson([item]).length - 1;
  }
  if (rest < over) return true;
  const [key, text = ''] =
    Object.entries(left)
      .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
      .sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  if (key === undefined || text === '') return false;
  left[key] = cutAtWord(text, Math.max(0, text.length - over));
  return true;
}
