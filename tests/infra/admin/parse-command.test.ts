import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../infra/admin/parse-command.ts';

const parsed = (line: string) => parseCommand(line.split(' '));

it.each([
  ['list', { command: { verb: 'list', limit: 20 }, json: false }],
  ['list --limit 5 --after ann --json', { command: { verb: 'list', limit: 5, after: 'ann' }, json: true }],
  ['show telegram:1', { command: { verb: 'show', user: 'telegram:1' }, json: false }],
  ['reset ann --yes', { command: { verb: 'reset', user: 'ann', yes: true }, json: false }],
  [
    'erase ann --project p-1',
    { command: { verb: 'erase', user: 'ann', yes: false }, json: false, project: 'p-1' },
  ],
  ['export ann --out a.json', { command: { verb: 'export', user: 'ann', out: 'a.json' }, json: false }],
  [
    'compress --user ann --dry-run',
    { command: { verb: 'compress', user: 'ann', dryRun: true }, json: false },
  ],
  [
    'update ann --tone casual --response-length long',
    {
      command: {
        verb: 'update',
        user: 'ann',
        edit: { tone: 'casual', communication: { responseLength: 'long' } },
      },
      json: false,
    },
  ],
  ['prompt show', { command: { verb: 'prompt', action: 'show' }, json: false }],
  ['prompt show base-ru', { command: { verb: 'prompt', action: 'show', part: 'base-ru' }, json: false }],
  ['prompt check --json', { command: { verb: 'prompt', action: 'check' }, json: true }],
  [
    'prompt check mine --file a.txt',
    { command: { verb: 'prompt', action: 'check', part: 'mine', source: { file: 'a.txt' } }, json: false },
  ],
  [
    'prompt set mine --text Hello',
    { command: { verb: 'prompt', action: 'set', part: 'mine', source: { text: 'Hello' } }, json: false },
  ],
  [
    'prompt set max-chars --default',
    { command: { verb: 'prompt', action: 'set', part: 'max-chars', source: 'default' }, json: false },
  ],
  ['rules show --default', { command: { verb: 'rules', action: 'show', builtIn: true }, json: false }],
  ['rules check a.yaml', { command: { verb: 'rules', action: 'check', file: 'a.yaml' }, json: false }],
  ['rules set a.yaml', { command: { verb: 'rules', action: 'set', file: 'a.yaml' }, json: false }],
  ['rules set --default', { command: { verb: 'rules', action: 'set', file: undefined }, json: false }],
  [
    'rules try a.yaml --user ann --query milk',
    {
      command: { verb: 'rules', action: 'try', file: 'a.yaml', user: 'ann', query: 'milk' },
      json: false,
    },
  ],
  [
    'rules replay --incomplete --json',
    { command: { verb: 'rules', action: 'replay', incomplete: true }, json: true },
  ],
])('understands %s', (line, expected) => {
  expect(parsed(line)).toEqual(expected);
});

describe('says what is wrong with', () => {
  it.each([
    ['--json', 'Say what to do.'],
    [
      'dance',
      'There is no verb dance; the verbs are list, show, update, reset, erase, export, compress, phase, events, ',
    ],
    [
      'toString',
      'There is no verb toString; the verbs are list, show, update, reset, erase, export, compress, phase, events, ',
    ],
    ['show', 'show needs the id of a person.'],
    ['show ann bob', 'show takes one person; bob is too many.'],
    ['rules', 'rules is followed by show, check, set, try or replay.'],
    ['rules check', 'rules check needs a file.'],
    ['rules set', 'rules set needs a file.'],
    ['rules set a b', 'rules set takes one file; b is too many.'],
    ['rules set a --default', 'rules set takes no file; a is too many.'],
    ['rules replay a', 'rules replay takes no file; a is too many.'],
    ['rules show --query milk', 'rules show takes no --query.'],
    ['rules try a --user a/b', '"a/b" cannot be the id of a person.'],
    ['rules try a --text x', 'rules takes no --text.'],
    ['list ann', 'list takes no person; ann is too many.'],
    ['show a/b', '"a/b" cannot be the id of a person.'],
    ['show ann --yes', 'show takes no --yes.'],
    ['show ann --colour', "Unknown option '--colour'."],
    ['list --limit 0', '--limit must be a number from 1 to 500.'],
    ['list --limit ten', '--limit must be a number from 1 to 500.'],
    ['update ann', 'update needs something to change, e.g. --tone casual.'],
    ['update ann --tone rude', '--tone: Must be one of witty, formal, casual, concise, detailed.'],
    ['update ann --timezone Mars', '--timezone: Must be an IANA time zone, e.g. Europe/Moscow.'],
    ['prompt', 'prompt is followed by show, check or set.'],
    ['prompt drop mine', 'prompt is followed by show, check or set.'],
    ['prompt show a b', 'prompt show takes one prompt; b is too many.'],
    ['prompt show a --text x', 'prompt show takes no text.'],
    ['prompt check --text x', 'Name the prompt that the text is to be.'],
    ['prompt check a --default', 'prompt check takes no --default.'],
    ['prompt set', 'prompt set needs the name of a prompt.'],
    ['prompt set a', 'prompt set needs --file, --text or --default.'],
    ['prompt set a --text x --file y', 'Give one of --file, --text and --default.'],
    [
      'prompt set A_1 --text x',
      '"A_1" cannot be the name of a prompt: lower-case letters, digits and hyphens.',
    ],
    ['prompt set a --yes', 'prompt takes no --yes.'],
    ['show ann --text x', 'show takes no --text.'],
    ['update ann --response-length epic', '--response-length: Must be one of short, medium, long.'],
  ])('%s', (line, sentence) => {
    expect(() => parsed(line)).toThrow(sentence);
  });
});
