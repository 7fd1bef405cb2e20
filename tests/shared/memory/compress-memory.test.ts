import type { Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  compressMemory,
  type CompressServices,
  createMemory,
  type Memory,
  type Window,
} from '../../../shared/memory/index.ts';
import { registry } from '../../../shared/platform/metrics.ts';
import { estimateTokens } from '../../../shared/prompt/index.ts';
import { createRecall, type Recall } from '../../../shared/recall/index.ts';
import { makeTurn, type MemoryStore, start, startMemoryStore } from './memory-store.ts';

let store: MemoryStore;
let memory: Memory;
let recall: Recall;
const now = start + 86_400_000;
const clock = () => now;
beforeAll(async () => {
  store = await startMemoryStore();
  memory = createMemory({ firestore: store.open, clock });
  recall = createRecall({ firestore: store.open, clock });
});
afterAll(() => store.stop());

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const ids = (from: number, to: number) => numbers(from, to).flatMap((n) => [`m${n}`, `m${n}.reply`]);

async function say(
  userId: string,
  n: number,
  given: Parameters<typeof makeTurn>[1] = {},
  conversationId = 'main',
) {
  const opened = await memory.open(userId, conversationId);
  return memory.commit(opened, makeTurn(n, given), { epoch: 0, also: store.also(userId) });
}
async function sayAll(userId: string, from: number, to: number) {
  for (const n of numbers(from, to)) await say(userId, n);
}

async function windowOf(userId: string, conversationId = 'main'): Promise<Window> {
  const { window } = await memory.open(userId, conversationId);
  if (!window) throw new Error('there is no window');
  return window;
}
const idsOf = ({ events }: Window) => events.map(({ id }) => id);
const archived = async (userId: string) =>
  (await store.firestore.collection(`users/${userId}/archive`).get()).docs;
const archivedIds = async (userId: string) => (await archived(userId)).map(({ id }) => id).sort();

function compressor(given: Partial<CompressServices> = {}) {
  const asked: string[] = [];
  const compress = compressMemory({
    firestore: store.open,
    clock,
    summarise: (messages) => {
      asked.push(JSON.stringify(messages));
      return Promise.resolve(`Summary number ${asked.length}.`);
    },
    languageOf: () => Promise.resolve('en'),
    ...given,
  });
  return { compress, asked };
}

async function search(userId: string, question: string, kind?: 'turn' | 'activity') {
  const { window } = await memory.open(userId, 'main');
  const windows = window ? [{ conversationId: 'main', window }] : [];
  const revision = window?.recallRevision ?? 0;
  return recall.search(userId, question, { windows, revision, now, ...(kind && { kind }), limit: 20 });
}

/** Everything the person has, as it is stored. */
async function allOf(userId: string): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const name of ['conversations', 'archive', 'recall']) {
    for (const doc of (await store.firestore.collection(`users/${userId}/${name}`).get()).docs)
      found[doc.ref.path] = doc.data();
  }
  return found;
}

it('fifty-one exchanges compress exactly twice, and what is said twice is said once', async () => {
  await store.meet('ann');
  const { compress, asked } = compressor();
  const outcomes: string[] = [];
  for (const n of numbers(1, 51)) {
    const { full } = await say('ann', n);
    // The queue may deliver a job more than once.
    if (full) outcomes.push(await compress('ann', 'main'), await compress('ann', 'main'));
  }
  expect(outcomes).toEqual(['compressed', 'nothing', 'compressed', 'nothing']);
  expect(asked).toHaveLength(2);
  expect(asked[1]).toContain('Summary number 1.');
  const window = await windowOf('ann');
  expect(window).toMatchObject({
    summary: 'Summary number 2.',
    totals: { user: 51, assistant: 51, compressions: 2 },
  });
  expect(idsOf(window)).toEqual(ids(33, 51));
  expect(await archivedIds('ann')).toEqual(
    ids(1, 32)
      .map((id) => `main~${id}`)
      .sort(),
  );
  const [first] = await archived('ann');
  const expireAt = first?.get('expireAt') as { toMillis(): number };
  expect(expireAt.toMillis() - (first?.get('at') as number)).toBe(90 * 86_400_000);
});

it('the twenty-sixth exchange, which brings the fifty-first event, compresses exactly once', async () => {
  await store.meet('bea');
  const { compress } = compressor();
  await sayAll('bea', 1, 25);
  expect(await compress('bea', 'main')).toBe('nothing');
  expect(await say('bea', 26)).toMatchObject({ full: true });
  const outcomes = await Promise.all([1, 2, 3].map(() => compress('bea', 'main')));
  expect(outcomes.sort()).toEqual(['compressed', 'nothing', 'nothing']);
  const window = await windowOf('bea');
  expect(window.totals.compressions).toBe(1);
  expect(idsOf(window)).toEqual(ids(17, 26));
});

