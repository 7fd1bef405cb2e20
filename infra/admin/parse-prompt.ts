import { promptPartSchema } from '../../shared/persona/index.ts';
import { UsageError } from './usage.ts';

/** Where a prompt's text comes from. */
export type TextSource = { file: string } | { text: string };

/** What is to be done with the prompts. */
export type PromptCommand =
  | { verb: 'prompt'; action: 'show'; part?: string }
  | { verb: 'prompt'; action: 'check'; part?: string; source?: TextSource }
  | { verb: 'prompt'; action: 'set'; part: string; source: TextSource | 'default' };

const actions = ['show', 'check', 'set'] as const;

type Values = { file?: string | undefined; text?: string | undefined; default?: boolean | undefined };

/** The command that the words after `prompt` are; throws UsageError naming what is wrong. */
export function parsePrompt(words: readonly string[], values: Values): PromptCommand {
  const [given, name, ...rest] = words;
  const action = actions.find((one) => one === given);
  if (!action) throw new UsageError('prompt is followed by show, check or set.');
  if (rest[0] !== undefined)
    throw new UsageError(`prompt ${action} takes one prompt; ${rest[0]} is too many.`);
  const part = name === undefined ? undefined : partName(name);
  const named = part === undefined ? {} : { part };
  const sources = sourcesOf(values);
  const [source] = sources;
  if (sources.length > 1) throw new UsageError('Give one of --file, --text and --default.');
  switch (action) {
    case 'show':
      if (source !== undefined) throw new UsageError('prompt show takes no text.');
      return { verb: 'prompt', action, ...named };
    case 'check':
      if (source === 'default') throw new UsageError('prompt check takes no --default.');
      if (source === undefined) return { verb: 'prompt', action, ...named };
      if (part === undefined) throw new UsageError('Name the prompt that the text is to be.');
      return { verb: 'prompt', action, part, source };
    case 'set':
      if (part === undefined) throw new UsageError('prompt set needs the name of a prompt.');
      if (source === undefined) throw new UsageError('prompt set needs --file, --text or --default.');
      return { verb: 'prompt', action, part, source };
  }
}

function sourcesOf({ file, text, default: builtIn }: Values): (TextSource | 'default')[] {
  return [
    ...(file === undefined ? [] : [{ file }]),
    ...(text === undefined ? [] : [{ text }]),
    ...(builtIn ? (['default'] as const) : []),
  ];
}

function partName(name: string): string {
  const part = promptPartSchema.safeParse(name);
  if (part.success) return part.data;
  throw new UsageError(`"${name}" cannot be the name of a prompt: lower-case letters, digits and hyphens.`);
}
