import { readFile } from 'node:fs/promises';
import type { Firestore } from '@google-cloud/firestore';
import {
  checkPrompts,
  describeProblem,
  partNames,
  partOf,
  readPrompts,
  savePrompt,
  withPart,
} from '../../shared/persona/index.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { estimateTokens } from '../../shared/prompt/index.ts';
import type { PromptCommand, TextSource } from './parse-prompt.ts';
import { table } from './print-table.ts';
import { UsageError } from './usage.ts';

/** What a command answers; `failed` says that it is bad news. */
export type PromptAnswer = { value: unknown; text: string; failed?: string };

/** Shows, checks or sets a prompt; a text that would not be taken into use is not saved. */
export async function runPrompt(firestore: Firestore, command: PromptCommand): Promise<PromptAnswer> {
  switch (command.action) {
    case 'show':
      return show(firestore, command.part);
    case 'check':
      return check(firestore, command);
    case 'set': {
      const { part, source } = command;
      const text = source === 'default' ? undefined : await textOf(source);
      const { document, problems } = await savePrompt(firestore, part, text);
      const stored = partOf(document, part);
      const now = stored ? (stored.builtIn ? 'is the built-in one again' : 'is set') : 'is removed';
      const others = problems.map(describeProblem).map((line) => `\nStill wrong: ${line}`);
      return {
        value: { part, ...stored, problems },
        text: `${part} ${now}; it is in force within a minute.${others.join('')}`,
      };
    }
  }
}

async function show(firestore: Firestore, part: string | undefined): Promise<PromptAnswer> {
  const { document, problems } = await readPrompts(firestore);
  if (part !== undefined) {
    const found = partOf(document, part);
    if (!found) throw new AppError('not_found', `There is no prompt ${part}.`);
    return { value: { part, ...found }, text: printable(found.text) };
  }
  const parts = partNames(document).map((name) => ({ part: name, ...partOf(document, name) }));
  const rows = parts.map(({ part: name, text = '', builtIn = false }) => ({
    prompt: name,
    is: builtIn ? 'built in' : 'set',
    tokens: name === 'max-chars' ? '' : estimateTokens(text),
    text: text.length > 60 ? `${text.slice(0, 59)}…` : text,
  }));
  const wrong = problems.map((problem) => `\n${describeProblem(problem)}`).join('');
  const warning = wrong === '' ? '' : `\nNot in force, for something is wrong:${wrong}`;
  return { value: { parts, problems }, text: table(rows) + warning };
}

async function check(
  firestore: Firestore,
  { part, source }: Extract<PromptCommand, { action: 'check' }>,
): Promise<PromptAnswer> {
  const { document } = await readPrompts(firestore);
  if (part !== undefined && !source && !partOf(document, part))
    throw new AppError('not_found', `There is no prompt ${part}.`);
  const checked = source && part !== undefined ? withPart(document, part, await textOf(source)) : document;
  const problems = checkPrompts(checked).filter((problem) => part === undefined || problem.part === part);
  if (problems.length === 0) return { value: { problems }, text: 'Nothing is wrong.' };
  return {
    value: { problems },
    text: problems.map(describeProblem).join('\n'),
    failed: problems.length === 1 ? 'There is 1 problem.' : `There are ${problems.length} problems.`,
  };
}

async function textOf(source: TextSource): Promise<string> {
  if ('text' in source) return source.text;
  const { file } = source;
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`${file} cannot be read: ${cause instanceof Error ? cause.message : ''}.`, {
      cause,
    });
  });
}

/** Control characters could move a terminal's cursor; lines stay. */
const printable = (text: string) => text.replace(/(?![\n\t])\p{Cc}/gu, '');
