import { readFile } from 'node:fs/promises';
import type { Firestore } from '@google-cloud/firestore';
import {
  defaultRules,
  describeRulesProblem,
  keepGoodRules,
  liveRulesRef,
  parseRules,
  readGoodRules,
  type Rules,
  type RulesProblem,
  shippedText,
  versionOf,
} from '../../shared/preferences/index.ts';
import type { RulesCommand } from './parse-rules.ts';
import { table } from './print-table.ts';
import { replayRules } from './replay-rules.ts';
import type { RulesAnswer, RulesServices } from './rules-answer.ts';
import { tryRules } from './try-rules.ts';
import { UsageError } from './usage.ts';

/** Shows, checks, sets or tries the rules of preferences, or learns people anew by them. */
export async function runRules(services: RulesServices, command: RulesCommand): Promise<RulesAnswer> {
  const { firestore } = services;
  switch (command.action) {
    case 'show':
      return command.builtIn ? shownDefault() : show(await readLive(firestore));
    case 'check': {
      const { rules, problems = [] } = await parseRules(await textOf(command.file));
      if (!rules) return broken(problems);
      const changes = changesOf((await readLive(firestore)).rules, rules);
      const value = { problems, version: versionOf(rules), changes };
      return { value, text: `Nothing is wrong.\n${told(changes, 'It would change nothing.')}` };
    }
    case 'set':
      return set(firestore, command.file);
    case 'try': {
      const { rules, problems = [] } = await parseRules(await textOf(command.file));
      if (!rules) return broken(problems);
      const { rules: before } = await readLive(firestore);
      return tryRules(services, { ...command, before, after: rules });
    }
    case 'replay':
      return replayRules(services, { ...command, rules: (await readLive(firestore)).rules });
  }
}

/** What is stored, and by which rules instances go that start now. */
type LiveRules = { text: string | undefined; updatedAt: unknown; rules: Rules; problems: RulesProblem[] };

async function readLive(firestore: Firestore): Promise<LiveRules> {
  const snapshot = await liveRulesRef(firestore).get();
  if (!snapshot.exists) return { text: undefined, updatedAt: null, rules: defaultRules, problems: [] };
  const stored: unknown = snapshot.get('text');
  const text = typeof stored === 'string' ? stored : '';
  const { rules: live, problems = [] } = await parseRules(text);
  const rules = live ?? (await readGoodRules(firestore)) ?? defaultRules;
  return { text, updatedAt: snapshot.get('updatedAt'), rules, problems };
}

function show({ text = shippedText, ...live }: LiveRules): RulesAnswer {
  const { rules, problems, updatedAt } = live;
  const version = versionOf(rules);
  const where = updatedAt === null ? 'The built-in rules' : 'The live rules; what they leave out is built in';
  const wrong =
    problems.length === 0
      ? ''
      : `\n# Not in force, for something is wrong:\n${problems.map((problem) => `# ${describeRulesProblem(problem)}`).join('\n')}`;
  return {
    value: { version, text, rules, problems, updatedAt },
    text: `# ${where}. Version ${version}.${wrong}\n${printable(text)}`,
  };
}

function shownDefault(): RulesAnswer {
  const version = versionOf(defaultRules);
  return { value: { version, text: shippedText, rules: defaultRules, problems: [] }, text: shippedText };
}

async function set(firestore: Firestore, file: string | undefined): Promise<RulesAnswer> {
  const before = (await readLive(firestore)).rules;
  const text = file === undefined ? '' : await textOf(file);
  const { rules, problems = [] } = await parseRules(text);
  if (!rules) return broken(problems);
  const version = versionOf(rules);
  await keepGoodRules(firestore, file === undefined ? undefined : text);
  if (file === undefined) await liveRulesRef(firestore).delete();
  else await liveRulesRef(firestore).set({ text, version, updatedAt: Date.now() });
  const changes = changesOf(before, rules);
  const replay = changes.some(({ rule }) => rule.startsWith('halfLifeDays.'));
  return {
    value: { version, changes, replay },
    text: [
      told(changes, 'Nothing changes.'),
      `${file === undefined ? 'The built-in rules are' : 'They are'} in force within a minute. Version ${version}.`,
      ...(replay ? ['Half-lives change: people are learned anew by them with rules replay.'] : []),
    ].join('\n'),
  };
}

function broken(problems: RulesProblem[]): RulesAnswer {
  return {
    value: { problems },
    text: problems.map(describeRulesProblem).join('\n'),
    failed: problems.length === 1 ? 'There is 1 problem.' : `There are ${problems.length} problems.`,
  };
}

type Change = { rule: string; before: unknown; after: unknown };

const told = (changes: readonly Change[], none: string) =>
  changes.length === 0
    ? none
    : table(changes.map(({ rule, before, after }) => ({ rule, now: shown(before), then: shown(after) })));

function shown(value: unknown): string {
  const text = value === undefined ? '-' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** Every rule that differs, lists as a whole. */
function changesOf(before: unknown, after: unknown, rule = ''): Change[] {
  if (!isMap(before) || !isMap(after))
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ rule, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) =>
    changesOf(before[name], after[name], rule === '' ? name : `${rule}.${name}`),
  );
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Control characters could move a terminal's cursor; lines and tabs may stay. */
const printable = (text: string) => text.replace(/[^\P{Cc}\n\t]|\p{Cf}/gu, '');

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${cause instanceof Error ? cause.message : ''}.`, {
      cause,
    });
  }
}
