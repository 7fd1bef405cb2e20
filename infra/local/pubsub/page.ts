import { invalid } from './names.ts';

/** One page of the names in order; the token is the last name given out. */
export function page(
  names: readonly string[],
  { pageSize, pageToken }: { pageSize: number; pageToken: string },
): { items: string[]; nextPageToken: string } {
  if (pageSize < 0) throw invalid(`The page size must not be negative (page_size=${pageSize}).`);
  const after = Buffer.from(pageToken, 'base64url').toString();
  const rest = names.filter((one) => one > after).sort();
  const items = rest.slice(0, Math.min(pageSize || 1000, 1000));
  const last = rest.length > items.length ? (items.at(-1) ?? '') : '';
  return { items, nextPageToken: Buffer.from(last).toString('base64url') };
}
