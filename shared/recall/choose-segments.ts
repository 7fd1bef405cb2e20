import { readTerms } from './directory-terms.ts';
import { hashTerm } from './hash-term.ts';
import type { Period } from './named-period.ts';
import { blocksPerSegment, maskOf, segmentOf } from './postings.ts';
import type { Directory, DirectoryRow } from './schema.ts';
import type { Question } from './understand-question.ts';

export const segmentsPerQuery = 16;

const day = 86_400_000;
const periodBonus = 2;
const throughout = 0.4;

/** The segments that most likely hold the answer, best first; newer ones where the directory cannot tell. */
export function chooseSegments(
  directory: Directory,
  question: Question,
  { most = segmentsPerQuery, notBefore = -Infinity }: { most?: number; notBefore?: number } = {},
): string[] {
  const { rows } = directory;
  const scores = scoreBlocks(directory, question);
  const promise = rows.map((row, segment) => {
    const blocks = [...scores.subarray(segment * blocksPerSegment, (segment + 1) * blocksPerSegment)];
    // Where the terms meet leads; a segment that is on the matter throughout gains by that.
    const best = Math.max(...blocks) + throughout * blocks.reduce((sum, score) => sum + score, 0);
    return best + (overlaps(row, question.period) ? periodBonus : 0);
  });
  return rows
    .map((row, segment) => ({ row, promise: promise[segment] ?? 0 }))
    .filter(({ row }) => row.to >= notBefore)
    .sort((a, b) => b.promise - a.promise || b.row.to - a.row.to)
    .slice(0, most)
    .map(({ row }) => row.id);
}

/** For each quarter of each segment, how much of the question it holds, rare terms counting most. */
function scoreBlocks({ rows, terms }: Directory, question: Question): Float64Array {
  const scores = new Float64Array(rows.length * blocksPerSegment);
  const snippets = rows.reduce((sum, row) => sum + row.count, 0);
  const weights = new Map<number, number>();
  for (const [term, weight] of question.terms) weights.set(hashTerm(term), weight);
  for (const term of readTerms(terms, new Set(weights.keys()))) {
    const rarity = Math.log(1 + (snippets - term.snippets + 0.5) / (term.snippets + 0.5));
    const gain = rarity * (weights.get(term.hash) ?? 0);
    for (const place of term.postings ?? []) {
      for (let block = 0; block < blocksPerSegment; block++) {
        if ((maskOf(place) >>> block) & 1) {
          const index = segmentOf(place) * blocksPerSegment + block;
          scores[index] = (scores[index] ?? 0) + gain;
        }
      }
    }
  }
  return scores;
}

function overlaps(row: DirectoryRow, period: Period | undefined): boolean {
  // People tell of a day in the days after it.
  return period !== undefined && row.to >= period.from && row.from < period.to + 3 * day;
}
