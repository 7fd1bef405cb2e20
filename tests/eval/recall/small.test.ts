import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { without } from './ablations.ts';
import { loadConversations } from './load-conversations.ts';
import { measure, type Measures } from './measure.ts';
import { rankWithPlainBm25 } from './plain-bm25.ts';
import { rankWithRecall } from './rank-with-recall.ts';

const conversations = loadConversations(fileURLToPath(new URL('small.json', import.meta.url)));
const gate = { at10: 0.88, mrr: 0.74 };

function evaluate(...left: string[]): Measures {
  return measure(conversations, (conversation) => rankWithRecall(conversation, { tuning: without(left) }))
    .all;
}

describe('the small Russian and English set', () => {
  test('asks at least 60 questions of two Russian conversations and an English one', () => {
    expect(conversations.map(({ id }) => id)).toEqual(['ru-marina', 'ru-oleg', 'en-daniel']);
    expect(evaluate().questions).toBeGreaterThanOrEqual(60);
  });

  test('recall finds the evidence', () => {
    const { at10, mrr } = evaluate();
    expect(at10).toBeGreaterThanOrEqual(gate.at10);
    expect(mrr).toBeGreaterThanOrEqual(gate.mrr);
  });

  test.each(['ru-marina', 'ru-oleg', 'en-daniel'])('in each conversation: %s', (id) => {
    const one = conversations.filter((conversation) => conversation.id === id);
    expect(measure(one, (conversation) => rankWithRecall(conversation)).all.at10).toBeGreaterThanOrEqual(0.8);
  });

  test.each(['stemming', 'neighbours'])('without %s the gate would not hold', (part) => {
    const { at10, mrr } = evaluate(part);
    expect(at10 < gate.at10 || mrr < gate.mrr).toBe(true);
  });

  test('plain BM25 would not pass', () => {
    expect(measure(conversations, rankWithPlainBm25).all.at10).toBeLessThan(gate.at10);
  });

  test('opening 16 segments of 4 turns each finds nearly what opening all finds', () => {
    const found = (most: number) =>
      measure(conversations, (conversation) => rankWithRecall(conversation, { snippetsPerSegment: 4, most }))
        .all.at10;
    expect(found(16)).toBeGreaterThan(found(Infinity) - 0.05);
  });
});
