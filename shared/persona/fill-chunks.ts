import { estimateTokens } from '../prompt/index.ts';
import { asData } from './as-data.ts';

/** What the marks of JSON take for each entry. */
const framing = 20;

/** Gathers entries, in order, into lists that have room in a prompt; one larger than that comes alone. */
export async function* fillChunks<Entry>(
  entries: AsyncIterable<Entry> | Iterable<Entry>,
  room: number,
): AsyncGenerator<Entry[]> {
  let chunk: Entry[] = [];
  let filled = 0;
  for await (const entry of entries) {
    const size = estimateTokens(asData([entry])) + framing;
    if (chunk.length > 0 && filled + size > room) {
      yield chunk;
      [chunk, filled] = [[], 0];
    }
    chunk.push(entry);
    filled += size;
  }
  if (chunk.length > 0) yield chunk;
}

/** A text in pieces that, as data, have at most so many tokens each; all of it. */
export function splitText(text: string, most: number): string[] {
  if (text.length < 2 || estimateTokens(asData([text])) <= most) return [text];
  const middle = text.length >> 1;
  const space = text.lastIndexOf(' ', middle);
  let cut = space > middle / 2 ? space + 1 : middle;
  if (/[\ud800-\udbff]/.test(text.charAt(cut - 1))) cut++;
  if (cut >= text.length) return [text];
  return [...splitText(text.slice(0, cut), most), ...splitText(text.slice(cut), most)];
}
