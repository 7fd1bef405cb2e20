import type { Conversation } from './load-conversations.ts';

/** Ranks the ids of a conversation's turns for a question, best first. */
export type Ranker = (question: string) => string[];

/** Means over questions: the share of evidence among the first 5 and 10, and one over the first hit's rank. */
export type Measures = { questions: number; at5: number; at10: number; mrr: number };

export type Result = { all: Measures; categories: Map<number, Measures> };

/** Asks every question of every conversation. */
export function measure(
  conversations: readonly Conversation[],
  prepare: (conversation: Conversation) => Ranker,
): Result {
  const rows = conversations.flatMap((conversation) => {
    const ranker = prepare(conversation);
    return conversation.questions.map(({ text, category, evidence }) => ({
      category,
      ...judge(ranker(text), evidence),
    }));
  });
  const categories = [...new Set(rows.map(({ category }) => category))].sort((a, b) => a - b);
  return {
    all: mean(rows),
    categories: new Map(
      categories.map((category) => [category, mean(rows.filter((row) => row.category === category))]),
    ),
  };
}

type Judged = { at5: number; at10: number; mrr: number };

function judge(ranked: readonly string[], evidence: ReadonlySet<string>): Judged {
  const share = (most: number) =>
    ranked.slice(0, most).filter((id) => evidence.has(id)).length / evidence.size;
  const first = ranked.findIndex((id) => evidence.has(id));
  return { at5: share(5), at10: share(10), mrr: first < 0 ? 0 : 1 / (first + 1) };
}

function mean(rows: readonly Judged[]): Measures {
  const of = (pick: (row: Judged) => number) =>
    rows.reduce((sum, row) => sum + pick(row), 0) / Math.max(1, rows.length);
  return {
    questions: rows.length,
    at5: of((row) => row.at5),
    at10: of((row) => row.at10),
    mrr: of((row) => row.mrr),
  };
}
