import {
  basePromptTokens,
  estimateTokens,
  scanTokens,
  templateTokens,
  userPersonaTokens,
} from '../prompt/index.ts';
import { parsePlaceholders } from './parse-placeholders.ts';
import { promptsSchema } from './prompts-schema.ts';

/** What is wrong with one of the prompts, and where, both counted from 1. */
export type PromptProblem = { part: string; line: number; column: number; problem: string };

/** All that is wrong with `config/prompts` as it is stored or is to be. */
export function checkPrompts(document: unknown): PromptProblem[] {
  const parsed = promptsSchema.safeParse(document);
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => {
      const [first = 'prompts', second] = path.map(String);
      return { part: partOf(first, second), line: 1, column: 1, problem: message };
    });
  }
  const { base, userPersona, templates } = parsed.data;
  return [
    ...checkText('base-ru', base.ru, basePromptTokens('ru')),
    ...checkText('base-en', base.en, basePromptTokens('en')),
    ...checkText('user-persona', userPersona, userPersonaTokens),
    ...Object.entries(templates).flatMap(([name, text]) => checkText(name, text, templateTokens)),
  ];
}

function partOf(first: string, second: string | undefined): string {
  if (first === 'templates') return second ?? 'templates';
  if (first === 'base') return second === undefined ? 'base-ru' : `base-${second}`;
  return { userPersona: 'user-persona', maxChars: 'max-chars' }[first] ?? first;
}

function checkText(part: string, text: string, mostTokens: number): PromptProblem[] {
  const at = (index: number, problem: string) => ({ part, ...positionOf(text, index), problem });
  const problems = parsePlaceholders(text).flatMap(({ start, name, of, keys, unknownKeys }) => {
    if (!of) return [at(start, `There is no placeholder {{${name}}}.`)];
    const nothing = keys.length === 0 && unknownKeys.every((key) => key === '');
    if (nothing) return [at(start, `{{${name}}} names no key.`)];
    return unknownKeys.map((key) => at(start, `{{${name}}} names the unknown key "${key}".`));
  });
  for (const { index } of text.matchAll(/\{\{(?=\s*(?:USER_PERSONA|CONVERSATION_MEMORY))(?![^{}\r\n]*\}\})/g))
    problems.push(at(index, 'The placeholder is not closed by }}.'));
  const { fixed, indexOf } = withoutPlaceholders(text);
  const { end } = scanTokens(fixed, mostTokens);
  if (end < fixed.length) {
    const tokens = estimateTokens(fixed);
    problems.push(
      at(indexOf(end), `The text has ${tokens} tokens, and from here on more than its ${mostTokens}.`),
    );
  }
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** What stays whatever the placeholders become, and where each of its places is in the template. */
function withoutPlaceholders(template: string): { fixed: string; indexOf: (at: number) => number } {
  let fixed = '';
  let from = 0;
  const shifts: { at: number; by: number }[] = [];
  for (const { start, end, of } of parsePlaceholders(template)) {
    if (!of) continue;
    fixed += template.slice(from, start);
    shifts.push({ at: fixed.length, by: end - start });
    from = end;
  }
  fixed += template.slice(from);
  const indexOf = (place: number) =>
    shifts.filter(({ at }) => at <= place).reduce((sum, { by }) => sum + by, place);
  return { fixed, indexOf };
}

function positionOf(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
