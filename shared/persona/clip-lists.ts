import { estimateTokens } from '../prompt/index.ts';

/** An object's lists with what comes last in the longest taken away until all of it is short enough. */
export function clipLists<Data extends Record<string, string | unknown[]>>(data: Data, tokens: number): Data {
  const clipped: Record<string, string | unknown[]> = structuredClone(data);
  const cost = () => estimateTokens(JSON.stringify(clipped));
  while (cost() > tokens) {
    const lists = Object.values(clipped).filter(
      (value) => Array.isArray(value) && value.length > 0,
    ) as unknown[][];
    const [longest] = lists.toSorted((a, b) => b.length - a.length);
    if (!longest) break;
    longest.pop();
  }
  return { ...data, ...clipped };
}
