import type { Corpus } from './corpus.ts';
import type { Period } from './named-period.ts';
import { asking, timed } from './open-segment.ts';
import type { Snippet } from './schema.ts';
import type { Tuning } from './tuning.ts';
import type { Question, Subject } from './understand-question.ts';

const day = 86_400_000;

/** What each hit lends to the turns around it: an answer seldom repeats the words of its question. */
export function lendToNeighbours(corpus: Corpus, scores: Float64Array, tuning: Tuning): Float64Array {
  const lent = Float64Array.from(scores);
  const give = (towards: Int32Array, shares: readonly [number, number]) => {
    for (let position = 0; position < scores.length; position++) {
      const score = scores[position] ?? 0;
      if (score === 0) continue;
      let neighbour = position;
      for (const share of shares) {
        neighbour = towards[neighbour] ?? -1;
        if (neighbour < 0) break;
        lent[neighbour] = (lent[neighbour] ?? 0) + share * score;
      }
    }
  };
  give(corpus.after, tuning.following);
  give(corpus.before, tuning.preceding);
  return lent;
}

/** How much one snippet counts by who said it, how and when, whatever its words. */
export function weightOf(
  snippet: Snippet,
  manner: number,
  question: Question,
  { now, tuning }: { now: number; tuning: Tuning },
): number {
  const ageDays = Math.max(0, now - snippet.at) / day;
  let weight = 1 + tuning.recency * 2 ** (-ageDays / tuning.recencyHalfLifeDays);
  weight *= subjectWeight(snippet, question.subject, tuning);
  if (manner & asking) weight *= tuning.asking;
  if (question.wantsTime && manner & timed) weight *= tuning.timed;
  if (question.period) weight *= periodWeight(snippet.at, question.period, tuning);
  return weight;
}

function subjectWeight(snippet: Snippet, subject: Subject | undefined, tuning: Tuning): number {
  if (!subject) return 1;
  if ('speaker' in subject) return snippet.speaker === subject.speaker ? tuning.speaker : 1;
  return snippet.role === subject.role ? tuning.role : 1;
}

/** Whole inside the period, half in the days after it, in which people tell of it. */
function periodWeight(at: number, { from, to }: Period, { period }: Tuning): number {
  if (at >= from && at < to) return period;
  return at >= to && at < to + 7 * day ? 1 + (period - 1) / 2 : 1;
}
