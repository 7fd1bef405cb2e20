import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  buildSimplePrompt,
  estimateTokens,
  leastAnswerTokens,
  leastContextTokens,
  promptCeiling,
} from '../../../shared/prompt/index.ts';

it('is the system prompt as it stands and the message', () => {
  const { messages, ledger } = buildSimplePrompt({
    system: () => ' Be\r\nbrief. ',
    message: 'Hi',
    contextTokens: 4096,
  });
  expect(messages).toEqual([
    { role: 'system', content: ' Be\r\nbrief. ' },
    { role: 'user', content: 'Hi' },
  ]);
  expect(ledger.dropped).toEqual([]);
});

it('a long message gives way before the system prompt does, where the context is small', () => {
  const system = 'Do as you are told. '.repeat(40);
  const { messages, ledger } = buildSimplePrompt({
    system: () => system,
    message: 'word '.repeat(1000),
    contextTokens: leastContextTokens,
  });
  expect(messages[0]?.content).toBe(system);
  expect(ledger.dropped.map(({ section }) => section)).toEqual(['message']);
});

it('fits the model whatever it is made of, and the ledger sums to the total', () => {
  const words = fc
    .tuple(fc.constantFrom('word ', 'слово ', '{{', '字', '\n'), fc.integer({ min: 0, max: 1500 }))
    .map(([word, times]) => word.repeat(times));
  const contextTokens = fc.integer({ min: leastContextTokens, max: 8192 });
  fc.assert(
    fc.property(words, words, contextTokens, (system, message, room) => {
      const { messages, maxAnswerTokens, ledger } = buildSimplePrompt({
        system: () => system,
        message,
        contextTokens: room,
      });
      expect(ledger.total).toBeLessThanOrEqual(Math.min(promptCeiling, ledger.ceiling));
      expect(maxAnswerTokens).toBeGreaterThanOrEqual(leastAnswerTokens);
      expect(Object.values(ledger.sections).reduce((sum, tokens) => sum + tokens)).toBe(ledger.total);
      expect(estimateTokens(messages.map(({ content }) => content).join('\n'))).toBeLessThanOrEqual(
        ledger.ceiling,
      );
    }),
    { numRuns: 50 },
  );
});