it('what is said while the model works stays', async () => {
  await store.meet('cat');
  await sayAll('cat', 1, 26);
  const { compress } = compressor({
    summarise: async () => {
      await sayAll('cat', 27, 29);
      return 'So far.';
    },
  });
  expect(await compress('cat', 'main')).toBe('compressed');
  expect(idsOf(await windowOf('cat'))).toEqual(ids(17, 29));
  expect(await archivedIds('cat')).toHaveLength(32);
});

it('what is edited while the model works is summarised as it is now', async () => {
  await store.meet('dan');
  await sayAll('dan', 1, 26);
  let edited = false;
  const asked: string[] = [];
  const { compress } = compressor({
    summarise: async (messages) => {
      asked.push(JSON.stringify(messages));
      if (!edited) await memory.edit('dan', 'main', 'm1', 'Corrected words');
      edited = true;
      return 'So far.';
    },
  });
  expect(await compress('dan', 'main')).toBe('compressed');
  expect(asked).toHaveLength(2);
  expect(asked[1]).toContain('Corrected words');
  const [moved] = (await archived('dan')).filter(({ id }) => id === 'main~m1');
  expect(moved?.get('content')).toBe('Corrected words');
});

it('with the model down the window grows to a hundred events and is then summarised by extract', async () => {
  await store.meet('eve');
  const { compress } = compressor({ summarise: () => Promise.reject(new Error('down')) });
  const outcomes = new Map<number, string>();
  for (const n of numbers(1, 50)) {
    const { full } = await say(
      'eve',
      n,
      n === 3 ? { text: 'My daughter Masha was born in Tula in 2015.' } : {},
    );
    if (full) outcomes.set(n, await compress('eve', 'main'));
  }
  expect([...outcomes.values()].slice(0, -1)).toEqual(Array.from({ length: 24 }, () => 'waiting'));
  expect(outcomes.get(50)).toBe('extractive');
  const window = await windowOf('eve');
  expect(idsOf(window)).toEqual(ids(41, 50));
  expect(window.summary).toContain('My daughter Masha was born in Tula in 2015.');
  expect(estimateTokens(window.summary)).toBeLessThanOrEqual(300);
});

it('without a model summaries are extracts from the fifty-first event on', async () => {
  await store.meet('fay');
  await sayAll('fay', 1, 26);
  expect(await compressor({ summarise: undefined }).compress('fay', 'main')).toBe('extractive');
  expect((await windowOf('fay')).summary).toContain('Message number');
});

it('a summary that is too long is cut at a sentence', async () => {
  await store.meet('gus');
  await sayAll('gus', 1, 26);
  const long = 'The person told a long story about the garden and the fence. '.repeat(100);
  await compressor({ summarise: () => Promise.resolve(long) }).compress('gus', 'main');
  const { summary } = await windowOf('gus');
  expect(estimateTokens(summary)).toBeLessThanOrEqual(300);
  expect(summary).toMatch(/fence\.$/);
});

