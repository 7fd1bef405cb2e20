import { defaultTuning, type Tuning } from '../../../shared/recall/index.ts';
import type { Conversation } from './load-conversations.ts';
import { measure, type Measures } from './measure.ts';
import { rankWithRecall } from './rank-with-recall.ts';

const choices: readonly Partial<Tuning>[] = [
  ...[1.5, 2, 3].map((speaker) => ({ speaker })),
  ...[0.7, 0.85, 1].map((asking) => ({ asking })),
  ...[1, 1.3, 1.6].map((timed) => ({ timed })),
  ...[1, 1.5, 2].map((period) => ({ period })),
  ...[0, 0.15, 0.3, 0.5].map((related) => ({ related })),
  ...[0, 0.5, 1].map((coverage) => ({ coverage })),
  ...[0, 0.1, 0.2].map((recency) => ({ recency })),
  ...[0.2, 0.4, 0.6, 0.75].map((lengthDiscount) => ({ lengthDiscount })),
  ...[0.8, 1.2, 1.6].map((saturation) => ({ saturation })),
  ...[
    [0.3, 0.2],
    [0.45, 0.3],
    [0.6, 0.2],
    [0.6, 0.4],
    [0.8, 0.5],
  ].map(([a = 0, b = 0]) => ({ following: [a, b] as const })),
  ...[
    [0, 0],
    [0.15, 0.1],
    [0.3, 0.2],
    [0.45, 0.3],
  ].map(([a = 0, b = 0]) => ({ preceding: [a, b] as const })),
];

/** For each conversation: tuned on the others from a neutral start, measured on it. The mean is what tuning is worth elsewhere. */
export function leaveOneOut(
  conversations: readonly Conversation[],
): { held: string; tuned: Tuning; measures: Measures }[] {
  return conversations.map((held) => {
    const tuned = tune(conversations.filter((other) => other !== held));
    return { held: held.id, tuned, measures: evaluate([held], tuned) };
  });
}

const neutral: Partial<Tuning> = {
  speaker: 1.5,
  asking: 1,
  timed: 1,
  period: 1,
  related: 0,
  coverage: 0,
  recency: 0,
  lengthDiscount: 0.75,
  following: [0.3, 0.2],
  preceding: [0.3, 0.2],
};

/** Coordinate ascent: each constant in turn to what serves best, twice over. */
function tune(conversations: readonly Conversation[]): Tuning {
  let best: Tuning = { ...defaultTuning, ...neutral };
  let top = worth(evaluate(conversations, best));
  for (const change of [...choices, ...choices]) {
    const tried = { ...best, ...change };
    const score = worth(evaluate(conversations, tried));
    if (score > top) [best, top] = [tried, score];
  }
  return best;
}

function evaluate(conversations: readonly Conversation[], tuning: Tuning): Measures {
  return measure(conversations, (conversation) => rankWithRecall(conversation, { tuning })).all;
}

function worth({ at5, at10, mrr }: Measures): number {
  return at10 + (at5 + mrr) / 2;
}
