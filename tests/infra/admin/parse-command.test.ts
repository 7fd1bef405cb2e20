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
])('understands %s', (line, expected) => {
  expect(parsed(line)).toEqual(expected);
});

describe('says what is wrong with', () => {
  it.each([
    ['--json', 'Say what to do.'],
    ['dance', 'There is no verb dance; the verbs are list, show, update, reset, erase, export, compress.'],
    [
      'toString',
      'There is no verb toString; the verbs are list, show, update, reset, erase, export, compress.',
    ],
    ['show', 'show needs the id of a person.'],
    ['show ann bob', 'show takes one person; bob is too many.'],
    ['list ann', 'list takes no person; ann is too many.'],
    ['show a/b', '"a/b" cannot be the id of a person.'],
    ['show ann --yes', 'show takes no --yes.'],
    ['show ann --colour', "Unknown option '--colour'."],
    ['list --limit 0', '--limit must be a number from 1 to 500.'],
    ['list --limit ten', '--limit must be a number from 1 to 500.'],
    ['update ann', 'update needs something to change, e.g. --tone casual.'],
    ['update ann --tone rude', '--tone: Must be one of witty, formal, casual, concise, detailed.'],
    ['update ann --timezone Mars', '--timezone: Must be an IANA time zone, e.g. Europe/Moscow.'],
    ['update ann --response-length epic', '--response-length: Must be one of short, medium, long.'],
  ])('%s', (line, sentence) => {
    expect(() => parsed(line)).toThrow(sentence);
  });
});
