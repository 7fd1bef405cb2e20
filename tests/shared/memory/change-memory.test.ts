import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compressMemory, createMemory, type Memory } from '../../../shared/memory/index.ts';
import { createRecall, type Recall } from '../../../shared/recall/index.ts';
import { makeTurn, type MemoryStore, start, startMemoryStore } from './memory-store.ts';

const now = start + 86_400_000;
const clock = () => now;
let store: MemoryStore;
type Instance = { memory: Memory; recall: Recall };
let here: Instance;
let there: Instance;
const makeInstance = (): Instance => ({
  memory: createMemory({ firestore: store.open, clock }),
  recall: createRecall({ firestore: store.open, clock }),
});
beforeAll(async () => {
  store = await startMemoryStore();
  here = makeInstance();
  there = makeInstance();
});
afterAll(() => store.stop());

/** Thirty exchanges of which twenty are compressed; the first is of a parrot. */
async function makePast(userId: string): Promise<void> {
  await store.meet(userId);
  for (let n = 1; n <= 30; n++) {
    const opened = await here.memory.open(userId, 'main');
    const turn = makeTurn(n, n === 1 ? { text: 'Our parrot is called Kesha' } : {});
    const [activity] = turn.activities;
    const activities = [{ ...activity!, summary: turn.user.content }];
    await here.memory.commit(opened, { ...turn, activities }, { epoch: 0, also: store.also(userId) });
  }
  const summarise = () => Promise.resolve('The parrot is called Kesha.');
  await compressMemory({ firestore: store.open, clock, summarise })(userId, 'main');
}

async function search({ memory, recall }: Instance, userId: string, question: string) {
  const { window } = await memory.open(userId, 'main');
  const own = window ? [{ conversationId: 'main', window }] : [];
  const windows = [...own, ...(await memory.siblings(userId, 'main'))];
  const found = await recall.search(userId, question, { windows, revision: 0, now, limit: 20 });
  return found.map(({ text }) => text);
}
const windowOf = async (userId: string) => (await here.memory.open(userId, 'main')).window!;

describe('an edited message', () => {
  it('says what it says now where it is still in the window', async () => {
    await makePast('ann');
    expect(await here.memory.edit('ann', 'main', 'm30', 'The hamster is called Foma')).toBe(true);
    expect(await search(there, 'ann', 'hamster')).toContain('The hamster is called Foma');
    const window = await windowOf('ann');
    expect(window.events.find(({ id }) => id === 'm30')).toMatchObject({ tags: ['edited'] });
    expect(window.activities.at(-1)?.summary).toBe('The hamster is called Foma');
  });

  it('says it also after compression, in other instances too', async () => {
    await makePast('bea');
    expect(await search(there, 'bea', 'parrot')).toContain('Our parrot is called Kesha');
    expect(await here.memory.edit('bea', 'main', 'm1', 'Our parrot is called Gosha')).toBe(true);
    for (const one of [here, there]) {
      const found = await search(one, 'bea', 'parrot Kesha Gosha');
      expect(found).toContain('Our parrot is called Gosha');
      expect(found.join()).not.toContain('Kesha');
    }
    const archived = await store.firestore.doc('users/bea/archive/main~m1').get();
    expect(archived.get('content')).toBe('Our parrot is called Gosha');
    expect((await windowOf('bea')).summary).toBe('');
  });

  it('that is not known changes nothing', async () => {
    await store.meet('cat');
    expect(await here.memory.edit('cat', 'main', 'm1', 'Something')).toBe(false);
    expect((await store.firestore.collection('users/cat/conversations').get()).size).toBe(0);
  });
});

