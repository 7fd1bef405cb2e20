import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillPlaceholders } from '../../../shared/persona/fill-placeholders.ts';
import type { ConversationMemoryData, PersonaData } from '../../../shared/persona/schema.ts';
import { escapeText } from '../../../shared/prompt/index.ts';

const persona: PersonaData = {
  persona: 'A patient gardener',
  inferred_interests: ['roses', 'slow travel'],
  learning_patterns: [],
  personality_traits: ['curious'],
};
const memory: ConversationMemoryData = {
  summary: 'They spoke of roses.',
  topics: ['roses'],
  facts: [],
  open_questions: ['Which sort?'],
};
const fill = (template: string, maxChars?: number) =>
  fillPlaceholders(template, { persona, memory, ...(maxChars !== undefined && { maxChars }) });

describe('a placeholder', () => {
  it('without keys takes all of the person', () => {
    expect(fill('Be kind. {{USER_PERSONA}}')).toEqual({
      text: 'Be kind. These are some details about the user. `persona` is "A patient gardener", `inferred_interests` is "roses, slow travel", `learning_patterns` is "[Not available]", `personality_traits` is "curious"',
      injected: ['persona', 'inferred_interests', 'personality_traits'],
      unknown: [],
    });
  });

  it('with keys takes those, in their order and once', () => {
    expect(fill('<{{USER_PERSONA__personality_traits__persona__personality_traits}}>').text).toBe(
      '<These are some details about the user. `personality_traits` is "curious", `persona` is "A patient gardener">',
    );
  });

  it('leaves out keys that nothing is known of, and tells them', () => {
    expect(fill('{{USER_PERSONA__persona__shoe_size}}')).toEqual({
      text: 'These are some details about the user. `persona` is "A patient gardener"',
      injected: ['persona'],
      unknown: ['USER_PERSONA__shoe_size'],
    });
    expect(fill('{{USER_PERSONA__summary}} {{CONVERSATION_MEMORY__persona}}').text).toBe(
      'User persona not available. Conversation memory not available.',
    );
  });

  it('of the conversation speaks of the conversation', () => {
    expect(fill('{{CONVERSATION_MEMORY__open_questions__facts}}').text).toBe(
      'These are some details about the conversation. `open_questions` is "Which sort?", `facts` is "[Not available]"',
    );
  });

  it('in JSON gives the object as it is', () => {
    expect(JSON.parse(fill('{{USER_PERSONA_JSON}}').text)).toEqual(persona);
    expect(JSON.parse(fill('{{CONVERSATION_MEMORY_JSON}}').text)).toEqual(memory);
  });

  it('says so where there is nothing to tell', () => {
    const template =
      '{{USER_PERSONA}} {{USER_PERSONA_JSON}} {{USER_PERSONA__persona}} {{CONVERSATION_MEMORY}}';
    expect(fillPlaceholders(template)).toEqual({
      text: 'User persona not available. User persona not available. User persona not available. Conversation memory not available.',
      injected: [],
      unknown: [],
    });
    expect(fill('{{USER_PERSONA__}}').text).toBe('User persona not available.');
  });

  it('that is none stays as it was written', () => {
    const template = '{{NAME}} {{ USER_PERSONA }} {{user_persona}} {{USER_PERSONA_XML}} {{USER_PERSONA} {{}}';
    expect(fill(template)).toMatchObject({
      text: template,
      injected: [],
      unknown: ['NAME', ' USER_PERSONA ', 'user_persona', 'USER_PERSONA_XML', ''],
    });
  });

  it('escapes quotes and backslashes of a value', () => {
    const told = { persona: 'says "hi" and \\', inferred_interests: ['C:\\"'] };
    expect(fillPlaceholders('{{USER_PERSONA__persona__inferred_interests}}', { persona: told }).text).toBe(
      String.raw`These are some details about the user. ${'`persona`'} is "says \"hi\" and \\", ${'`inferred_interests`'} is "C:\\\""`,
    );
  });
});

describe('a length', () => {
  it('cuts at a word and closes the quotes', () => {
    const whole = fill('{{USER_PERSONA__persona}}').text;
    expect(fill('{{USER_PERSONA__persona}}', whole.length).text).toBe(whole);
    expect(fill('{{USER_PERSONA__persona}}', whole.length - 1).text).toBe(
      'These are some details about the user. `persona` is "A patient…"',
    );
  });

  it('leaves out what has no room for a word', () => {
    const { text, injected } = fill('{{USER_PERSONA}}', 100);
    expect([text, injected]).toEqual([
      'These are some details about the user. `persona` is "A patient gardener"',
      ['persona'],
    ]);
  });

  it('keeps JSON whole, with fewer items', () => {
    const data = { ...persona, inferred_interests: Array.from({ length: 40 }, (_, n) => `interest ${n}`) };
    const { text } = fillPlaceholders('{{USER_PERSONA_JSON}}', { persona: data, maxChars: 300 });
    const shown = JSON.parse(text) as PersonaData;
    expect(text.length).toBeLessThanOrEqual(300);
    expect(shown.persona).toBe('A patient gardener');
    expect(shown.inferred_interests).toEqual(
      data.inferred_interests.slice(0, shown.inferred_interests.length),
    );
    expect(shown.inferred_interests.length).toBeGreaterThan(5);
  });
});

