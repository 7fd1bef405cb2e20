import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basePromptTokens } from '../../../shared/prompt/index.ts';
import { checkPrompts, defaultPrompts, describeProblem } from '../../../shared/persona/index.ts';

const problemsOf = (document: unknown) => checkPrompts(document).map(describeProblem);

it('finds nothing wrong with what is built in', () => {
  expect(checkPrompts({})).toEqual([]);
  expect(checkPrompts(defaultPrompts)).toEqual([]);
});

it('takes every placeholder that there is, and braces that are none', () => {
  const text = [
    '{{USER_PERSONA}} {{USER_PERSONA__persona__inferred_interests__learning_patterns__personality_traits}}',
    '{{USER_PERSONA_JSON}} {{CONVERSATION_MEMORY}} {{CONVERSATION_MEMORY_JSON}}',
    '{{CONVERSATION_MEMORY__summary__topics__facts__open_questions}} { "a": { "b": {} } } {x} }} {{',
  ].join('\n');
  expect(checkPrompts({ templates: { all: text } })).toEqual([]);
});

describe('tells the place of', () => {
  it.each([
    ['a placeholder that is none', 'Be kind.\r\n\n  {{NAME}}', '3:3 There is no placeholder {{NAME}}.'],
    ['one with spaces', '{{ USER_PERSONA }}', '1:1 There is no placeholder {{ USER_PERSONA }}.'],
    [
      'a key that is unknown',
      'a\nb {{USER_PERSONA__persona__age}}',
      '2:3 {{USER_PERSONA__persona__age}} names the unknown key "age".',
    ],
    ['no key', '{{USER_PERSONA__}}', '1:1 {{USER_PERSONA__}} names no key.'],
    ['one that stays open', 'Hi {{USER_PERSONA}\n}', '1:4 The placeholder is not closed by }}.'],
  ])('%s', (_, text, problem) => {
    expect(problemsOf({ templates: { mine: text } })).toEqual([`mine:${problem}`]);
    expect(problemsOf({ base: { en: text } })).toEqual([`base-en:${problem}`]);
    expect(problemsOf({ userPersona: text })).toEqual([`user-persona:${problem}`]);
  });

  it('the word by which a text is over its budget', () => {
    const line = 'Here word word word word word word word word word\n';
    const [problem, ...more] = checkPrompts({ templates: { long: line.repeat(150) } });
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ part: 'long', problem: expect.stringMatching(/ more than its 1000\.$/) });
    expect(problem?.line).toBeGreaterThan(80);
    expect(problem?.line).toBeLessThan(115);
    const fitting = line.repeat((problem?.line ?? 0) - 1);
    expect(checkPrompts({ templates: { long: fitting } })).toEqual([]);
  });

  it('the placeholder that has no room left to tell anything', () => {
    const base = 'word '.repeat(basePromptTokens('en') - 10);
    expect(problemsOf({ base: { en: base } })).toEqual([]);
    expect(problemsOf({ base: { en: `${base}\n{{USER_PERSONA__persona}}` } })).toEqual([
      expect.stringMatching(
        /^base-en:2:1 The text has \d+ tokens with the least that its placeholders need,/,
      ),
    ]);
    const [many] = checkPrompts({ templates: { many: '{{USER_PERSONA}} '.repeat(300) } });
    expect(many).toMatchObject({ part: 'many', line: 1 });
    expect(((many?.column ?? 0) - 1) % '{{USER_PERSONA}} '.length).toBe(0);
  });

  it('every problem, in the order of their places', () => {
    expect(problemsOf({ templates: { mine: '{{A}}\n{{B}} {{C}}' } })).toEqual([
      'mine:1:1 There is no placeholder {{A}}.',
      'mine:2:1 There is no placeholder {{B}}.',
      'mine:2:7 There is no placeholder {{C}}.',
    ]);
  });
});

it.each([
  [{ base: 'Alfred' }, 'base-ru'],
  [{ base: { en: 5 } }, 'base-en'],
  [{ base: { ru: '' } }, 'base-ru'],
  [{ userPersona: ['x'] }, 'user-persona'],
  [{ maxChars: 10 }, 'max-chars'],
  [{ templates: { 'Not A Name': 'x' } }, 'Not A Name'],
  [{ templates: { 'max-chars': 'x' } }, 'max-chars'],
  [{ templates: { mine: '  ' } }, 'mine'],
  [[], 'prompts'],
])('a document that is not right names the part: %j', (document, part) => {
  expect(checkPrompts(document).map((problem) => problem.part)).toEqual([part]);
});

it('never throws, whatever is stored', () => {
  const texts = fc.string({
    unit: fc.constantFrom('{', '}', '_', 'USER_PERSONA', 'persona', '\n', 'a', ' '),
  });
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.record({ userPersona: texts })), (document) => {
      for (const { line, column } of checkPrompts(document)) {
        expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
      }
    }),
  );
});
