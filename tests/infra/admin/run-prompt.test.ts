import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { parseCommand } from '../../../infra/admin/parse-command.ts';
import { runCommand } from '../../../infra/admin/run-command.ts';
import { createPrompts, promptsRef } from '../../../shared/persona/index.ts';
import { createPeople } from '../../../shared/person/index.ts';
import { createRights } from '../../../shared/rights/index.ts';
import { startStores } from '../../shared/rights/start-stores.ts';

let stores: Awaited<ReturnType<typeof startStores>>;
let store: Firestore;
let folder: string;
beforeAll(async () => {
  stores = await startStores();
  store = stores.open();
  folder = await mkdtemp(join(tmpdir(), 'butler-prompts-'));
});
afterAll(async () => {
  await stores.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => promptsRef(store).delete());

async function prompt(...words: string[]): Promise<{ said: string; failed?: string }> {
  const output = new PassThrough();
  const written = text(output);
  const firestore = () => Promise.resolve(store);
  const failed = await runCommand(parseCommand(['prompt', ...words]), {
    firestore: store,
    people: createPeople({ firestore }),
    rights: createRights({ firestore }),
    compress: () => Promise.resolve('nothing'),
    bigquery: () => Promise.reject(new Error('not asked for here')),
    dataset: 'butler',
    place: 'the test',
    output,
    ask: undefined,
  }).then(
    () => undefined,
    (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
  );
  output.end();
  return { said: await written, ...(failed !== undefined && { failed }) };
}
const fileOf = async (content: string) => {
  const file = join(folder, 'prompt.txt');
  await writeFile(file, content);
  return file;
};

it('a prompt is set from a file, shown byte for byte, and in force', async () => {
  const content = 'You are Jeeves.\n\n  {{USER_PERSONA__persona}}\n';
  const { said } = await prompt('set', 'base-en', '--file', await fileOf(content));
  expect(said).toBe('base-en is set; it is in force within a minute.\n');
  expect((await prompt('show', 'base-en')).said).toBe(`${content}\n`);
  const prompts = createPrompts({ firestore: () => Promise.resolve(store) });
  expect((await prompts.read()).base.en).toBe(content);
});

it('one with problems is refused, each with its place, and nothing is stored', async () => {
  const refused = await prompt(
    'set',
    'mine',
    '--file',
    await fileOf('Hello\n {{NOBODY}} {{USER_PERSONA__age}}'),
  );
  expect(refused).toEqual({
    said: '',
    failed:
      'The prompt is not saved.\nmine:2:2 There is no placeholder {{NOBODY}}.\n' +
      'mine:2:13 {{USER_PERSONA__age}} names the unknown key "age".',
  });
  expect((await promptsRef(store).get()).exists).toBe(false);
});

it('a check says what is wrong with a text, or with what is stored, and fails', async () => {
  expect(await prompt('check', 'mine', '--text', '{{NOBODY}}')).toEqual({
    said: 'mine:1:1 There is no placeholder {{NOBODY}}.\n',
    failed: 'There is 1 problem.',
  });
  expect(await prompt('check', 'mine', '--text', 'Fine.')).toEqual({ said: 'Nothing is wrong.\n' });
  expect(await prompt('check')).toEqual({ said: 'Nothing is wrong.\n' });
  await promptsRef(store).set({ templates: { one: '{{A}}', two: '{{B}}' } });
  expect((await prompt('check')).failed).toBe('There are 2 problems.');
  const { said } = await prompt('check', 'two', '--json');
  expect(JSON.parse(said)).toEqual({
    problems: [{ part: 'two', line: 1, column: 1, problem: 'There is no placeholder {{B}}.' }],
  });
  expect((await prompt('show')).said).toContain('Not in force, for something is wrong:\none:1:1 ');
});

it('the list tells what is set and what is built in', async () => {
  await prompt('set', 'mine', '--text', 'One line\nand another');
  const { said } = await prompt('show');
  expect(said.split('\n').map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
    ['prompt', 'is'],
    ['base-ru', 'built in'],
    ['base-en', 'built in'],
    ['user-persona', 'built in'],
    ['max-chars', 'built in'],
    ['mine', 'set'],
    [''],
  ]);
});

it('what is set can be taken back', async () => {
  await prompt('set', 'max-chars', '--text', '300');
  await prompt('set', 'mine', '--text', 'Mine.');
  expect((await prompt('set', 'max-chars', '--default')).said).toMatch(
    /^max-chars is the built-in one again;/,
  );
  expect((await prompt('set', 'mine', '--default')).said).toMatch(/^mine is removed;/);
  expect(await prompt('show', 'mine')).toEqual({ said: '', failed: 'There is no prompt mine.' });
  expect((await prompt('set', 'mine', '--file', join(folder, 'none'))).failed).toMatch(/cannot be read/);
});