/** A store whose next transaction dies before or after it took effect. */
function dying(when: 'before' | 'after'): Firestore {
  let alive = true;
  const runTransaction: Firestore['runTransaction'] = async (work, options) => {
    if (!alive) return store.firestore.runTransaction(work, options);
    alive = false;
    if (when === 'after') await store.firestore.runTransaction(work, options);
    else
      await store.firestore
        .runTransaction(async (transaction) => {
          await work(transaction);
          throw new Error('died');
        })
        .catch(() => undefined);
    throw new Error('died');
  };
  return new Proxy(store.firestore, {
    get: (target, name) => {
      if (name === 'runTransaction') return runTransaction;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

it('a worker that dies before or after its transaction loses nothing and repeats nothing', async () => {
  const left: unknown[] = [];
  for (const when of ['never', 'before', 'after'] as const) {
    const userId = `hal-${when}`;
    await store.meet(userId);
    await sayAll(userId, 1, 26);
    const firestore = when === 'never' ? store.firestore : dying(when);
    const { compress } = compressor({
      firestore: () => Promise.resolve(firestore),
      summarise: () => Promise.resolve('So far.'),
    });
    if (when !== 'never') await expect(compress(userId, 'main')).rejects.toThrow('died');
    expect(await compress(userId, 'main')).toBe(when === 'after' ? 'nothing' : 'compressed');
    const all = await allOf(userId);
    left.push(
      Object.fromEntries(Object.entries(all).map(([path, data]) => [path.replace(userId, 'hal'), data])),
    );
    const found = await search(userId, 'message number', 'turn');
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
  }
  expect(left[1]).toEqual(left[0]);
  expect(left[2]).toEqual(left[0]);
});

it('everything said is found at once and after compression, activities alone too', async () => {
  await store.meet('ida');
  await say('ida', 1, { text: 'The key of the shed hangs behind the mirror' });
  const before = await search('ida', 'Where does the key of the shed hang?', 'turn');
  expect(before[0]).toMatchObject({ id: 'main~m1', at: start + 60_000 });
  await sayAll('ida', 2, 26);
  await compressor().compress('ida', 'main');
  const after = await search('ida', 'Where does the key of the shed hang?', 'turn');
  expect(after[0]).toMatchObject({ id: 'main~m1', at: start + 60_000, text: before[0]?.text });
  const done = await search('ida', 'talked', 'activity');
  expect(done.length).toBeGreaterThan(0);
  expect(new Set(done.map(({ kind }) => kind))).toEqual(new Set(['activity']));
  expect(done.some(({ id }) => id === 'main~m1.turn' || id === 'main~m26.turn')).toBe(true);
});

it('a message that comes again after compression has its reply from the archive', async () => {
  const opened = await memory.open('ida', 'main');
  expect(await memory.replyTo(opened, 'm1')).toMatchObject({ content: 'Answer number 1' });
  expect(await say('ida', 1, { reply: 'Something else' })).toMatchObject({ duplicate: 'Answer number 1' });
  expect(idsOf(await windowOf('ida'))).toEqual(ids(17, 26));
});

it('two conversations with the same ids are sealed beside one another', async () => {
  await store.meet('jim');
  const { compress } = compressor();
  for (const conversationId of ['main', 'telegram-1']) {
    for (const n of numbers(1, 26))
      await say('jim', n, { text: `In ${conversationId}, number ${n}` }, conversationId);
    await compress('jim', conversationId);
  }
  const all = await archivedIds('jim');
  expect(all).toHaveLength(64);
  expect(all.filter((id) => id.startsWith('main~'))).toHaveLength(32);
  const found = await search('jim', 'telegram number 3', 'turn');
  expect(found[0]).toMatchObject({ id: 'telegram-1~m3', conversationId: 'telegram-1' });
});

it('memories are embedded off the hot path, and kept where that fails', async () => {
  const embed = (texts: string[]) =>
    Promise.resolve(texts.map((text) => (/otter/.test(text) ? [1, 0] : [0, 1])));
  const fails = () => Promise.reject(new Error('down'));
  for (const [userId, one, dimensions] of [
    ['kim', embed, 2],
    ['leo', fails, undefined],
  ] as const) {
    await store.meet(userId);
    await say(userId, 1, { text: 'We saw an otter' });
    await sayAll(userId, 2, 26);
    expect(await compressor({ embed: one }).compress(userId, 'main')).toBe('compressed');
    const sealed = (await store.firestore.collection(`users/${userId}/recall`).get()).docs.find(
      ({ id }) => id !== 'directory',
    );
    expect(sealed?.get('dimensions')).toBe(dimensions);
    expect((await search(userId, 'otter'))[0]?.id).toBe('main~m1');
  }
});

it('a conversation of very long messages never outgrows its document', async () => {
  await store.meet('mia');
  const text = 'ж'.repeat(8000);
  for (const n of numbers(1, 60)) await say('mia', n, { text: `${n} ${text}`, reply: `${n} ${text}` });
  const window = await windowOf('mia');
  expect(Buffer.byteLength(JSON.stringify(window))).toBeLessThan(800 * 1024);
  expect(window.totals.compressions).toBeGreaterThan(0);
  const kept = new Set([
    ...idsOf(window),
    ...(await archivedIds('mia')).map((id) => id.slice('main~'.length)),
  ]);
  expect(kept.size).toBe(120);
});

it('what was said more than ninety days ago goes to no archive', async () => {
  await store.meet('ned');
  await say('ned', 0, { at: now - 91 * 86_400_000, text: 'Ancient history' });
  await sayAll('ned', 1, 26);
  await compressor().compress('ned', 'main');
  expect(await archivedIds('ned')).not.toContain('main~m0');
  expect(await search('ned', 'ancient history')).toEqual([]);
});

it('a conversation that is gone is not made again', async () => {
  await store.meet('oda');
  await sayAll('oda', 1, 26);
  const { compress } = compressor({
    summarise: async () => {
      await store.erase('oda');
      return 'So far.';
    },
  });
  expect(await compress('oda', 'main')).toBe('nothing');
  expect(await allOf('oda')).toEqual({});
});

it('compressions are counted by how they went, from zero', async () => {
  for (const name of ['user_memory_compressions_total', 'personalized_memory_compressions_total']) {
    const metric = await registry.getSingleMetric(name)?.get();
    expect(metric?.values.map(({ labels }) => labels['status'])).toEqual(['success', 'fallback', 'error']);
  }
});
