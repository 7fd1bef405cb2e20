import {
  basePromptTokens,
  estimateTokens,
  scanTokens,
  templateTokens,
  userPersonaTokens,
} from '../prompt/index.ts';
import { parsePlaceholders, type Placeholder } from './parse-placeholders.ts';
import { promptsSchema } from './prompts-schema.ts';
import { renderJson, renderSentence } from './render-details.ts';

/** What is wrong with one of the prompts, and where, both counted from 1. */
export type PromptProblem = { part: string; line: number; column: number; problem: string };

/** A placeholder that has less room than this tells hardly more than its own words. */
const leastChars = 120;
const someWords = 'любит сад и чай '.repeat(10);

/** All that is wrong with `config/prompts` as it is stored or is to be. */
export function checkPrompts(document: unknown): PromptProblem[] {
  const parsed = promptsSchema.safeParse(document);
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => {
      const [first = 'prompts', second] = path.map(String);
      return { part: partOf(first, second), line: 1, column: 1, problem: message };
    });
  }
  const { base, userPersona, templates, maxChars } = parsed.data;
  const checkText = (part: string, text: string, mostTokens: number) =>
    checkTemplate(part, text, { mostTokens, leastChars: Math.min(leastChars, maxChars) });
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

function checkTemplate(
  part: string,
  text: string,
  { mostTokens, leastChars }: { mostTokens: number; leastChars: number },
): PromptProblem[] {
  const at = (index: number, problem: string) => ({ part, ...positionOf(text, index), problem });
  const problems = parsePlaceholders(text).flatMap(({ start, name, of, keys, unknownKeys }) => {
    if (!of) return [at(start, `There is no placeholder {{${name}}}.`)];
    const nothing = keys.length === 0 && unknownKeys.every((key) => key === '');
    if (nothing) return [at(start, `{{${name}}} names no key.`)];
    return unknownKeys.map((key) => at(start, `{{${name}}} names the unknown key "${key}".`));
  });
  for (const { index } of text.matchAll(/\{\{(?=\s*(?:USER_PERSONA|CONVERSATION_MEMORY))(?![^{}\r\n]*\}\})/g))
    problems.push(at(index, 'The placeholder is not closed by }}.'));
  const { least, indexOf } = withLeast(text, leastChars);
  const { end } = scanTokens(least, mostTokens);
  if (end < least.length) {
    const counted = `${estimateTokens(least)} tokens with the least that its placeholders need`;
    problems.push(at(indexOf(end), `The text has ${counted}, and from here on more than its ${mostTokens}.`));
  }
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** A template as it is when its placeholders have the least room, and where each of its places is in the template. */
function withLeast(template: string, leastChars: number): { least: string; indexOf: (at: number) => number } {
  let least = '';
  let from = 0;
  const pieces: { at: number; from: number; filled: boolean }[] = [];
  const add = (text: string, start: number, filled: boolean) => {
    pieces.push({ at: least.length, from: start, filled });
    least += text;
  };
  for (const placeholder of parsePlaceholders(template)) {
    if (!placeholder.of) continue;
    add(template.slice(from, placeholder.start), from, false);
    add(leastOf(placeholder, placeholder.of, leastChars), placeholder.start, true);
    from = placeholder.end;
  }
  add(template.slice(from), from, false);
  const indexOf = (place: number) => {
    const piece = pieces.findLast(({ at }) => at <= place);
    if (!piece) return place;
    return piece.filled ? piece.from : piece.from + place - piece.at;
  };
  return { least, indexOf };
}

function leastOf({ form, keys }: Placeholder, of: NonNullable<Placeholder['of']>, maxChars: number): string {
  const details = Object.fromEntries(keys.map((key) => [key, someWords]));
  return (form === 'json' ? renderJson : renderSentence)(details, { of, keys, maxChars }).text;
}

function positionOf(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
