import { Timestamp, type Transaction } from '@google-cloud/firestore';
import { afterEach, describe, expect, it } from 'vitest';
import { startServer, type Server } from './start-server.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function start(options: Parameters<typeof startServer>[0] = {}): Promise<Server> {
  const server = await startServer(options);
  servers.push(server);
  return server;
}

/** A promise and what settles it. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

const ABORTED = 10;

describe('transactions', () => {
  it('a write waits for the transaction that has read the document', async () => {
    const { firestore } = await start();
    const one = firestore.doc('t/one');
    await one.set({ n: 1 });
    const order: string[] = [];
    const { open, opened } = gate();
    const read = gate();
    const transaction = firestore.runTransaction(async (t) => {
      await t.get(one);
      read.open();
      await opened;
      t.update(one, { n: 2 });
      order.push('transaction');
    });
    await read.opened;
    const write = one.set({ n: 3 }).then(() => order.push('write'));
    open();
    await Promise.all([transaction, write]);
    expect(order).toEqual(['transaction', 'write']);
    expect((await one.get()).get('n')).toBe(3);
  });

  it('two that want what the other holds do not both fail, and both succeed in the end', async () => {
    const { firestore } = await start();
    const [a, b] = [firestore.doc('t/a'), firestore.doc('t/b')];
    await a.set({ n: 0 });
    await b.set({ n: 0 });
    const met = gate();
    let holding = 0;
    let attempts = 0;
    const crossing = (first: typeof a, second: typeof b) =>
      firestore.runTransaction(async (t) => {
        attempts += 1;
        await t.get(first);
        holding += 1;
        if (holding === 2) met.open();
        if (attempts <= 2) await met.opened;
        const n = (await t.get(second)).get('n') as number;
        t.update(second, { n: n + 1 });
      });
    await Promise.all([crossing(a, b), crossing(b, a)]);
    expect(attempts).toBe(3);
    expect([(await a.get()).get('n'), (await b.get()).get('n')]).toEqual([1, 1]);
  });

  it('a new document that a query in a transaction would have found waits for its end', async () => {
    const { firestore } = await start();
    const slots = firestore.collection('slots');
    const reserve = () =>
      firestore.runTransaction(async (t) => {
        const taken = await t.get(slots.where('day', '==', 'monday'));
        if (!taken.empty) return 'taken';
        t.create(slots.doc(), { day: 'monday' });
        return 'reserved';
      });
    const outcomes = await Promise.all([reserve(), reserve(), reserve()]);
    expect(outcomes.toSorted()).toEqual(['reserved', 'taken', 'taken']);
    expect((await slots.get()).size).toBe(1);
  });

  it('a write into what a query in a transaction has looked through waits for its end', async () => {
    const { firestore } = await start();
    const slots = firestore.collection('slots');
    const [looked, written] = [gate(), gate()];
    const order: string[] = [];
    const transaction = firestore.runTransaction(async (t) => {
      await t.get(slots.where('day', '==', 'monday'));
      looked.open();
      await written.opened;
      order.push('transaction');
    });
    await looked.opened;
    await slots.doc('other').set({ day: 'tuesday' });
    const write = slots.doc('one').set({ day: 'monday' });
    const moved = slots.doc('other').set({ day: 'monday' });
    const both = Promise.all([write, moved]).then(() => order.push('writes'));
    expect((await slots.where('day', '==', 'monday').get()).size).toBe(0);
    written.open();
    await Promise.all([transaction, both]);
    expect(order).toEqual(['transaction', 'writes']);
    expect((await slots.where('day', '==', 'monday').get()).size).toBe(2);
  });

  it('what a limited query did not look at is free', async () => {
    const { firestore } = await start();
    const jobs = firestore.collection('jobs');
    await jobs.doc('a').set({ at: 1 });
    const taken = gate();
    const written = gate();
    const transaction = firestore.runTransaction(async (t) => {
      await t.get(jobs.orderBy('at').limit(1));
      taken.open();
      await written.opened;
    });
    await taken.opened;
    await jobs.doc('b').set({ at: 2 });
    written.open();
    await transaction;
    expect((await jobs.get()).size).toBe(2);
  });

  it('whoever waits too long for a lock is aborted', async () => {
    const { firestore } = await start({ lockWaitMs: 50 });
    const one = firestore.doc('t/one');
    await one.set({ n: 1 });
    const read = gate();
    const waited = gate();
    const transaction = firestore.runTransaction(async (t) => {
      await t.get(one);
      read.open();
      await waited.opened;
    });
    await read.opened;
    const second = firestore.runTransaction((t) => t.get(one), { maxAttempts: 1 });
    await expect(second).rejects.toMatchObject({ code: ABORTED });
    waited.open();
    await transaction;
  });

  it('an idle transaction loses its locks, and its commit is aborted', async () => {
    const { firestore } = await start({ transactionIdleMs: 30 });
    const one = firestore.doc('t/one');
    await one.set({ n: 1 });
    let attempts = 0;
    await firestore.runTransaction(async (t: Transaction) => {
      attempts += 1;
      await t.get(one);
      // The first attempt lets another write through, which it can only once the lock is gone.
      if (attempts === 1) await one.set({ n: 5 });
      t.update(one, { done: true });
    });
    expect(attempts).toBe(2);
    expect((await one.get()).data()).toEqual({ n: 5, done: true });
  });

  it('a read-only transaction sees one moment, in documents, queries and counts', async () => {
    const { firestore } = await start();
    const list = firestore.collection('list');
    await list.doc('a').set({ n: 1 });
    await list.doc('b').set({ n: 2 });
    await firestore.runTransaction(
      async (t) => {
        expect((await t.get(list.doc('a'))).get('n')).toBe(1);
        await list.doc('a').set({ n: 7 });
        await list.doc('b').delete();
        await list.doc('c').set({ n: 3 });
        expect((await t.get(list.doc('a'))).get('n')).toBe(1);
        const seen = await t.get(list.orderBy('n', 'desc'));
        expect(seen.docs.map((one) => [one.id, one.get('n') as number])).toEqual([['b', 2], ['a', 1]]); // prettier-ignore
        expect((await t.get(list.where('n', '>', 1).limit(1))).docs[0]?.id).toBe('b');
        expect((await t.get(list.count())).data().count).toBe(2);
      },
      { readOnly: true },
    );
    expect((await list.orderBy('n').get()).docs.map((one) => one.id)).toEqual(['c', 'a']);
  });

  it('a read at a time sees what was there then, as far back as is kept', async () => {
    const { firestore } = await start();
    const one = firestore.doc('t/one');
    const { writeTime } = await one.set({ n: 1 });
    await one.set({ n: 2 });
    const then = await firestore.runTransaction((t) => t.get(one), { readOnly: true, readTime: writeTime });
    expect(then.get('n')).toBe(1);
    const before = Timestamp.fromMillis(writeTime.toMillis() - 86_400_000);
    const late = firestore.runTransaction((t) => t.get(one), { readOnly: true, readTime: before });
    await expect(late).rejects.toMatchObject({ code: 9 });
  });

  it('closing the server does not wait for those who wait', async () => {
    const server = await startServer();
    const one = server.firestore.doc('t/one');
    await one.set({ n: 1 });
    const read = gate();
    const closed = gate();
    const transaction = server.firestore.runTransaction(
      async (t) => {
        await t.get(one);
        read.open();
        await closed.opened;
      },
      { maxAttempts: 1 },
    );
    await read.opened;
    // The client would try for minutes to reach a server that is gone.
    const abandoned = Promise.allSettled([transaction, one.set({ n: 2 })]);
    await expect(server.local.close()).resolves.toBeUndefined();
    closed.open();
    void abandoned;
  });
});
