import { readSnippets } from './open-segment.ts';
import { packSegments, snippetsPerSegment } from './pack-segment.ts';
import type { Directory, EmbeddedSnippet, SegmentDocument, Snippet } from './schema.ts';

/** What sealing asks of the store: segments to write and segments that they replace. */
export type SealPlan = { write: SegmentDocument[]; remove: string[] };

/** The newest segment that still has room, which sealing may pack anew together with what follows. */
export function tailOf(directory: Directory): string | undefined {
  const last = directory.rows.at(-1);
  return last && last.count < snippetsPerSegment ? last.id : undefined;
}

/** Seals snippets, filling up the tail: the same call again plans the same ids. */
export function sealSnippets(snippets: readonly EmbeddedSnippet[], tail?: SegmentDocument): SealPlan {
  const before = tail ? unpackSegment(tail) : [];
  const known = new Set(before.map(({ id }) => id));
  const write = packSegments([...before, ...snippets.filter(({ id }) => !known.has(id))]);
  const remove = tail && !write.some(({ id }) => id === tail.id) ? [tail.id] : [];
  return { write, remove };
}

/** A segment with some snippets changed, or, where `change` gives nothing, forgotten. */
export function rewriteSegment(
  segment: SegmentDocument,
  change: (snippet: Snippet) => EmbeddedSnippet | undefined,
): SealPlan {
  const changed = unpackSegment(segment).flatMap((snippet) => change(snippet) ?? []);
  const write = packSegments(changed);
  return { write, remove: write.some(({ id }) => id === segment.id) ? [] : [segment.id] };
}

/** A stored segment's snippets with their embeddings. */
export function unpackSegment(segment: SegmentDocument): EmbeddedSnippet[] {
  const { embeddings, dimensions } = segment;
  return readSnippets(segment).map((snippet, position) => {
    if (!embeddings || !dimensions) return snippet;
    const bytes = embeddings.subarray(position * dimensions, (position + 1) * dimensions);
    const embedding = Int8Array.from(bytes);
    return embedding.some((value) => value !== 0) ? { ...snippet, embedding } : snippet;
  });
}
