import type { OpenSegment } from './open-segment.ts';
import type { Snippet } from './schema.ts';

/** The opened segments as one row of snippets, with each turn's neighbours. */
export type Corpus = {
  segments: readonly { segment: OpenSegment; offset: number }[];
  snippets: readonly Snippet[];
  manner: Uint8Array;
  lengths: Uint16Array;
  /** The turn said before and after in the same conversation, or -1. */
  before: Int32Array;
  after: Int32Array;
};

/** A turn said so much later answers no more to the one before it. */
const sameTalk = 3 * 3_600_000;

/** Lays opened segments side by side, oldest first. */
export function layOut(opened: readonly OpenSegment[]): Corpus {
  const ordered = opened
    .filter(({ snippets }) => snippets.length > 0)
    .toSorted((a, b) => (a.snippets[0]?.at ?? 0) - (b.snippets[0]?.at ?? 0));
  let size = 0;
  const segments = ordered.map((segment) => {
    const offset = size;
    size += segment.snippets.length;
    return { segment, offset };
  });
  const manner = new Uint8Array(size);
  const lengths = new Uint16Array(size);
  for (const { segment, offset } of segments) {
    manner.set(segment.manner, offset);
    lengths.set(segment.lengths, offset);
  }
  const snippets = ordered.flatMap((segment) => segment.snippets);
  return { segments, snippets, manner, lengths, ...link(snippets) };
}

function link(snippets: readonly Snippet[]): { before: Int32Array; after: Int32Array } {
  const before = new Int32Array(snippets.length).fill(-1);
  const after = new Int32Array(snippets.length).fill(-1);
  const last = new Map<string, number>();
  snippets.forEach((snippet, position) => {
    if (snippet.kind !== 'turn') return;
    const previous = last.get(snippet.conversationId);
    last.set(snippet.conversationId, position);
    if (previous === undefined) return;
    const gap = snippet.at - (snippets[previous]?.at ?? 0);
    if (gap < 0 || gap > sameTalk) return;
    before[position] = previous;
    after[previous] = position;
  });
  return { before, after };
}
