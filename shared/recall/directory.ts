import { type DirectoryTerm, readTerms, writeTerms } from './directory-terms.ts';
import { type Posting, maskOf, posting, segmentOf } from './postings.ts';
import { directoryDocumentSchema } from './schema.ts';
import type { Directory, DirectoryDocument, DirectoryRow } from './schema.ts';
import type { Sketch } from './sketch.ts';
import { z } from 'zod';

/** A Firestore document holds 1 MiB; names and the store's own overhead take their part. */
export const directoryLimit = 1_000_000;

export const emptyDirectory: Directory = { revision: 0, rows: [], terms: new Uint8Array() };

/** The directory with these segments added and those replaced, small enough to store. */
export function updateDirectory(
  directory: Directory,
  change: { add?: readonly Sketch[]; remove?: ReadonlySet<string> },
  limit: number = directoryLimit,
): Directory {
  const added = change.add ?? [];
  const gone = new Set([...(change.remove ?? []), ...added.map(({ row }) => row.id)]);
  const kept = directory.rows.filter((row) => !gone.has(row.id));
  const rows = [...kept, ...added.map(({ row }) => row)].sort(
    (a, b) => a.from - b.from || (a.id < b.id ? -1 : 1),
  );
  const terms = merge(directory, added, rows);
  return fit({ revision: directory.revision + 1, rows, terms: new Uint8Array() }, terms, limit);
}

/** The directory without what ended before `olderThan`, and the ids of the segments that may be deleted. */
export function forget(directory: Directory, olderThan: number): { directory: Directory; expired: string[] } {
  const expired = directory.rows.filter((row) => row.to < olderThan).map((row) => row.id);
  if (expired.length === 0) return { directory, expired };
  return { directory: updateDirectory(directory, { remove: new Set(expired) }), expired };
}

/** The directory as it is stored. */
export function writeDirectory(directory: Directory): DirectoryDocument {
  return { revision: directory.revision, rows: rowsText(directory.rows), terms: directory.terms };
}

const rowsSchema = z.array(z.tuple([z.string(), z.number(), z.number(), z.number(), z.number()]));

/** The directory from what was stored. */
export function readDirectory(stored: DirectoryDocument): Directory {
  const { revision, rows, terms } = directoryDocumentSchema.parse(stored);
  return {
    revision,
    terms,
    rows: rowsSchema
      .parse(JSON.parse(rows))
      .map(([id, from, to, count, tokens]) => ({ id, from, to, count, tokens })),
  };
}

/** The bytes that the directory takes in its document. */
export function directorySize(directory: Directory): number {
  return Buffer.byteLength(rowsText(directory.rows)) + directory.terms.length;
}

function rowsText(rows: readonly DirectoryRow[]): string {
  return JSON.stringify(rows.map(({ id, from, to, count, tokens }) => [id, from, to, count, tokens]));
}

/** The terms of what is kept and what is added, with postings that point into `rows`. */
function merge(
  directory: Directory,
  added: readonly Sketch[],
  rows: readonly DirectoryRow[],
): DirectoryTerm[] {
  const places = new Map(rows.map((row, place) => [row.id, place]));
  const fresh = new Set(added.map(({ row }) => row.id));
  const moved = directory.rows.map(({ id }) => (fresh.has(id) ? undefined : places.get(id)));
  const left = keptShare(directory, moved);
  const terms = new Map<number, { snippets: number; postings: Posting[] | undefined }>();
  for (const term of readTerms(directory.terms)) {
    const postings = term.postings ? move(term.postings, moved) : undefined;
    const share = postings ? postings.length / Math.max(1, term.postings?.length ?? 0) : left;
    const snippets = Math.max(postings?.length ?? 0, Math.round(term.snippets * share));
    if (snippets > 0) terms.set(term.hash, { snippets, postings });
  }
  for (const sketch of added) {
    const place = places.get(sketch.row.id) ?? 0;
    for (const [hash, { snippets, mask }] of sketch.terms) {
      const term = terms.get(hash) ?? { snippets: 0, postings: [] };
      term.snippets += snippets;
      term.postings?.push(posting(place, mask));
      terms.set(hash, term);
    }
  }
  return [...terms]
    .sort(([a], [b]) => a - b)
    .map(([hash, { snippets, postings }]) => ({ hash, snippets, postings: postings?.sort((a, b) => a - b) }));
}

function move(postings: readonly Posting[], moved: readonly (number | undefined)[]): Posting[] {
  const kept: Posting[] = [];
  for (const place of postings) {
    const to = moved[segmentOf(place)];
    if (to !== undefined) kept.push(posting(to, maskOf(place)));
  }
  return kept;
}

/** The share of snippets that stay, the best guess for terms whose places are not written down. */
function keptShare(directory: Directory, moved: readonly (number | undefined)[]): number {
  const all = directory.rows.reduce((sum, row) => sum + row.count, 0);
  const kept = directory.rows.reduce(
    (sum, row, index) => sum + (moved[index] === undefined ? 0 : row.count),
    0,
  );
  return all === 0 ? 0 : kept / all;
}

/** Writes the terms within the limit; where that cannot be, the oldest segments give up their place. */
function fit(directory: Directory, terms: readonly DirectoryTerm[], limit: number): Directory {
  const { rows } = directory;
  const room = limit - directorySize(directory);
  const written = { ...directory, terms: writeTerms(terms, rows.length, room) };
  const size = directorySize(written);
  if (size <= limit || rows.length === 0) return written;
  const oldest = rows.slice(0, Math.ceil(rows.length * Math.max(0.1, 1 - limit / size)));
  const all = { ...directory, terms: writeTerms(terms, rows.length) };
  return updateDirectory(all, { remove: new Set(oldest.map((row) => row.id)) }, limit);
}
