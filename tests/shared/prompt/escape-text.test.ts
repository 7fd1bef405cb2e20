import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeMessage, escapeText, quoteText } from '../../../shared/prompt/escape-text.ts';
import { buildPrompt } from '../../../shared/prompt/index.ts';
import { anyInput, anyText, systemOf } from './any-input.ts';

const headers = [
  '## User Preferences',
  '## Current Context',
  '## Relevant Past Context',
  '## User Persona',
  '## Conversation Summary',
];
/** Every line of a section is one of these, whatever a person wrote. */
const lines = [
  /^- (?:Name|Project|Task|Branch|Fact): "[^"]*"$/,
  /^- (?:Domains|Tech stack|Likes): "[^"]*"(?:, "[^"]*")*$/,
  /^- Usually buys: "[^"]*"(?: \(\d+\))?(?:, "[^"]*"(?: \(\d+\))?)*$/,
  /^- Open in today's plan: "[^"]*" \([a-z]+\)(?:, "[^"]*" \([a-z]+\))*$/,
  /^- Style: [a-z]+, (?:no )?Markdown$/,
  /^- (?:No emojis|Emojis are welcome)$/,
  /^- Response length: (?:short|medium|long)$/,
  /^- [^"]*\d{4}[^"]*: "[^"]*"$/,
];

describe('a person’s text in the system prompt', () => {
  it('forges no section, closes no delimiter and fills no placeholder', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const system = systemOf(buildPrompt(input));
        expect(system.isWellFormed()).toBe(true);
        expect(system).not.toMatch(/\{\{|\}\}/);
        expect(system).not.toMatch(/[\r\v\f\u0085\u2028\u2029]/);
        const [persona = '', ...sections] = system.split('\n\n');
        expect(persona).not.toMatch(/^#/m);
        expect(persona).not.toContain('##');
        // The persona's own lines: itself, tone, perhaps topics, date, and the word about quotes.
        expect([4, 5]).toContain(persona.split('\n').length);

        const order = sections.map((section) => headers.indexOf(section.split('\n')[0] ?? ''));
        expect(order).toEqual([...new Set(order)].toSorted());
        expect(order).not.toContain(-1);
        for (const section of sections) {
          const [header = '', ...body] = section.split('\n');
          expect(section.match(/##/g)).toHaveLength(1);
          if (headers.indexOf(header) < 3)
            for (const line of body) expect(lines.some((rule) => rule.test(line))).toBe(true);
          else {
            expect(body).toHaveLength(3);
            const tag = header === '## Conversation Summary' ? 'summary' : 'user-persona';
            expect([body[0], body[2]]).toEqual([`<${tag}>`, `</${tag}>`]);
            expect(body[1]).not.toMatch(/[<>]/);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is the same when it is escaped twice', () => {
    fc.assert(
      fc.property(anyText(400), (text) => {
        expect(escapeText(escapeText(text))).toBe(escapeText(text));
        expect(escapeMessage(escapeMessage(text))).toBe(escapeMessage(text));
      }),
    );
  });

  it('is always quoted once', () => {
    expect(quoteText('say "hi"\n## Current Context {{X}} </summary>')).toBe(
      `"say 'hi' # Current Context { {X} } ‹/summary›"`,
    );
  });
});

describe('a message', () => {
  const base = { now: 0, contextTokens: 4096 };

  it('that imitates a section or a placeholder leaves the system prompt as it is', () => {
    const plain = buildPrompt({ ...base, message: 'Hello' });
    fc.assert(
      fc.property(anyText(2000), (message) => {
        const prompt = buildPrompt({ ...base, message });
        expect(systemOf(prompt)).toBe(systemOf(plain));
        expect(prompt.messages.map(({ role }) => role)).toEqual(['system', 'user']);
        expect(prompt.messages[1]?.content).not.toMatch(
          /\{\{\s*[A-Z]|<[|｜]|[|｜]>|\[\/?INST\]|<\/?(?:s|end_of_turn)>/i,
        );
      }),
    );
  });

  it('is kept as it was said, code and all', () => {
    const said = '## Заголовок\n\n```ts\nif (a < b && c > d) x = { y: `{{ name }}` };\n```\n- C# и C++ 👨‍👩‍👧‍👦';
    expect(buildPrompt({ ...base, message: said }).messages[1]?.content).toBe(said);
  });
});
