import { invalid } from './refusal.ts';

/** The page of `items` that a list call's `maxResults` and `pageToken` name. */
export function readPage<T>(items: readonly T[], query: URLSearchParams): { items: T[]; next?: string } {
  const start = readCount(query, 'pageToken') ?? 0;
  const size = readCount(query, 'maxResults') ?? 1000;
  const end = start + Math.max(size, 1);
  return { items: items.slice(start, end), ...(end < items.length ? { next: String(end) } : {}) };
}

/** A query parameter that counts something. */
export function readCount(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^\d{1,15}$/.test(text)) throw invalid(`Invalid value for ${name}: ${text}`);
  return Number(text);
}
