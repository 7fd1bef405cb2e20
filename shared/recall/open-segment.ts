import type { SegmentDocument, Snippet } from './schema.ts';
import { segmentDocumentSchema, snippetSchema } from './schema.ts';
import { tellsWhen } from './time-words.ts';
import { tokenize, type TokenizeOptions } from './tokenize.ts';
import { z } from 'zod';

/** A segment ready to be searched. */
export type OpenSegment = {
  id: string;
  snippets: readonly Snippet[];
  /** Each stem to `[position, times, position, times, …]`. */
  postings: ReadonlyMap<string, readonly number[]>;
  /** Stems in each snippet. */
  lengths: Uint16Array;
  /** Which snippets ask and which tell a time, as flags. */
  manner: Uint8Array;
  embeddings?: { bytes: Int8Array; dimensions: number };
};

export const asking = 1;
export const timed = 2;

const bodySchema = z.array(snippetSchema);
const question = /[?？]["»”)\s]*$/u;

/** Makes a stored segment ready to be searched. */
export function openSegment(stored: SegmentDocument, options: TokenizeOptions = {}): OpenSegment {
  const document = segmentDocumentSchema.parse(stored);
  const { embeddings, dimensions } = document;
  const open = indexSnippets(document.id, readSnippets(document), options);
  if (!embeddings || !dimensions) return open;
  const bytes = new Int8Array(embeddings.buffer, embeddings.byteOffset, embeddings.byteLength);
  return { ...open, embeddings: { bytes, dimensions } };
}

/** The snippets of a stored segment. */
export function readSnippets(document: SegmentDocument): Snippet[] {
  return bodySchema.parse(JSON.parse(document.body));
}

/** Makes the live window's snippets ready to be searched, as the segment that is still open. */
export function openWindow(snippets: readonly Snippet[], options: TokenizeOptions = {}): OpenSegment {
  return indexSnippets(
    'window',
    snippets.filter((snippet) => snippet.recalled !== true),
    options,
  );
}

function indexSnippets(id: string, snippets: readonly Snippet[], options: TokenizeOptions): OpenSegment {
  const postings = new Map<string, number[]>();
  const lengths = new Uint16Array(snippets.length);
  const manner = new Uint8Array(snippets.length);
  snippets.forEach((snippet, position) => {
    const stems = tokenize(searchableText(snippet), options);
    lengths[position] = stems.length;
    for (const stem of stems) count(postings, stem, position);
    manner[position] = (question.test(snippet.text) ? asking : 0) | (tellsWhen(snippet.text) ? timed : 0);
  });
  return { id, snippets, postings, lengths, manner };
}

/** Everything of a snippet that a question can be about. */
function searchableText(snippet: Snippet): string {
  return [snippet.text, snippet.caption, snippet.activity?.actionType, snippet.activity?.skill]
    .filter((part) => part !== undefined)
    .join('\n');
}

function count(postings: Map<string, number[]>, stem: string, position: number): void {
  const places = postings.get(stem);
  if (!places) postings.set(stem, [position, 1]);
  else if (places[places.length - 2] === position) places[places.length - 1] = (places.at(-1) ?? 0) + 1;
  else places.push(position, 1);
}
