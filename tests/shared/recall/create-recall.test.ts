import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createRecall,
  type EmbeddedSnippet,
  type LiveWindow,
  readSealing,
  type Snippet,
  stageSealing,
} from '../../../shared/recall/index.ts';
import { startServer, type Server } from '../../infra/local/firestore/start-server.ts';
import { makeSnippet } from './make-snippet.ts';

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const now = Date.UTC(2026, 2, 10);
const day = 86_400_000;
const open = () => Promise.resolve(server.firestore);

async function seal(userId: string, snippets: EmbeddedSnippet[]): Promise<number> {
  const { firestore } = server;
  return firestore.runTransaction(async (transaction) => {
    const sealing = await readSealing(transaction, firestore, userId);
    return stageSealing(transaction, firestore, userId, sealing, snippets);
  });
}

function windowWith(texts: string[], given: Partial<LiveWindow> = {}): LiveWindow {
  const events = texts.map((content, n) => {
    return { id: `w${n}`, role: 'user' as const, content, at: now - day + n, tags: [] as string[] };
  });
  return { events, activities: [], epoch: 0, recallRevision: 0, createdAt: now - 30 * day, ...given };
}
const inMain = (window: LiveWindow) => [{ conversationId: 'main', window }];

it('finds what is in the live window and what is sealed', async () => {
  const recall = createRecall({ firestore: open, clock: () => now });
  const revision = await seal('ann', [makeSnippet('My sister Olga plays the cello')]);
  const windows = inMain(windowWith(['The cello lesson is on Friday'], { recallRevision: revision }));
  const found = await recall.search('ann', 'cello', { windows, revision, now });
  expect(found.map(({ text }) => text).sort()).toEqual([
    'My sister Olga plays the cello',
    'The cello lesson is on Friday',
  ]);
  expect(found.find(({ text }) => text.includes('Friday'))?.id).toBe('main~w0');
});

it('reads the directory and the segments once, then again when the window tells of a newer one', async () => {
  const recall = createRecall({ firestore: open, clock: () => now });
  const revision = await seal('bea', [makeSnippet('The boiler was repaired', { id: 'b1' })]);
  const search = (revision: number) =>
    recall.search('bea', 'boiler', {
      windows: inMain(windowWith([], { recallRevision: revision })),
      revision,
      now,
    });
  server.local.resetCounts();
  await search(revision);
  expect(server.local.counts().reads).toBe(2);
  await search(revision);
  expect(server.local.counts().reads).toBe(2);
  const later = await seal('bea', [makeSnippet('The boiler broke again', { id: 'b2' })]);
  expect(await search(later)).toHaveLength(2);
});

it('an epoch that moved and a conversation that began later read the directory again', async () => {
  const recall = createRecall({ firestore: open, clock: () => now });
  await seal('cat', [makeSnippet('The password of the wifi is owl')]);
  const search = (given: Partial<LiveWindow>) =>
    recall.search('cat', 'password', { windows: inMain(windowWith([], given)), revision: 0, now });
  expect(await search({})).toHaveLength(1);
  await server.firestore.recursiveDelete(server.firestore.collection('users/cat/recall'));
  expect(await search({ epoch: 1 })).toHaveLength(0);
  await seal('cat', [makeSnippet('The password of the wifi is fox')]);
  const other = createRecall({ firestore: open, clock: () => now });
  const begun = (createdAt: number) =>
    other.search('cat', 'password', { windows: inMain(windowWith([], { createdAt })), revision: 0, now });
  expect(await begun(now - day)).toHaveLength(1);
  await server.firestore.recursiveDelete(server.firestore.collection('users/cat/recall'));
  expect(await begun(now + 1)).toHaveLength(0);
});

it('a segment that was replaced meanwhile is looked up anew', async () => {
  const recall = createRecall({ firestore: open, clock: () => now });
  await seal('dan', [makeSnippet('The tram goes at eight', { id: 'd1' })]);
  const search = (at: number) =>
    recall.search('dan', 'tram', { windows: inMain(windowWith([])), revision: 0, now: at });
  // A year later no segment is worth opening: it holds the directory alone.
  expect(await search(now + 365 * day)).toEqual([]);
  await seal('dan', [makeSnippet('The tram was late', { id: 'd2' })]);
  expect(await search(now)).toHaveLength(2);
});

it('what a sibling window held a moment ago and is sealed now comes once', async () => {
  const recall = createRecall({ firestore: open, clock: () => now });
  const text = 'The dentist is called Petrov';
  const sealed: Snippet = makeSnippet(text, { id: 'main~w0', conversationId: 'main' });
  const revision = await seal('eve', [sealed]);
  const found = await recall.search('eve', 'dentist', { windows: inMain(windowWith([text])), revision, now });
  expect(found.map(({ id }) => id)).toEqual(['main~w0']);
});