describe('one thing that is forgotten', () => {
  it('is gone from window, archive, recall and summary, with its activity', async () => {
    await makePast('dan');
    expect(await search(there, 'dan', 'parrot')).toContain('Our parrot is called Kesha');
    expect(await here.memory.forgetEvent('dan', 'main~m1')).toBe(true);
    for (const one of [here, there])
      expect((await search(one, 'dan', 'parrot')).join()).not.toContain('Kesha');
    const all = await Promise.all(
      ['conversations', 'archive', 'recall'].map((name) =>
        store.firestore.collection(`users/dan/${name}`).get(),
      ),
    );
    const left = JSON.stringify(all.flatMap(({ docs }) => docs.map((doc) => doc.data())));
    expect(left).not.toContain('Kesha');
    expect(await here.memory.forgetEvent('dan', 'main~m30')).toBe(true);
    expect((await windowOf('dan')).events.map(({ id }) => id)).not.toContain('m30');
    expect(await here.memory.forgetEvent('dan', 'main~m1')).toBe(false);
  });

  it('is no evidence of an answer any more, in whichever conversation', async () => {
    await makePast('dora');
    const evidence = [{ id: 'main~m1', at: start, text: 'Our parrot is called Kesha' }];
    const opened = await here.memory.open('dora', 'second');
    await here.memory.commit(opened, { ...makeTurn(1), evidence }, { epoch: 0, also: store.also('dora') });
    await here.memory.forgetEvent('dora', 'main~m1');
    expect((await here.memory.open('dora', 'second')).window?.evidence).toEqual([]);
  });

  it('can be an activity that was sealed', async () => {
    await makePast('eve');
    expect(await here.memory.forgetEvent('eve', 'main~m2.turn')).toBe(true);
    const sealed = (await store.firestore.collection('users/eve/recall').get()).docs;
    const bodies = sealed.map((doc) => (doc.get('body') as string | undefined) ?? '').join();
    expect(bodies).not.toContain('"main~m2.turn"');
    expect(bodies).toContain('"main~m2"');
  });

  it('is not what an id that names nothing asks for', async () => {
    for (const id of ['', '~', 'main', 'main~', '~m1', 'a/b~m1', 'main~unknown'])
      expect(await here.memory.forgetEvent('eve', id)).toBe(false);
  });
});

it('all that was said is forgotten in every instance, and talking goes on', async () => {
  await makePast('fay');
  expect(await search(there, 'fay', 'parrot')).toContain('Our parrot is called Kesha');
  expect(await here.memory.forgetAll('fay')).toEqual({ conversations: 1, archive: 40, recall: 2 });
  for (const one of [here, there]) expect(await search(one, 'fay', 'parrot')).toEqual([]);
  const opened = await there.memory.open('fay', 'main');
  await there.memory.commit(opened, makeTurn(31), { epoch: 0, also: store.also('fay') });
  for (const one of [here, there])
    expect(await search(one, 'fay', 'parrot number')).toContain('Message number 31');
});

it('an erased person who comes back is not known by an instance that knew them', async () => {
  await makePast('gus');
  const slow = { ...makeInstance(), later: now + 60_000 };
  expect(await search(slow, 'gus', 'parrot')).toContain('Our parrot is called Kesha');
  await store.erase('gus');
  await store.meet('gus');
  const elsewhere = createMemory({ firestore: store.open, clock: () => slow.later });
  const opened = await elsewhere.open('gus', 'main');
  await elsewhere.commit(opened, makeTurn(1), { epoch: 0, also: store.also('gus') });
  expect(await search(slow, 'gus', 'parrot Kesha')).toEqual([]);
});

describe('what is remembered', () => {
  it('is listed from the latest to the first, page after page, with the summaries on the first', async () => {
    await makePast('hal');
    const ids: string[] = [];
    let before: string | undefined;
    let pages = 0;
    do {
      const page = await here.memory.list('hal', { limit: 7, before });
      ids.push(...page.events.map(({ id }) => id));
      const summaries = page.summaries.map(({ summary }) => summary);
      expect(summaries).toEqual(pages === 0 ? ['The parrot is called Kesha.'] : []);
      before = page.next;
      pages++;
    } while (before !== undefined);
    const expected = Array.from({ length: 30 }, (_, n) => [
      `main~m${30 - n}.reply`,
      `main~m${30 - n}`,
    ]).flat();
    expect(ids).toEqual(expected);
    expect(pages).toBe(9);
  });

  it('is not listed from a place that no page gave', async () => {
    await expect(here.memory.list('hal', { limit: 7, before: 'x/y' })).rejects.toMatchObject({
      code: 'bad_request',
    });
  });
});
