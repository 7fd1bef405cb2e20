import { estimateTokens, scanTokens } from './estimate-tokens.ts';

/** Stands for what was left out of the middle of a text. */
export const elision = '\n[…]\n';
const elisionTokens = estimateTokens(elision);

/** Whether the text has at most so many tokens; reads no further than it must. */
export function fitsTokens(text: string, most: number): boolean {
  return scanTokens(text, most).end === text.length;
}

/** The beginning of a text in at most so many tokens, ending in … where something is left out. */
export function clipText(text: string, most: number): string {
  if (fitsTokens(text, most)) return text;
  for (let room = most - 1; room > 0; room--) {
    const clipped = `${text.slice(0, scanTokens(text, room).end).trimEnd()}…`;
    if (clipped.length > 1 && fitsTokens(clipped, most)) return clipped;
  }
  return '';
}

/** The beginning of a text in at most so many characters, cut between words where there are any. */
export function clipCharacters(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '');
  const word = cut.replace(/\s+\S*$/, '');
  return `${word.length > most / 2 ? word : cut}…`;
}

/** The beginning and the end of a text in at most so many tokens, with a mark where its middle was. */
export function elideMiddle(text: string, most: number): string {
  if (fitsTokens(text, most)) return text;
  const { tokens } = scanTokens(text, Infinity);
  for (let room = most - elisionTokens; room > 0; room -= 2) {
    const head = text.slice(0, scanTokens(text, room * 0.6).end).trimEnd();
    const tail = text.slice(scanTokens(text, tokens - room * 0.4).end).trimStart();
    const elided = head + elision + tail;
    if (fitsTokens(elided, most)) return elided;
  }
  return clipText(text, most);
}
