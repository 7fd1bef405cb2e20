import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown, formatReply, plainReply } from '../../../shared/telegram/format-reply.ts';
import { mostMessage, splitText } from '../../../shared/telegram/index.ts';
import { readHtml } from '../../fakes/bot-api-markup.ts';

describe('a reply for Telegram', () => {
  it.each([
    ['**жирный** и *курсив*', '<b>жирный</b> и <i>курсив</i>'],
    ['***оба***', '<b><i>оба</i></b>'],
    ['~~нет~~ __да__ ||тайна||', '<s>нет</s> <b>да</b> <tg-spoiler>тайна</tg-spoiler>'],
    ['# Заголовок **важный**', '<b>Заголовок важный</b>'],
    ['- раз\n* два\n  + три', '• раз\n• два\n  • три'],
    ['1. раз', '1. раз'],
    ['`a < b`', '<code>a &lt; b</code>'],
    ['```ts\nif (a < b) *x*\n```', '<pre><code class="language-ts">if (a &lt; b) *x*</code></pre>'],
    ['> цитата\n> ещё', '<blockquote>цитата\nещё</blockquote>'],
    ['[сайт](https://a.b/c?d=1&e="2)', '<a href="https://a.b/c?d=1&amp;e=&quot;2">сайт</a>'],
    ['[нет](javascript:alert)', '[нет](javascript:alert)'],
    ['2*3*4, snake_case_name, 5 * 6 * 7', '2*3*4, snake_case_name, 5 * 6 * 7'],
    ['**без пары', '**без пары'],
    ['\\*не курсив\\*', '*не курсив*'],
    ['<b>чужое</b> & &amp;', '&lt;b&gt;чужое&lt;/b&gt; &amp; &amp;amp;'],
    ['*курсив с **жирным** внутри*', '<i>курсив с <b>жирным</b> внутри</i>'],
    ['---', '———'],
  ])('%j becomes %j', (markdown, html) => {
    expect(formatReply(markdown)).toBe(html);
  });

  it('is one that Telegram can read, whatever the model wrote', () => {
    const pieces = ['*', '**', '_', '__', '~~', '`', '```', '\n', '> ', '- ', '# ', '[a](https://b.c)', '[', '](', ')', '<b>', '&amp;', '\\', '||', 'слово', ' ', '😀']; // prettier-ignore
    const any = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
      fc.string({ maxLength: 200, unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(any, (markdown) => {
        expect(readHtml(formatReply(markdown))).not.toHaveProperty('problem');
      }),
      { numRuns: 3000 },
    );
  });

  it('says what was escaped as it was', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: 'grapheme' }), (text) => {
        fc.pre(!/[\n\r]|^\s*\d+\./.test(text));
        expect(plainReply(`а ${escapeMarkdown(text)}`)).toBe(`а ${text}`);
      }),
    );
    expect(formatReply(escapeMarkdown('[a](https://b.c) *d*'))).toBe('[a](https://b.c) *d*');
  });

  it('without markup reads the same', () => {
    expect(plainReply('**Да**, `a < b` и [сайт](https://a.b)\n||т||')).toBe('Да, a < b и сайт\nт');
  });
});

describe('a long reply', () => {
  const sentence = 'Это предложение о погоде, и оно довольно длинное. ';

  it('of 4096 characters is one message', () => {
    expect(splitText('я'.repeat(mostMessage))).toHaveLength(1);
  });

  it('is split at sentences', () => {
    const pieces = splitText(sentence.repeat(200));
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) expect(piece).toMatch(/^Это .*\.$/s);
    expect(pieces.join(' ')).toBe(sentence.repeat(200).trim());
  });

  it('keeps a code block whole on both sides of the cut', () => {
    const code = `\`\`\`py\n${'    print("a")\n'.repeat(500)}\`\`\``;
    const pieces = splitText(code);
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) {
      expect(piece).toMatch(/^```py\n {4}print[\s\S]*\n```$/);
      expect(formatReply(piece)).toMatch(/^<pre>[\s\S]*<\/pre>$/);
    }
  });

  it('keeps what is bold bold on both sides of the cut', () => {
    for (const piece of splitText(`**${sentence.repeat(150).trim()}**`)) {
      expect(formatReply(piece)).toMatch(/^<b>[^*]*<\/b>$/);
    }
  });

  it('loses no word, halves no character and keeps to the limit, whatever it is', () => {
    const word = fc.constantFrom(
      'слово',
      '😀😀',
      'a.b',
      '**',
      '`x`',
      '\n',
      '\n\n',
      '```',
      'конец.',
      '[a](https://b.c)',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 120 }), fc.constantFrom(' ', ''), (words, gap) => {
        const text = words.join(gap);
        const pieces = splitText(text, 200);
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(200);
          expect(piece.isWellFormed()).toBe(true);
        }
        const letters = (one: string) => one.replace(/[^\p{L}😀]/gu, '');
        expect(letters(pieces.join(''))).toBe(letters(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('without a space is cut between characters', () => {
    for (const piece of splitText('😀'.repeat(5000))) expect(piece.isWellFormed()).toBe(true);
  });
});
