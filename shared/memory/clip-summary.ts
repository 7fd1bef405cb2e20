import { estimateTokens } from '../prompt/index.ts';

/** The most tokens of a summary. */
export const summaryTokens = 300;

const longestToken = 12;
const sentence = /[^.!?…\n]+(?:[.!?…]+|\n|$)/gu;

/** The sentences of a text. */
export function sentencesOf(text: string): string[] {
  return Array.from(text.matchAll(sentence), ([found]) => found.trim()).filter((found) =>
    /[\p{L}\p{N}]/u.test(found),
  );
}

/** A text in at most so many tokens: whole sentences from its beginning, or a part of the first. */
export function clipSummary(text: string, most: number = summaryTokens): string {
  const trimmed = text.trim();
  if (estimateTokens(trimmed) <= most) return trimmed;
  let end = 0;
  for (const match of trimmed.matchAll(sentence)) {
    const next = match.index + match[0].length;
    if (estimateTokens(trimmed.slice(0, next).trimEnd()) > most) break;
    end = next;
  }
  return end > 0 ? trimmed.slice(0, end).trimEnd() : clipWords(trimmed, most);
}

/** The beginning of a text in at most so many tokens, ending in … where something is left out. */
export function clipWords(text: string, most: number): string {
  if (estimateTokens(text) <= most) return text;
  let short = 0;
  // A token is seldom so long; where it is, the search begins with the whole text.
  const likely = text.slice(0, most * longestToken);
  let long = estimateTokens(likely) > most ? likely.length : text.length;
  while (long - short > 1) {
    const middle = (short + long) >> 1;
    if (estimateTokens(`${text.slice(0, middle)}…`) <= most) short = middle;
    else long = middle;
  }
  const cut = text.slice(0, short).replace(/[\ud800-\udbff]$/, '');
  const word = cut.replace(/\s+\S*$/, '');
  return cut === '' ? '' : `${word.length > cut.length / 2 ? word : cut}…`;
}
