import { hashTerm } from './hash-term.ts';
import type { OpenSegment } from './open-segment.ts';
import { blocksPerSegment } from './postings.ts';
import type { DirectoryRow } from './schema.ts';

/** What the directory takes down of one segment: per term, in how many snippets and in which quarters. */
export type Sketch = { row: DirectoryRow; terms: ReadonlyMap<number, { snippets: number; mask: number }> };

/** Sums up a segment for the directory. */
export function sketchOf(segment: OpenSegment): Sketch {
  const terms = new Map<number, { snippets: number; mask: number }>();
  const count = segment.snippets.length;
  for (const [stem, places] of segment.postings) {
    const hash = hashTerm(stem);
    const term = terms.get(hash) ?? { snippets: 0, mask: 0 };
    for (let index = 0; index < places.length; index += 2) {
      term.snippets++;
      term.mask |= 1 << Math.floor(((places[index] ?? 0) * blocksPerSegment) / count);
    }
    terms.set(hash, term);
  }
  const times = segment.snippets.map(({ at }) => at);
  const row: DirectoryRow = {
    id: segment.id,
    from: times.reduce((least, at) => Math.min(least, at), Infinity),
    to: times.reduce((most, at) => Math.max(most, at), -Infinity),
    count,
    tokens: segment.lengths.reduce((sum, length) => sum + length, 0),
  };
  return { row, terms };
}
