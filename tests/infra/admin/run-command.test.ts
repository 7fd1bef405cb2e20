import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseCommand } from '../../../infra/admin/parse-command.ts';
import { runCommand } from '../../../infra/admin/run-command.ts';
import { UsageError } from '../../../infra/admin/usage.ts';
import { createPeople } from '../../../shared/person/index.ts';
import { createRights } from '../../../shared/rights/index.ts';
import { livePerson } from '../../shared/rights/live-person.ts';
import { startStores } from '../../shared/rights/start-stores.ts';

let stores: Awaited<ReturnType<typeof startStores>>;
let firestore: Firestore;
const at = Date.parse('2026-03-01T12:34:00Z');
beforeAll(async () => {
  stores = await startStores();
  firestore = stores.open();
  for (const userId of ['ann', 'bob', 'cat']) await livePerson(firestore, userId);
  await firestore.doc('users/ann/conversations/main').set({
    events: [{ content: 'hello' }],
    totals: { user: 30, assistant: 30, compressions: 1 },
    summary: 'Ann \u001b[2J plans\na garden.',
    updatedAt: at,
    fill: 1.5,
  });
  await firestore
    .doc('users/ann/conversations/side')
    .set({ totals: { user: 1, assistant: 1 }, updatedAt: at, fill: 1 });
});
afterAll(() => stores.close());

const compressed: string[] = [];

async function admin(line: string | string[], ask?: (question: string) => Promise<string>): Promise<string> {
  const output = new PassThrough();
  const people = createPeople({ firestore: () => Promise.resolve(firestore) });
  const written = text(output);
  try {
    await runCommand(parseCommand(typeof line === 'string' ? line.split(' ') : line), {
      firestore,
      people,
      rights: createRights({ firestore: () => Promise.resolve(firestore) }),
      compress: (userId, conversationId) => {
        compressed.push(`${userId}/${conversationId}`);
        return Promise.resolve('extractive');
      },
      bigquery: () => Promise.reject(new Error('not asked for here')),
      dataset: 'butler',
      place: 'the test',
      output,
      ask,
    });
  } finally {
    output.end();
  }
  return written;
}

it('the list shows id, persona, events and last activity, page by page', async () => {
  await admin(['update', 'bob', '--persona', 'A very dry butler who speaks of nothing but the weather']);
  const first = await admin('list --limit 2');
  expect(first).toBe(`id   persona                                   events  last active
ann  default                                   62      2026-03-01 12:34
bob  A very dry butler who speaks of nothing…  0       1970-01-01 00:00
More: list --limit 2 --after bob
`);
  const rest = JSON.parse(await admin('list --limit 2 --after bob --json')) as object;
  expect(rest).toEqual({
    people: [
      { id: 'cat', persona: 'default', events: 0, lastActive: 1 },
      { id: 'telegram:ann-1', persona: 'default', events: 0, lastActive: null, mergedInto: 'ann' },
    ],
    next: 'telegram:ann-1',
  });
});

it('show adds the profile, accounts and summaries, on lines that cannot repaint the terminal', async () => {
  const shown = await admin('show ann');
  expect(shown).toContain('name: ann\n');
  expect(shown).toContain('persona: default\n');
  expect(shown).toContain('Accounts\ntelegram:ann-1\n');
  expect(shown).toContain(
    'main: 60 events, 1 in the window, last 2026-03-01 12:34\n  Ann [2J plans a garden.\n',
  );
  expect(shown).toContain('Archive: 3 events. Recall: 1 documents.');
  expect(JSON.parse(await admin('show ann --json'))).toMatchObject({
    profile: { userId: 'ann' },
    conversations: [{ id: 'main', live: 1 }, { id: 'side' }],
  });
});

it('update changes the profile and moves its epoch', async () => {
  const before = (await firestore.doc('users/cat').get()).get('epoch') as number;
  expect(await admin('update cat --tone concise --language en')).toContain('tone: concise');
  const after = await firestore.doc('users/cat').get();
  expect(after.get('epoch')).toBe(before + 1);
  expect(after.data()).toMatchObject({ tone: 'concise', language: 'en' });
});

it('unknown people and linked accounts are named in a sentence', async () => {
  for (const verb of ['show', 'export', 'erase', 'reset'])
    await expect(admin(`${verb} nobody`)).rejects.toThrow('There is no person nobody.');
  await expect(admin('erase telegram:ann-1 --yes')).rejects.toThrow(
    'telegram:ann-1 is linked to ann; name ann.',
  );
});