const awkward = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '{{USER_PERSONA}}',
        '{{USER_PERSONA_JSON}}',
        '{{CONVERSATION_MEMORY__summary}}',
        '{{',
        '}}',
        '{',
        '"',
        '\\',
        '\\"',
        '", `persona` is "',
        '`',
        ' ',
        '\n',
        '</user>',
        '$&',
        '\ud83c',
        '🎩',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
const list = fc.array(awkward, { maxLength: 4 });
const details = fc.record(
  { persona: awkward, inferred_interests: list, learning_patterns: list, personality_traits: list },
  { requiredKeys: [] },
);
const maxChars = fc.oneof(fc.constant(undefined), fc.integer({ min: -5, max: 200 }));

describe('whatever is filled with whatever', () => {
  const unescaped = (text: string) => text.replace(/\\(.)/gs, '$1');

  it('never throws, and filling once more changes nothing', () => {
    fc.assert(
      fc.property(awkward, fc.option(details, { nil: undefined }), maxChars, (template, given, most) => {
        const options = { persona: given, memory, ...(most !== undefined && { maxChars: most }) };
        const once = fillPlaceholders(template, options);
        expect(fillPlaceholders(once.text, options).text).toBe(once.text);
      }),
      { numRuns: 1000 },
    );
  });

  it('a template without placeholders comes back byte for byte', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (template) => {
        fc.pre(!/\{\{(USER_PERSONA|CONVERSATION_MEMORY)/.test(template));
        expect(fillPlaceholders(template, { persona, memory }).text).toBe(template);
      }),
    );
  });

  it('the text around placeholders stays as it was', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), details, (before, after, given) => {
        fc.pre(!/[{}]/.test(before + after));
        const { text } = fillPlaceholders(`${before}{{USER_PERSONA}}${after}`, { persona: given });
        expect([text.startsWith(before), text.endsWith(after)]).toEqual([true, true]);
      }),
    );
  });

  it('every value stays in its quotes and within its length', () => {
    fc.assert(
      fc.property(details, maxChars, (given, most) => {
        const { text } = fillPlaceholders('{{USER_PERSONA}}', {
          persona: given,
          ...(most !== undefined && { maxChars: most }),
        });
        if (most !== undefined) expect(text.length).toBeLessThanOrEqual(Math.max(0, most));
        const lead = 'These are some details about the user. ';
        if (!text.startsWith(lead)) return;
        const pairs = [...text.slice(lead.length).matchAll(/(?:^|, )`(\w+)` is "((?:[^"\\]|\\.)*)"/gs)];
        expect(lead + pairs.map(([pair]) => pair).join('')).toBe(text);
        for (const [index, [, key = '', value = '']] of pairs.entries()) {
          expect(key).toBe(Object.keys(persona)[index]);
          const whole = [given[key as keyof PersonaData] ?? []].flat().map(escapeText).filter(Boolean);
          const said = unescaped(value).replace(/…$/, '');
          expect((whole.join(', ') || '[Not available]').startsWith(said)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('JSON stays JSON, and opens neither a placeholder nor a tag', () => {
    fc.assert(
      fc.property(details, fc.integer({ min: 100, max: 400 }), (given, most) => {
        const { text } = fillPlaceholders('{{USER_PERSONA_JSON}}', { persona: given, maxChars: most });
        expect(text.length).toBeLessThanOrEqual(most);
        expect(text).not.toMatch(/\{\{|[<>\r\n]/);
        if (text !== 'User persona not available.')
          expect(Object.keys(JSON.parse(text) as object)).toHaveLength(4);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(details, (given) => {
        const { text } = fillPlaceholders('{{USER_PERSONA_JSON}}', { persona: given });
        const missing = {
          persona: '',
          inferred_interests: '',
          learning_patterns: '',
          personality_traits: '',
        };
        const wellFormed = JSON.parse(JSON.stringify({ ...missing, ...given })) as object;
        expect(JSON.parse(text)).toEqual(wellFormed);
      }),
    );
  });
});
