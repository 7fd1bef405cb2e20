import {
  chooseSegments,
  defaultTuning,
  emptyDirectory,
  openSegment,
  packSegments,
  recall,
  segmentsPerQuery,
  sketchOf,
  type Snippet,
  type Tuning,
  understandQuestion,
  updateDirectory,
} from '../../../shared/recall/index.ts';
import type { Conversation } from './load-conversations.ts';
import type { Ranker } from './measure.ts';

export type RankOptions = {
  tuning?: Tuning;
  /** Segments of fewer snippets than the product's, to make the directory choose on small files. */
  snippetsPerSegment?: number;
  /** Segments to open for a query. */
  most?: number;
  /** Other people's turns that make the history long. */
  haystack?: readonly Snippet[];
  embed?: (text: string) => number[];
};

/** The product's own path: pack, sketch, choose by the directory, open, recall. */
export function rankWithRecall(conversation: Conversation, options: RankOptions = {}): Ranker {
  const { tuning = defaultTuning, most = segmentsPerQuery, embed } = options;
  const all = [...conversation.snippets, ...(options.haystack ?? [])].toSorted((a, b) => a.at - b.at);
  const embedded = embed ? all.map((snippet) => ({ ...snippet, embedding: embed(snippet.text) })) : all;
  const documents = groups(embedded, options.snippetsPerSegment ?? embedded.length).flatMap(packSegments);
  const segments = new Map(documents.map((document) => [document.id, openSegment(document, tuning)]));
  const directory = updateDirectory(emptyDirectory, { add: [...segments.values()].map(sketchOf) });
  const { now, speakers } = conversation;
  return (text) => {
    const question = understandQuestion(text, { now, speakers }, tuning);
    const opened = chooseSegments(directory, question, { most }).flatMap((id) => segments.get(id) ?? []);
    const embedding = embed && { embedding: embed(text) };
    return recall(question, { now, opened, directory, limit: 50, tuning, ...embedding }).map(({ id }) => id);
  };
}

function groups<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / Math.max(1, size));
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
