import { hashText } from './hash-term.ts';
import { quantize } from './quantize.ts';
import type { EmbeddedSnippet, SegmentDocument, Snippet } from './schema.ts';

export const snippetsPerSegment = 128;
const bytesPerSegment = 400_000;

/** Packs snippets, in order of time, into as few segments as their limits allow. */
export function packSegments(snippets: readonly EmbeddedSnippet[]): SegmentDocument[] {
  const worthKeeping = snippets.filter((snippet) => snippet.recalled !== true);
  const ordered = worthKeeping.toSorted((a, b) => a.at - b.at);
  const segments: SegmentDocument[] = [];
  let held: EmbeddedSnippet[] = [];
  let bytes = 0;
  for (const snippet of ordered) {
    const size = storedSize(snippet);
    if (held.length === snippetsPerSegment || (held.length > 0 && bytes + size > bytesPerSegment)) {
      segments.push(packSegment(held));
      held = [];
      bytes = 0;
    }
    held.push(snippet);
    bytes += size;
  }
  if (held.length > 0) segments.push(packSegment(held));
  return segments;
}

/** Packs snippets into one segment whose id says what is in it: the same snippets get the same id. */
function packSegment(snippets: readonly EmbeddedSnippet[]): SegmentDocument {
  const times = snippets.map(({ at }) => at);
  const body = JSON.stringify(snippets.map(withoutEmbedding));
  const packed = packEmbeddings(snippets);
  const from = Math.min(...times);
  return {
    id: `${from.toString(36)}-${hashText(body).toString(36)}-${packed?.dimensions ?? 0}`,
    from,
    to: Math.max(...times),
    count: snippets.length,
    body,
    ...packed,
  };
}

function withoutEmbedding(snippet: EmbeddedSnippet): Snippet {
  const bare = { ...snippet };
  delete bare.embedding;
  return bare;
}

function packEmbeddings(
  snippets: readonly EmbeddedSnippet[],
): { embeddings: Uint8Array; dimensions: number } | undefined {
  const dimensions = snippets.find((snippet) => snippet.embedding)?.embedding?.length ?? 0;
  if (dimensions === 0) return undefined;
  const embeddings = new Uint8Array(snippets.length * dimensions);
  snippets.forEach(({ embedding }, position) => {
    // Another model's vectors cannot be compared with these.
    if (embedding?.length === dimensions) embeddings.set(quantize(embedding), position * dimensions);
  });
  return { embeddings, dimensions };
}

function storedSize(snippet: EmbeddedSnippet): number {
  return Buffer.byteLength(JSON.stringify(withoutEmbedding(snippet))) + 1 + (snippet.embedding?.length ?? 0);
}
