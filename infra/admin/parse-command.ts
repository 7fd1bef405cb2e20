import { parseArgs } from 'node:util';
import { type ProfileAdminEdit, profileAdminEditSchema } from '../../shared/profile/index.ts';
import { type CatalogCommand, parseCatalog } from './parse-catalog.ts';
import { type EventsCommand, parseEvents } from './parse-events.ts';
import { parsePhase, type PhaseCommand } from './parse-phase.ts';
import { parsePrompt, type PromptCommand } from './parse-prompt.ts';
import { parseRulesCommand, type RulesCommand } from './parse-rules.ts';
import { UsageError } from './usage.ts';

/** What is to be done. */
export type Command =
  | { verb: 'list'; limit: number; after?: string }
  | { verb: 'show'; user: string }
  | { verb: 'update'; user: string; edit: ProfileAdminEdit }
  | { verb: 'reset' | 'erase'; user: string; yes: boolean }
  | { verb: 'export'; user: string; out?: string }
  | { verb: 'compress'; user?: string; dryRun: boolean }
  | CatalogCommand
  | EventsCommand
  | PhaseCommand
  | PromptCommand
  | RulesCommand;
export type CommandLine = { command: Command; json: boolean; project?: string };

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const editFlags = {
  persona: 'persona',
  tone: 'tone',
  language: 'language',
  name: 'name',
  timezone: 'timezone',
  archetype: 'archetype',
  'response-length': 'communication.responseLength',
} as const;
const options = {
  limit: text,
  after: text,
  out: text,
  user: text,
  'dry-run': flag,
  yes: flag,
  persona: text,
  tone: text,
  language: text,
  name: text,
  timezone: text,
  archetype: text,
  'response-length': text,
  file: text,
  text,
  default: flag,
  query: text,
  incomplete: flag,
  day: text,
  'skip-bad': flag,
  json: flag,
  project: text,
} as const;
type Flag = keyof typeof options;

const everywhere: readonly Flag[] = ['json', 'project'];
const flagsOf: Record<Command['verb'], readonly Flag[]> = {
  list: ['limit', 'after'],
  show: [],
  update: Object.keys(editFlags) as (keyof typeof editFlags)[],
  reset: ['yes'],
  erase: ['yes'],
  export: ['out'],
  compress: ['user', 'dry-run'],
  phase: [],
  events: ['day'],
  prompt: ['file', 'text', 'default'],
  rules: ['user', 'query', 'default', 'incomplete'],
  catalog: ['skip-bad'],
};

/** The command that these words are; throws UsageError naming what is wrong. */
export function parseCommand(words: readonly string[]): CommandLine {
  const { values, positionals } = parse(words);
  const [verb, user, ...rest] = positionals;
  if (verb === undefined) throw new UsageError('Say what to do.');
  if (!isVerb(verb))
    throw new UsageError(`There is no verb ${verb}; the verbs are ${Object.keys(flagsOf).join(', ')}.`);
  for (const name of Object.keys(values) as Flag[])
    if (![...flagsOf[verb], ...everywhere].includes(name))
      throw new UsageError(`${verb} takes no --${name}.`);
  const { json = false, project } = values;
  const more = { json, ...(project !== undefined && { project }) };
  if (verb === 'catalog') return { command: parseCatalog(positionals.slice(1), values), ...more };
  if (verb === 'events') return { command: parseEvents(positionals.slice(1), values), ...more };
  if (verb === 'phase') return { command: parsePhase(positionals.slice(1), personId), ...more };
  if (verb === 'prompt') return { command: parsePrompt(positionals.slice(1), values), ...more };
  if (verb === 'rules')
    return { command: parseRulesCommand(positionals.slice(1), values, personId), ...more };
  const named = verb !== 'list' && verb !== 'compress';
  if (named && user === undefined) throw new UsageError(`${verb} needs the id of a person.`);
  if (rest.length > 0 || (!named && user !== undefined))
    throw new UsageError(
      `${verb} takes ${named ? 'one person' : 'no person'}; ${rest[0] ?? user ?? ''} is too many.`,
    );
  return { command: commandOf(verb, user === undefined ? '' : personId(user), values), ...more };
}

type Values = ReturnType<typeof parse>['values'];

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], allowPositionals: true, options });
  } catch (cause) {
    // Node adds advice of its own after the sentence.
    const [sentence = 'The options are not right'] = cause instanceof Error ? cause.message.split('. ') : [];
    throw new UsageError(sentence.replace(/\.?$/, '.'), { cause });
  }
}

function commandOf(
  verb: Exclude<Command['verb'], 'catalog' | 'events' | 'phase' | 'prompt' | 'rules'>,
  user: string,
  values: Values,
): Command {
  const { after, out, yes = false, 'dry-run': dryRun = false } = values;
  switch (verb) {
    case 'list':
      return { verb, limit: limitOf(values.limit), ...(after !== undefined && { after: personId(after) }) };
    case 'show':
      return { verb, user };
    case 'update':
      return { verb, user, edit: editOf(values) };
    case 'reset':
    case 'erase':
      return { verb, user, yes };
    case 'export':
      return { verb, user, ...(out !== undefined && { out }) };
    case 'compress':
      return { verb, dryRun, ...(values.user !== undefined && { user: personId(values.user) }) };
  }
}

const isVerb = (word: string): word is Command['verb'] => Object.hasOwn(flagsOf, word);

function limitOf(limit = '20'): number {
  const count = /^\d{1,4}$/.test(limit) ? Number(limit) : 0;
  if (count < 1 || count > 500) throw new UsageError('--limit must be a number from 1 to 500.');
  return count;
}

function personId(id: string): string {
  if (!/^(?!\.{1,2}$|__.*__$)[^/]{1,128}$/.test(id))
    throw new UsageError(`"${id}" cannot be the id of a person.`);
  return id;
}

function editOf(values: Values): ProfileAdminEdit {
  const { persona, tone, language, name, timezone, archetype, 'response-length': responseLength } = values;
  const given = {
    ...{ persona, tone, language, name, timezone, archetype },
    ...(responseLength !== undefined && { communication: { responseLength } }),
  };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  if (Object.keys(set).length === 0)
    throw new UsageError('update needs something to change, e.g. --tone casual.');
  const edit = profileAdminEditSchema.safeParse(set);
  if (edit.success) return edit.data;
  const problems = edit.error.issues.map(({ path, message }) => {
    const field = path.join('.');
    const [option = field] = Object.entries(editFlags).find(([, target]) => target === field) ?? [];
    return `--${option}: ${message}`;
  });
  throw new UsageError(`${problems.join('; ')}.`);
}
