import { bridgeTerms } from './bridge-terms.ts';
import { type Corpus, layOut } from './corpus.ts';
import { emptyDirectory } from './directory.ts';
import { dropDuplicates } from './drop-duplicates.ts';
import { fuseScores, type Hit } from './fuse-scores.ts';
import type { OpenSegment } from './open-segment.ts';
import { cosine } from './quantize.ts';
import type { Directory, Recalled, Snippet, SnippetKind } from './schema.ts';
import { scoreWords } from './score-words.ts';
import { defaultTuning, type Tuning } from './tuning.ts';
import type { Question } from './understand-question.ts';
import { lendToNeighbours, weightOf } from './weigh-snippets.ts';

export type RecallOptions = {
  now: number;
  /** The live window and the sealed segments that the directory chose. */
  opened: readonly OpenSegment[];
  directory?: Directory;
  /** One kind alone; otherwise all. */
  kind?: SnippetKind;
  limit?: number;
  /** What was said before counts as forgotten. */
  notBefore?: number;
  /** Ids that the caller shows anyway. */
  exclude?: ReadonlySet<string>;
  /** The question as the embeddings model sees it. */
  embedding?: ArrayLike<number>;
  tuning?: Tuning;
};

const limits: Record<SnippetKind, number> = { turn: 10, activity: 5 };
/** So many of the best of each ranking are fused and looked at for duplicates. */
const shortlist = 200;

/** What was said that best answers the question, best first, each with its evidence. */
export function recall(question: Question, options: RecallOptions): Recalled[] {
  const { now, tuning = defaultTuning, directory = emptyDirectory } = options;
  const corpus = layOut(options.opened);
  const weights = corpus.snippets.map((snippet, position) =>
    isWanted(corpus, position, options)
      ? weightOf(snippet, corpus.manner[position] ?? 0, question, { now, tuning })
      : 0,
  );
  const terms = bridgeTerms(question.terms, corpus, tuning.bridge);
  const { scores, covered } = scoreWords(corpus, terms, directory, tuning);
  const words = lendToNeighbours(corpus, scores, tuning);
  const byWords = rank(hasWords(question) ? words : byTime(corpus, question, options), weights);
  const { embedding } = options;
  const ranked = embedding
    ? fuseScores(byWords, rank(scoreMeaning(corpus, embedding), weights), tuning.semantic)
    : byWords;
  const textOf = ({ position }: Hit) => corpus.snippets[position]?.text ?? '';
  const most = options.limit ?? limits[options.kind ?? 'turn'];
  return dropDuplicates(ranked, textOf, most, tuning.duplicate).flatMap(({ position, score }) => {
    const snippet = corpus.snippets[position];
    if (!snippet) return [];
    const { id, conversationId, kind, role, at, text } = snippet;
    return [
      {
        id,
        conversationId,
        kind,
        role,
        at,
        text,
        score,
        coverage: coverageAround(corpus, covered, position),
      },
    ];
  });
}

/** A turn answers what it takes up, and what the other one took up right before or after it. */
function coverageAround(
  { snippets, before, after }: Corpus,
  covered: Float64Array,
  position: number,
): number {
  const beside = [before[position] ?? -1, after[position] ?? -1].filter(
    (place) => place >= 0 && speakerOf(snippets[place]) !== speakerOf(snippets[position]),
  );
  return Math.max(...[position, ...beside].map((place) => covered[place] ?? 0));
}

function speakerOf(snippet: Snippet | undefined): string | undefined {
  return snippet && (snippet.speaker ?? snippet.role);
}

function isWanted(corpus: Corpus, position: number, { kind, notBefore, exclude }: RecallOptions): boolean {
  const snippet = corpus.snippets[position];
  if (!snippet || snippet.at < (notBefore ?? -Infinity) || exclude?.has(snippet.id)) return false;
  return kind === undefined || snippet.kind === kind;
}

function hasWords(question: Question): boolean {
  return question.terms.size > 0;
}

/** With nothing but a time to go by («что было вчера?») what was said then counts; activities also without. */
function byTime(corpus: Corpus, { period }: Question, { kind }: RecallOptions): Float64Array {
  return Float64Array.from(corpus.snippets, ({ at }) => {
    if (period) return at >= period.from && at < period.to ? 1 : 0;
    return kind === 'activity' ? 1 : 0;
  });
}

function scoreMeaning(corpus: Corpus, embedding: ArrayLike<number>): Float64Array {
  const scores = new Float64Array(corpus.snippets.length);
  for (const { segment, offset } of corpus.segments) {
    const { embeddings } = segment;
    if (embeddings?.dimensions !== embedding.length) continue;
    for (let index = 0; index < segment.snippets.length; index++) {
      scores[offset + index] = cosine(embedding, embeddings.bytes, index * embedding.length);
    }
  }
  return scores;
}

/** The best by score × weight; among equals the newest. */
function rank(scores: Float64Array, weights: readonly number[]): Hit[] {
  const hits: Hit[] = [];
  scores.forEach((raw, position) => {
    const score = raw * (weights[position] ?? 0);
    if (score > 0) hits.push({ position, score });
  });
  return hits.sort((a, b) => b.score - a.score || b.position - a.position).slice(0, shortlist);
}
