import type { Firestore } from '@google-cloud/firestore';
import { AppError } from '../platform/errors.ts';
import { checkPrompts, type PromptProblem } from './check-prompts.ts';
import { promptsRef } from './create-prompts.ts';
import { defaultPrompts, type PromptPart, promptParts, type Prompts } from './prompts-schema.ts';

type Document = Record<string, unknown>;

/** What is stored, and what is wrong with it. */
export async function readPrompts(
  firestore: Firestore,
): Promise<{ document: Document; problems: PromptProblem[] }> {
  const document = (await promptsRef(firestore).get()).data() ?? {};
  return { document, problems: checkPrompts(document) };
}

/** The text of a part of the prompts, built in where nothing is stored; nothing where there is no such part. */
export function partOf(document: Document, part: string): { text: string; builtIn: boolean } | undefined {
  const [first, second] = placeOf(part);
  const stored = second === undefined ? document[first] : objectOf(document[first])[second];
  if (typeof stored === 'string' || typeof stored === 'number')
    return { text: String(stored), builtIn: false };
  const standing: Prompts & Document = defaultPrompts;
  const builtIn = second === undefined ? standing[first] : objectOf(standing[first])[second];
  if (typeof builtIn !== 'string' && typeof builtIn !== 'number') return undefined;
  return { text: String(builtIn), builtIn: true };
}

/** The names of all parts: the built-in ones and the templates. */
export function partNames(document: Document): string[] {
  return [...promptParts, ...Object.keys(objectOf(document['templates'])).sort()];
}

/** The document with this part set, or without it where the text is undefined. */
export function withPart(document: Document, part: string, text: string | undefined): Document {
  const [first, second] = placeOf(part);
  const value = part === 'max-chars' && text !== undefined ? Number(text) : text;
  const put = (into: Document, name: string, what: unknown): Document => {
    const rest = Object.entries(into).filter(([key]) => key !== name);
    return Object.fromEntries(what === undefined ? rest : [...rest, [name, what]]);
  };
  return put(document, first, second === undefined ? value : put(objectOf(document[first]), second, value));
}

/**
 * Stores a part of the prompts, or takes it away where the text is undefined. One that would not be taken into use is
 * refused, naming each problem and its place.
 */
export async function savePrompt(
  firestore: Firestore,
  part: string,
  text: string | undefined,
): Promise<{ document: Document; problems: PromptProblem[] }> {
  const ref = promptsRef(firestore);
  return firestore.runTransaction(async (transaction) => {
    const before = (await transaction.get(ref)).data() ?? {};
    const document = withPart(before, part, text);
    const problems = checkPrompts(document);
    const own = problems.filter((problem) => problem.part === part);
    if (own.length > 0) {
      throw new AppError('bad_request', `The prompt is not saved.\n${own.map(describeProblem).join('\n')}`);
    }
    transaction.set(ref, document);
    return { document, problems };
  });
}

/** A problem in one line, with its place as editors read it. */
export function describeProblem({ part, line, column, problem }: PromptProblem): string {
  return `${part}:${line}:${column} ${problem}`;
}

const places: Record<PromptPart, [string, string?]> = {
  'base-ru': ['base', 'ru'],
  'base-en': ['base', 'en'],
  'user-persona': ['userPersona'],
  'max-chars': ['maxChars'],
};

function placeOf(part: string): [string, string?] {
  return isPart(part) ? places[part] : ['templates', part];
}

const isPart = (name: string): name is PromptPart => promptParts.some((part) => part === name);

function objectOf(value: unknown): Document {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : {};
}
