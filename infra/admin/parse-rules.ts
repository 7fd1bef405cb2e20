import { UsageError } from './usage.ts';

/** What is to be done with the rules of preferences. */
export type RulesCommand =
  | { verb: 'rules'; action: 'show'; builtIn: boolean }
  | { verb: 'rules'; action: 'check'; file: string }
  | { verb: 'rules'; action: 'set'; file: string | undefined }
  | { verb: 'rules'; action: 'try'; file: string; user?: string; query?: string }
  | { verb: 'rules'; action: 'replay'; user?: string; incomplete: boolean };

const actions = ['show', 'check', 'set', 'try', 'replay'] as const;
type Action = (typeof actions)[number];

type Values = {
  user?: string | undefined;
  query?: string | undefined;
  default?: boolean | undefined;
  incomplete?: boolean | undefined;
};
const flagsOf: Record<Action, readonly (keyof Values)[]> = {
  show: ['default'],
  check: [],
  set: ['default'],
  try: ['user', 'query'],
  replay: ['user', 'incomplete'],
};

/** The command that the words after `rules` are; throws UsageError naming what is wrong. */
export function parseRulesCommand(
  words: readonly string[],
  values: Values,
  personId: (id: string) => string,
): RulesCommand {
  const [given, file, ...rest] = words;
  const action = actions.find((one) => one === given);
  if (!action) throw new UsageError(`rules is followed by ${actions.slice(0, -1).join(', ')} or replay.`);
  const flags: (keyof Values)[] = ['user', 'query', 'default', 'incomplete'];
  for (const flag of flags)
    if (values[flag] !== undefined && !flagsOf[action].includes(flag))
      throw new UsageError(`rules ${action} takes no --${flag}.`);
  const takesFile = action === 'check' || action === 'try' || (action === 'set' && !values.default);
  if (takesFile && file === undefined) throw new UsageError(`rules ${action} needs a file.`);
  const [extra] = takesFile ? rest : file === undefined ? rest : [file];
  if (extra !== undefined)
    throw new UsageError(
      `rules ${action} takes ${takesFile ? 'one file' : 'no file'}; ${extra} is too many.`,
    );
  const user = values.user === undefined ? {} : { user: personId(values.user) };
  switch (action) {
    case 'show':
      return { verb: 'rules', action, builtIn: values.default === true };
    case 'check':
      return { verb: 'rules', action, file: file ?? '' };
    case 'set':
      return { verb: 'rules', action, file };
    case 'try':
      return {
        verb: 'rules',
        action,
        file: file ?? '',
        ...user,
        ...(values.query !== undefined && { query: values.query }),
      };
    case 'replay':
      return { verb: 'rules', action, ...user, incomplete: values.incomplete === true };
  }
}
