import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createMemory,
  type Memory,
  PersonGoneError,
  type Turn,
  type Window,
} from '../../../shared/memory/index.ts';
import { makeTurn, type MemoryStore, start, startMemoryStore } from './memory-store.ts';

let store: MemoryStore;
let memory: Memory;
beforeAll(async () => {
  store = await startMemoryStore();
  memory = createMemory({ firestore: store.open, clock: () => start });
});
afterAll(() => store.stop());

async function say(userId: string, turn: Turn, through = memory, conversationId = 'main') {
  const opened = await through.open(userId, conversationId);
  return through.commit(opened, turn, { epoch: 3, also: store.also(userId) });
}

async function windowOf(userId: string, conversationId = 'main'): Promise<Window> {
  const { window } = await memory.open(userId, conversationId);
  if (!window) throw new Error('there is no window');
  return window;
}
const idsOf = ({ events }: Window) => events.map(({ id }) => id);
const pairs = (numbers: number[]) => numbers.flatMap((n) => [`m${n}`, `m${n}.reply`]);

it('a turn is remembered with its ledger, its model and the epoch of the profile', async () => {
  await store.meet('ann');
  const committed = await say('ann', { ...makeTurn(1), model: 'large' });
  expect(committed).toMatchObject({ full: false });
  expect(await windowOf('ann')).toEqual(committed.window);
  expect(committed.window).toMatchObject({
    model: 'large',
    epoch: 3,
    totals: { user: 1, assistant: 1, compressions: 0 },
    processed: [{ id: 'm1', reply: 'm1.reply' }],
  });
  expect(idsOf(committed.window)).toEqual(pairs([1]));
  expect(committed.window.activities).toHaveLength(1);
});

it('opening a conversation is one read and committing a turn one batch', async () => {
  await store.meet('bea');
  await say('bea', makeTurn(1));
  store.resetCounts();
  const opened = await memory.open('bea', 'main');
  expect(store.counts()).toEqual({ reads: 1, writes: 0, deletes: 0 });
  await memory.commit(opened, makeTurn(2), { epoch: 0, also: store.also('bea') });
  // The window and the gate.
  expect(store.counts()).toEqual({ reads: 1, writes: 2, deletes: 0 });
});

it('twenty turns at once lose nothing, stay in pairs and in the order in which the messages came', async () => {
  await store.meet('cat');
  const others = [memory, ...[1, 2, 3].map(() => createMemory({ firestore: store.open }))];
  const opened = await Promise.all(others.map((one) => one.open('cat', 'main')));
  const numbers = Array.from({ length: 20 }, (_, n) => n);
  // Those that came last are ready first.
  await Promise.all(
    numbers.toReversed().map((n) => {
      const one = n % others.length;
      return others[one]!.commit(opened[one]!, makeTurn(n), { epoch: 0, also: store.also('cat') });
    }),
  );
  const window = await windowOf('cat');
  expect(idsOf(window)).toEqual(pairs(numbers));
  expect(window.totals).toMatchObject({ user: 20, assistant: 20 });
  expect(window.processed.map(({ id }) => id).sort()).toEqual(numbers.map((n) => `m${n}`).sort());
});

it('turns of one instance go on from one another without reading again', async () => {
  await store.meet('dan');
  await say('dan', makeTurn(0));
  const opened = await memory.open('dan', 'main');
  store.resetCounts();
  const turns = [1, 2, 3, 4].map((n) =>
    memory.commit(opened, makeTurn(n), { epoch: 0, also: store.also('dan') }),
  );
  await Promise.all(turns);
  expect(store.counts()).toMatchObject({ reads: 0, writes: 8 });
});

it('the same message again has one effect and the reply that it had', async () => {
  await store.meet('eve');
  await say('eve', makeTurn(1, { reply: 'The first answer' }));
  const again = await say('eve', makeTurn(1, { reply: 'Another answer' }));
  expect(again.duplicate).toBe('The first answer');
  expect(idsOf(await windowOf('eve'))).toEqual(pairs([1]));
  const opened = await memory.open('eve', 'main');
  expect(await memory.replyTo(opened, 'm1')).toMatchObject({ content: 'The first answer' });
  expect(await memory.replyTo(opened, 'm2')).toBeUndefined();
});

it('of two deliveries of a message at once one is remembered and both have its reply', async () => {
  await store.meet('fay');
  const other = createMemory({ firestore: store.open });
  const results = await Promise.all([
    say('fay', makeTurn(1, { reply: 'One' })),
    say('fay', makeTurn(1, { reply: 'Two' }), other),
  ]);
  const window = await windowOf('fay');
  expect(window.totals.user).toBe(1);
  const kept = window.events[1]!.content;
  expect(results.map(({ duplicate }) => duplicate).filter((reply) => reply !== undefined)).toEqual([kept]);
});

it('a late turn does not bring an erased person back', async () => {
  await store.meet('gus');
  await say('gus', makeTurn(1));
  const opened = await memory.open('gus', 'main');
  await store.erase('gus');
  const commit = memory.commit(opened, makeTurn(2), { epoch: 0, also: store.also('gus') });
  await expect(commit).rejects.toBeInstanceOf(PersonGoneError);
  const first = memory.commit(await memory.open('gus', 'new'), makeTurn(3), {
    epoch: 0,
    also: store.also('gus'),
  });
  await expect(first).rejects.toBeInstanceOf(PersonGoneError);
  const left = await Promise.all([
    store.firestore.collection('users/gus/conversations').get(),
    store.firestore.collection('users/gus/state').get(),
  ]);
  expect(left.map(({ size }) => size)).toEqual([0, 0]);
});

it('a window that was deleted meanwhile begins anew', async () => {
  await store.meet('hal');
  await say('hal', makeTurn(1));
  const opened = await memory.open('hal', 'main');
  await store.firestore.doc('users/hal/conversations/main').delete();
  await memory.commit(opened, makeTurn(2), { epoch: 0, also: store.also('hal') });
  expect(idsOf(await windowOf('hal'))).toEqual(pairs([2]));
});

it('events of two conversations with the same ids do not clash', async () => {
  await store.meet('ida');
  await say('ida', makeTurn(1, { text: 'In the first' }));
  await say('ida', makeTurn(1, { text: 'In the second' }), memory, 'second');
  expect((await windowOf('ida')).events[0]?.content).toBe('In the first');
  expect((await windowOf('ida', 'second')).events[0]?.content).toBe('In the second');
  expect((await memory.siblings('ida', 'main')).map(({ conversationId }) => conversationId)).toEqual([
    'second',
  ]);
});

it('what this instance writes is in the other conversations at once, without a read', async () => {
  await store.meet('jim');
  await say('jim', makeTurn(1));
  await say('jim', makeTurn(2), memory, 'second');
  await memory.siblings('jim', 'main');
  const later = createMemory({ firestore: store.open, clock: () => start + 20_000 });
  await later.siblings('jim', 'main');
  store.resetCounts();
  await say('jim', makeTurn(3), later, 'second');
  const [second] = await later.siblings('jim', 'main');
  expect(idsOf(second!.window)).toEqual(pairs([2, 3]));
  expect(store.counts().reads).toBe(1);
});

it('a store that does not answer is told within the patience of the caller', async () => {
  const memory = createMemory({ firestore: () => new Promise(() => undefined) });
  const opened = { userId: 'kim', conversationId: 'main', window: undefined, updateTime: undefined };
  const commit = memory.commit(opened, makeTurn(1), { epoch: 0, also: store.also('kim'), patienceMs: 20 });
  await expect(commit).rejects.toMatchObject({ code: 'unavailable' });
});
