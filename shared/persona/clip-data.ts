import { estimateTokens } from '../prompt/index.ts';
import { asData } from './as-data.ts';
import { cutAtWord } from './cut-at-word.ts';

/** An object with the end of what is longest in it taken away, item by item or by words, until it is short enough. */
export function clipData<Data extends Record<string, string | unknown[]>>(data: Data, tokens: number): Data {
  const clipped: Record<string, string | unknown[]> = { ...data };
  const sizeOf = (value: string | unknown[]) => (value.length === 0 ? 0 : JSON.stringify(value).length);
  while (estimateTokens(asData(clipped)) > tokens) {
    const [[key, longest] = ['', '']] = Object.entries(clipped).sort(([, a], [, b]) => sizeOf(b) - sizeOf(a));
    if (longest.length === 0) break;
    clipped[key] =
      typeof longest === 'string'
        ? cutAtWord(longest, Math.floor(longest.length * 0.9))
        : longest.slice(0, -1);
  }
  return { ...data, ...clipped };
}
