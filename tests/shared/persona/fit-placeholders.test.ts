import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitPlaceholders } from '../../../shared/persona/index.ts';
import { buildSimplePrompt, estimateTokens } from '../../../shared/prompt/index.ts';

const persona = {
  persona: 'Любит розы, чай и долгие прогулки. '.repeat(40),
  inferred_interests: Array.from({ length: 20 }, (_, n) => `интерес ${n}`),
};

it('what is filled has room wherever the template’s own words have, and names no key that is not in it', () => {
  const piece = fc.constantFrom(
    'Be brief. ',
    '{{USER_PERSONA__persona}} ',
    '{{USER_PERSONA}} ',
    '{{USER_PERSONA_JSON}} ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.integer({ min: 30, max: 300 }), (pieces, maxTokens) => {
      const template = pieces.join('');
      const { text, injected } = fitPlaceholders(template, { persona, maxTokens });
      expect(estimateTokens(text)).toBeLessThanOrEqual(maxTokens);
      for (const key of injected)
        expect(text).toMatch(new RegExp(`\`${key}\` is "[^"]+"|"${key}":["[]+[^"]`));
    }),
  );
});

it('where the template alone is too long, no key is named', () => {
  const template = `{{USER_PERSONA__persona}} ${'word '.repeat(100)}`;
  expect(fitPlaceholders(template, { persona, maxTokens: 50 }).injected).toEqual([]);
});

it('in a small context a long message is shortened before what the template asks for', () => {
  let injected: string[] = [];
  const { messages, ledger } = buildSimplePrompt({
    system: (maxTokens) => {
      const template = `${'word '.repeat(100)}{{USER_PERSONA__persona}}`;
      const filled = fitPlaceholders(template, { persona, maxTokens });
      injected = filled.injected;
      return filled.text;
    },
    message: 'слово '.repeat(800),
    contextTokens: 1024,
  });
  expect(messages[0]?.content).toMatch(/`persona` is "Любит [^"]*…"$/);
  expect(injected).toEqual(['persona']);
  expect(ledger.sections.message).toBeGreaterThan(150);
  expect(ledger.total).toBeLessThanOrEqual(ledger.ceiling);
});
