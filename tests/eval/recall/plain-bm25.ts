import type { Conversation } from './load-conversations.ts';
import type { Ranker } from './measure.ts';

const stopWords = new Set(
  `i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it
  its itself they them their theirs themselves what which who whom this that these those am is are was were be been
  being have has had having do does did doing a an the and but if or because as until while of at by for with about
  against between into through during before after above below to from up down in out on off over under again further
  then once here there when where why how all any both each few more most other some such no nor not only own same so
  than too very s t can will just don should now`.split(/\s+/),
);
const k1 = 1.2;
const b = 0.75;

/** The yardstick: textbook BM25 over speaker, text and caption; English stop words, no stemming, nothing else. */
export function rankWithPlainBm25(conversation: Conversation): Ranker {
  const turns = conversation.snippets.map(({ id, speaker, text, caption }) => {
    const words = wordsOf(`${speaker ?? ''} ${text} ${caption ?? ''}`);
    return { id, words, length: words.length };
  });
  const average = turns.reduce((sum, { length }) => sum + length, 0) / turns.length;
  const holding = new Map<string, number>();
  for (const { words } of turns)
    for (const word of new Set(words)) holding.set(word, (holding.get(word) ?? 0) + 1);
  return (question) => {
    const asked = new Set(wordsOf(question));
    const scored = turns.map(({ id, words, length }) => {
      let score = 0;
      for (const word of asked) {
        const times = words.filter((other) => other === word).length;
        const held = holding.get(word) ?? 0;
        const rarity = Math.log(1 + (turns.length - held + 0.5) / (held + 0.5));
        score += (rarity * times * (k1 + 1)) / (times + k1 * (1 - b + (b * length) / average));
      }
      return { id, score };
    });
    return scored.sort((x, y) => y.score - x.score).map(({ id }) => id);
  };
}

function wordsOf(text: string): string[] {
  const words =
    text
      .toLowerCase()
      .replaceAll('ё', 'е')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !stopWords.has(word));
}