it('what is older than ninety days is not recalled', async () => {
  const recall = createRecall({ firestore: open, clock: () => now });
  const revision = await seal('fay', [
    makeSnippet('The garage code is 1234', { at: now - 91 * day }),
    makeSnippet('The garage door squeaks', { at: now - 89 * day }),
  ]);
  const found = await recall.search('fay', 'garage', { windows: [], revision, now });
  expect(found.map(({ text }) => text)).toEqual(['The garage door squeaks']);
});

it('activities are found alone, five of them', async () => {
  const recall = createRecall({ firestore: open, clock: () => now });
  const activities = Array.from({ length: 7 }, (_, n) => ({
    id: `a${n}`,
    actionType: 'skill',
    skill: 'plan',
    summary: `Planned the day, the ${n}. time with ${'x'.repeat(n + 1)}${n}`,
    at: now - day + n,
    hourOfDay: 9,
    dayOfWeek: 0,
    durationMs: 10,
  }));
  const windows = inMain(windowWith(['Please plan my day'], { activities }));
  const found = await recall.search('gus', 'plan', { windows, revision: 0, now, kind: 'activity' });
  expect(found).toHaveLength(5);
  expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['activity']));
});

it('replies that repeat memories or apologise are not memories', async () => {
  const recall = createRecall({ firestore: open, clock: () => now });
  const reply = (id: string, tag: string, content: string) => {
    return { id, role: 'assistant' as const, content, at: now - day, tags: [tag] };
  };
  const events = [
    reply('r1', 'recalled', 'You said: lilac'),
    reply('r2', 'apology', 'Sorry about the lilac'),
  ];
  const windows = inMain({ ...windowWith([]), events });
  expect(await recall.search('hal', 'lilac', { windows, revision: 0, now })).toEqual([]);
});

/** Understands that a car is a jalopy, and nothing else. */
const vectorOf = (text: string) => (/car|jalopy/i.test(text) ? [1, 0, 0] : [0, 1, 0.2]);

it('meaning finds what words do not, and words go on when meaning fails', async () => {
  const texts = ['I bought a red car', 'I bought a red lamp', 'It rained all week'];
  const revision = await seal(
    'ida',
    texts.map((text) => ({ ...makeSnippet(text), embedding: vectorOf(text) })),
  );
  const windows = inMain(windowWith([], { recallRevision: revision }));
  const options = { windows, revision, now };
  const meaning = createRecall({
    firestore: open,
    clock: () => now,
    embed: (all) => Promise.resolve(all.map(vectorOf)),
  });
  expect((await meaning.search('ida', 'Where is the jalopy?', options))[0]?.text).toBe(texts[0]);
  const failing = createRecall({
    firestore: open,
    clock: () => now,
    embed: () => Promise.reject(new Error('down')),
  });
  expect(await failing.search('ida', 'Where is the jalopy?', options)).toEqual([]);
  expect((await failing.search('ida', 'lamp', options))[0]?.text).toBe(texts[1]);
});

it('forty segments are filled one after another and sixteen are opened', async () => {
  const recall = createRecall({ firestore: open, clock: () => now });
  let revision = 0;
  for (let n = 0; n < 100; n++) {
    const text = n === 7 ? 'The violin is in the attic' : 'Bread and butter';
    const batch = Array.from({ length: 52 }, (_, one) => {
      return makeSnippet(`${text} ${n} ${one}`, {
        id: `${n}-${one}`,
        at: now - 50 * day + n * 60 * 60_000 + one,
      });
    });
    revision = await seal('jim', batch);
  }
  const documents = await server.firestore.collection('users/jim/recall').get();
  expect(documents.size).toBe(Math.ceil(5200 / 128) + 1);
  server.local.resetCounts();
  const found = await recall.search('jim', 'violin', { windows: [], revision, now });
  expect(found[0]?.text).toContain('attic');
  expect(server.local.counts().reads).toBe(17);
});

it('“yesterday” is understood in the time zone of the person', async () => {
  const recall = createRecall({ firestore: open, clock: () => now });
  // Half past midnight on the 9th in Tokyo, the 8th in UTC.
  const at = Date.UTC(2026, 2, 8, 15, 30);
  const revision = await seal('kim', [
    makeSnippet('Saw a heron', { at }),
    makeSnippet('Saw a stork', { at: at - 2 * 3_600_000 }),
  ]);
  const options = { windows: [], revision, now: Date.UTC(2026, 2, 10, 3) };
  const found = await recall.search('kim', 'What was yesterday?', { ...options, timeZone: 'Asia/Tokyo' });
  expect(found.map(({ text }) => text)[0]).toBe('Saw a heron');
});
