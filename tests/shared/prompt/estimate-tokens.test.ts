import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import {
  clipCharacters,
  clipText,
  elideMiddle,
  elision,
  fitsTokens,
} from '../../../shared/prompt/clip-text.ts';
import { scanTokens } from '../../../shared/prompt/estimate-tokens.ts';
import { estimateTokens } from '../../../shared/prompt/index.ts';

const folder = new URL('samples/', import.meta.url);
const samples = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(new URL(name, folder), 'utf8'),
}));
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('а', 'я', 'Ё', 'z', 'Q', '7', ' ', '\n', '.', '—', '#', '🎩', '字', 'é', '"', '{', '<'),
    fc.constantFrom('\u{1f468}\u200d\u{1f469}', '  ', 'слово', 'word', '!!!', '\ud800'),
  ),
  maxLength: 300,
});

/** How far the estimate is from o200k, as a part of it. */
function errorOf(text: string): number {
  return estimateTokens(text) / encode(text).length - 1;
}

/** Stretches of whole paragraphs with at least so many tokens. */
function stretches(text: string, least: number): string[] {
  const found: string[] = [];
  let open = '';
  for (const paragraph of text.split(/\n\n+/)) {
    open += `${paragraph}\n\n`;
    if (encode(open).length < least) continue;
    found.push(open);
    open = '';
  }
  return found;
}

describe('the estimate', () => {
  it.each(samples)('is within a tenth of o200k, and at most a twentieth under it, on $name', ({ text }) => {
    expect(encode(text).length).toBeGreaterThan(200);
    expect(errorOf(text)).toBeGreaterThan(-0.05);
    expect(errorOf(text)).toBeLessThan(0.1);
  });

  it.each([
    ['Russian', /-ru/],
    ['English', /-en/],
    ['everything', /./],
  ])('is a little above o200k on the whole sample: %s', (_, names) => {
    const text = samples.flatMap((sample) => (names.test(sample.name) ? [sample.text] : [])).join('\n');
    expect(errorOf(text)).toBeGreaterThan(-0.01);
    expect(errorOf(text)).toBeLessThan(0.05);
  });

  it('holds its bounds on stretches of 200 tokens too', () => {
    const errors = samples.flatMap(({ text }) => stretches(text, 200)).map(errorOf);
    expect(errors.length).toBeGreaterThan(20);
    expect(Math.min(...errors)).toBeGreaterThan(-0.05);
    expect(Math.max(...errors)).toBeLessThan(0.1);
  });

  it('counts numbers exactly and short texts to a token', () => {
    for (const text of ['1', '1234567', '20260312']) expect(estimateTokens(text)).toBe(encode(text).length);
    for (const text of ['Hello, how are you today?', 'Добрый вечер, сэр.', "I don't know."])
      expect(Math.abs(estimateTokens(text) - encode(text).length)).toBeLessThanOrEqual(1);
    expect(estimateTokens('')).toBe(0);
  });

  it('never counts text as nothing, and a whole as no more than its parts and a joint', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        if (one !== '') expect(estimateTokens(one)).toBeGreaterThan(0);
        expect(estimateTokens(`${one}\n\n${other}`)).toBeLessThanOrEqual(
          estimateTokens(one) + estimateTokens(`\n\n${other}`),
        );
      }),
    );
  });
});

describe('a cut', () => {
  it('is where the limit is reached, and never inside a surrogate pair', () => {
    fc.assert(
      fc.property(anyText, fc.nat(200), (text, limit) => {
        const { tokens, end } = scanTokens(text, limit);
        expect(tokens).toBeLessThanOrEqual(limit);
        expect(text.slice(0, end).isWellFormed() || !text.isWellFormed()).toBe(true);
        expect(end === text.length).toBe(estimateTokens(text) <= limit);
      }),
    );
  });

  it('leaves a text that fits as it is, and any other within the limit', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 12, max: 120 }), (text, most) => {
        for (const cut of [clipText(text, most), elideMiddle(text, most)]) {
          expect(fitsTokens(cut, most)).toBe(true);
          if (fitsTokens(text, most)) expect(cut).toBe(text);
        }
      }),
    );
  });

  it('of the middle keeps the beginning, a mark and the end, and wastes little', () => {
    const text = Array.from({ length: 900 }, (_, index) => `слово${index}`).join(' ');
    const cut = elideMiddle(text, 300);
    expect(cut).toMatch(/^слово0 слово1 /);
    expect(cut).toContain(elision);
    expect(cut).toMatch(/ слово898 слово899$/);
    expect(estimateTokens(cut)).toBeGreaterThan(285);
  });

  it('finds a place in a text without spaces', () => {
    for (const letter of ['字', '🎩', 'щ', 'x', '#']) {
      const cut = elideMiddle(letter.repeat(4000), 200);
      expect(fitsTokens(cut, 200)).toBe(true);
      expect(cut.length).toBeGreaterThan(50);
    }
  });

  it('by characters ends at a word where there is one', () => {
    expect(clipCharacters('one two three four', 12)).toBe('one two…');
    expect(clipCharacters('🎩🎩🎩🎩🎩🎩', 6)).toBe('🎩🎩…');
    expect(clipCharacters('short', 12)).toBe('short');
  });
});