it('what cannot be undone is asked for by the id, or refused', async () => {
  await expect(admin('erase bob')).rejects.toThrow(
    'erase cannot be undone and there is no terminal to ask at; give --yes.',
  );
  const asked: string[] = [];
  const answering = (reply: string) => (question: string) => {
    asked.push(question);
    return Promise.resolve(reply);
  };
  await expect(admin('reset bob', answering('y'))).rejects.toThrow('Nothing was changed.');
  expect((await firestore.doc('users/bob').get()).get('persona')).toContain('dry butler');
  expect(asked).toEqual([
    'Profile, memory and what was learned of bob in the test will be gone. Type the id to go on: ',
  ]);
  expect(await admin('reset bob', answering('bob'))).toBe(
    'bob is reset. Removed: conversations 1, archive 3, recall 1.\n',
  );
});

it('reset keeps the account and gives everything else the defaults', async () => {
  await livePerson(firestore, 'dan');
  await admin('update dan --tone formal --name Daniel');
  await firestore.doc('users/dan/personas/current').set({ mood: 'tired' });
  const { epoch, createdAt } = (await firestore.doc('users/dan').get()).data() as {
    epoch: number;
    createdAt: number;
  };
  await admin('reset dan --yes --json');
  const people = createPeople({ firestore: () => Promise.resolve(firestore) });
  expect(await people.profile('dan')).toMatchObject({ name: '', tone: 'witty', epoch: epoch + 1, createdAt });
  expect(await people.context('dan')).toMatchObject({ recentSkills: [], lastActive: null });
  expect((await firestore.doc('users/dan/conversations/main').get()).data()).toMatchObject({
    events: [],
    summary: '',
    epoch: epoch + 1,
  });
  for (const gone of ['archive/main~0', 'recall/s1', 'personas/current'])
    expect((await firestore.doc(`users/dan/${gone}`).get()).exists).toBe(false);
  for (const kept of ['identities/telegram:dan-1', 'quotas/dan', 'users/dan/plans/p/deep/d'])
    expect((await firestore.doc(kept).get()).exists).toBe(true);
});

it('export writes one document, into a new file for its owner alone', async () => {
  const written = JSON.parse(await admin('export ann')) as { documents: unknown[] };
  expect(written.documents.length).toBeGreaterThan(5);
  const file = join(await mkdtemp(join(tmpdir(), 'admin-')), 'ann.json');
  expect(await admin(['export', 'ann', '--out', file])).toBe(`ann is exported to ${file}.\n`);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ userId: 'ann' });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await expect(admin(['export', 'ann', '--out', file])).rejects.toThrow('cannot be written');
});

it('compress runs over what is past the threshold, and a dry run only counts it', async () => {
  expect(await admin('compress --dry-run')).toBe('person  due\nann     1\n');
  expect(compressed).toEqual([]);
  expect(JSON.parse(await admin('compress --user ann --json'))).toEqual([
    { person: 'ann', due: 1, extractive: 1 },
  ]);
  expect(compressed).toEqual(['ann/main']);
  expect(await admin('compress --user cat')).toBe('No conversation is over the threshold.\n');
});

it('erase removes the person and answers the receipt; one that was cut short is gone on with', async () => {
  await livePerson(firestore, 'eve');
  const receipt = JSON.parse(await admin('erase eve --yes --json')) as { id: string };
  expect(receipt).toMatchObject({ state: 'pending', documents: { archive: 4 } });
  expect((await firestore.doc('users/eve/archive/main~0').get()).exists).toBe(false);
  await expect(admin('erase eve --yes')).rejects.toThrow('There is no person eve.');

  await livePerson(firestore, 'fay');
  const store = () => Promise.resolve(firestore);
  await createRights({ firestore: store, patienceMs: -1 }).erase('fay');
  expect(await admin('erase fay --yes')).toMatch(/^fay is erased\. Removed: .*archive 4/);
});

it('phase shows how far a person has come, and sets it by hand', async () => {
  expect(await admin('phase bob')).toContain('phase: discovery\nnext: establishment\nshare: 0\n');
  const set = JSON.parse(await admin('phase bob mastery --json')) as object;
  expect(set).toMatchObject({ user: 'bob', phase: 'mastery', next: null, share: 1 });
  expect(JSON.parse(await admin('phase bob --json'))).toEqual(set);
  await expect(admin('phase nobody mastery')).rejects.toThrow('nobody');
  for (const line of ['phase', 'phase bob guru', 'phase bob mastery now', 'phase bob --yes'])
    await expect(admin(line)).rejects.toThrow(UsageError);
});
