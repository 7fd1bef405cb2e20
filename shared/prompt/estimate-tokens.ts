import { addLetter, isRussian, savedBy } from './letter-triples.ts';
import {
  costOf,
  emojiTokens,
  isCapital,
  kind,
  type Kind,
  kindOf,
  rareTokens,
  wordTokens,
} from './token-costs.ts';

/** A longer word, run of marks or white space is counted in parts, so that a text can be cut inside it. */
const longestWord = 32;
const longestRun = 16;
const longestSpace = 64;
const space = 0x20;
const apostrophe = 0x27;

/**
 * How many tokens o200k makes of a text: for Russian and English of 200 tokens and more within a tenth, and at most a
 * twentieth too few. For other scripts it is rather too high, for other languages in Latin letters too low.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(scanTokens(text, Infinity).tokens);
}

/**
 * Counts tokens from the start until the limit is passed. `end` is where the last piece that fitted ends: a piece
 * is a word, a number, a mark or white space, so a cut there splits neither a word nor a surrogate pair.
 */
export function scanTokens(text: string, limit: number): { tokens: number; end: number } {
  const length = text.length;
  let tokens = 0;
  let at = 0;
  // White space and one mark before a word are part of its first token.
  let joined: Joined;
  while (at < length) {
    const start = at;
    const code = text.charCodeAt(at);
    const of = kindOf(code);
    let cost = 0;
    if (of === kind.latin || of === kind.cyrillic) {
      [cost, at] = word(text, at, of, joined);
      joined = undefined;
    } else if (of === kind.letter) {
      cost = costOf(code) + (joined === undefined ? 0 : 0.2);
      joined = undefined;
      at++;
    } else if (of === kind.digit) {
      while (at < length && at - start < 3 && kindOf(text.charCodeAt(at)) === kind.digit) at++;
      cost = joined === undefined ? 1 : 2;
      joined = undefined;
    } else if (of === kind.newline || of === kind.space) {
      [cost, at, joined] = whiteSpace(text, at);
    } else {
      [cost, at, joined] = symbols(text, at, joined);
    }
    if (tokens + cost > limit) return { tokens, end: start };
    tokens += cost;
  }
  return { tokens, end: at };
}

type Joined = 'space' | 'mark' | undefined;
type Counted = readonly [tokens: number, end: number, joined: Joined];

/** Capitals, then small letters: the next capital begins another word. */
function word(text: string, start: number, of: Kind, joined: Joined): readonly [tokens: number, end: number] {
  const { byLength, beyond, unspaced, clinging, capital, capitals } =
    of === kind.latin ? wordTokens.latin : wordTokens.cyrillic;
  const stop = Math.min(text.length, start + longestWord);
  let at = start;
  let tokens = 0;
  let large = 0;
  let window = 0;
  let seen = 0;
  for (; at < stop; at++) {
    const code = text.charCodeAt(at);
    if (kindOf(code) !== of) break;
    if (isCapital(code)) {
      if (at - start > large) break;
      large++;
    }
    if (isRussian(code)) {
      window = addLetter(window, code);
      if (++seen >= 3) tokens -= savedBy(window);
    } else {
      seen = 0;
      tokens += costOf(code);
    }
  }
  const letters = at - start;
  const last = byLength.length - 1;
  tokens += letters > last ? (byLength[last] ?? 0) + (letters - last) * beyond : (byLength[letters] ?? 0);
  if (large > 0) tokens += capital + (large - 1) * capitals;
  tokens = Math.max(1, tokens);
  if (joined === undefined) tokens += unspaced * letters;
  else if (joined === 'mark') tokens += clinging * letters;
  return [tokens, at + contraction(text, at)];
}

/** The length of an English ending after an apostrophe (’ll, ’s), which belongs to its word. */
function contraction(text: string, at: number): number {
  if (text.charCodeAt(at) !== apostrophe) return 0;
  const [ending] = /^(?:re|ve|ll|[stmd])/i.exec(text.slice(at + 1, at + 3)) ?? [''];
  return ending && kindOf(text.charCodeAt(at + 1 + ending.length)) !== kind.latin ? 1 + ending.length : 0;
}

/** White space up to its last line break is one token; a single space goes to what follows it. */
function whiteSpace(text: string, start: number): Counted {
  let at = start;
  let afterBreak = start;
  const stop = Math.min(text.length, start + longestSpace);
  for (; at < stop; at++) {
    const of = kindOf(text.charCodeAt(at));
    if (of === kind.newline) afterBreak = at + 1;
    else if (of !== kind.space) break;
  }
  if (afterBreak > start) return [1 + (afterBreak - start) / longestSpace, afterBreak, undefined];
  const spaces = at - start;
  if (at === stop) return [1 + spaces / longestSpace, at, undefined];
  const joined = text.charCodeAt(at - 1) === space ? 'space' : 'mark';
  return [spaces > 1 ? 1 + spaces / longestSpace : 0, at, joined];
}

/** A run of marks: one alone clings to the word after it, line breaks after it come for nothing. */
function symbols(text: string, start: number, joined: Joined): Counted {
  let at = start;
  let plain = 0;
  let same = true;
  let tokens = 0;
  while (at < text.length && at - start < longestRun) {
    const code = text.charCodeAt(at);
    if (kindOf(code) !== kind.symbol) break;
    if (code >= 0xd800 && code < 0xe000) {
      const point = text.codePointAt(at) ?? code;
      tokens += point >= 0x1f000 && point < 0x1fb00 ? emojiTokens : rareTokens;
      at += point > 0xffff ? 2 : 1;
      continue;
    }
    if (code < 0x80) {
      plain++;
      same &&= code === text.charCodeAt(start);
    } else tokens += costOf(code);
    at++;
  }
  if (at - start === 1 && joined === undefined && at < text.length && isLetter(kindOf(text.charCodeAt(at))))
    return [tokens > 0 ? tokens - 0.5 : 0, at, 'mark'];
  if (plain === at - start) tokens = same ? 1 + (plain - 1) / 16 : plain === 2 ? 1.03 : 0.45 * plain;
  else tokens += 0.35 * plain;
  const stop = Math.min(text.length, at + longestRun);
  while (at < stop && kindOf(text.charCodeAt(at)) === kind.newline) at++;
  return [Math.max(1, tokens), at, undefined];
}

const isLetter = (of: number) => of === kind.latin || of === kind.cyrillic || of === kind.letter;
