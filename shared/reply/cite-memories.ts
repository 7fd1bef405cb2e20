import type { Evidence } from '../memory/index.ts';
import { type Recalled, tokenize } from '../recall/index.ts';

/** As much of a turn as an answer cites. */
const citedChars = 300;
/** So much of a memory's words in a reply makes the reply a repetition of it. */
const repeatedShare = 0.6;
const fewestStems = 3;

/** The turns an answer rests on, as the caller is told of them. */
export function citeMemories(recalled: readonly Recalled[]): Evidence[] {
  return recalled.map(({ id, at, text }) => ({
    id,
    at,
    text: text.length > citedChars ? `${text.slice(0, citedChars).toWellFormed().trimEnd()}…` : text,
  }));
}

/** Whether a reply says again what recall gave: such a reply is no new memory. */
export function repeatsMemory(reply: string, memories: readonly { text: string }[]): boolean {
  const said = new Set(tokenize(reply));
  return memories.some(({ text }) => {
    const stems = new Set(tokenize(text));
    const again = [...stems].filter((stem) => said.has(stem)).length;
    return stems.size >= fewestStems && again / stems.size >= repeatedShare;
  });
}
