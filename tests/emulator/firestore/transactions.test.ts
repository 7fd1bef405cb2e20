import { FieldValue } from '@google-cloud/firestore';
import type { DocumentReference, Transaction } from '@google-cloud/firestore';
import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { connect, freshProject } from './connect.ts';

const projectId = freshProject();
const db = connect({ projectId });
const docs = db.collection('docs');

async function numbered(n: number): Promise<DocumentReference> {
  const ref = docs.doc();
  await ref.set({ n });
  return ref;
}
const valueOf = async (ref: DocumentReference): Promise<unknown> => (await ref.get()).get('n');

describe('a transaction', () => {
  it('reads, writes and answers', async () => {
    const ref = await numbered(1);
    const answer = await db.runTransaction(async (transaction) => {
      const n = Number((await transaction.get(ref)).get('n'));
      transaction.update(ref, { n: n + 1 });
      transaction.set(ref, { at: FieldValue.serverTimestamp() }, { merge: true });
      transaction.create(docs.doc('made'), { n });
      return n;
    });
    expect(answer).toBe(1);
    expect(await valueOf(ref)).toBe(2);
    expect(await valueOf(docs.doc('made'))).toBe(1);
  });

  it('that throws writes nothing and frees what it read', async () => {
    const ref = await numbered(1);
    const failed = db.runTransaction(async (transaction) => {
      await transaction.get(ref);
      transaction.update(ref, { n: 2 });
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    await ref.update({ n: 3 });
    expect(await valueOf(ref)).toBe(3);
  });

  it('is all or nothing', async () => {
    const [a, b] = [await numbered(1), await numbered(1)];
    const failed = db.runTransaction(async (transaction) => {
      await transaction.get(a);
      transaction.update(a, { n: 2 });
      transaction.create(b, { n: 2 });
    });
    await expect(failed).rejects.toMatchObject({ code: status.ALREADY_EXISTS });
    expect([await valueOf(a), await valueOf(b)]).toEqual([1, 1]);
  });

  it('does not see its own writes in reads, for reads come first', async () => {
    const ref = await numbered(1);
    const failed = db.runTransaction(async (transaction) => {
      transaction.update(ref, { n: 2 });
      await transaction.get(ref);
    });
    await expect(failed).rejects.toThrow(/reads to be executed before all writes/);
  });

  it('reads several documents, queries and counts', async () => {
    const group = db.collection('group');
    await group.doc('a').set({ n: 1 });
    await group.doc('b').set({ n: 2 });
    const seen = await db.runTransaction(async (transaction) => {
      const [all, found, counted] = [
        await transaction.getAll(group.doc('a'), group.doc('zz')),
        await transaction.get(group.where('n', '>', 0)),
        await transaction.get(group.count()),
      ];
      transaction.update(group.doc('a'), { n: 10 });
      return [all.map((one) => one.exists), found.docs.map((one) => one.id), counted.data().count];
    });
    expect(seen).toEqual([[true, false], ['a', 'b'], 2]);
    expect(await valueOf(group.doc('a'))).toBe(10);
  });

  it('without reads is one commit', async () => {
    const ref = docs.doc();
    await db.runTransaction((transaction) => {
      transaction.set(ref, { n: 1 });
      return Promise.resolve();
    });
    expect(await valueOf(ref)).toBe(1);
  });
});

describe('transactions that meet', () => {
  it('from twenty clients incrementing one document end at exactly twenty', async () => {
    const ref = await numbered(0);
    const clients = Array.from({ length: 20 }, () => connectPeer());
    const increment = (client: typeof db) =>
      client.runTransaction(
        async (transaction: Transaction) => {
          const one = client.doc(ref.path);
          transaction.update(one, { n: Number((await transaction.get(one)).get('n')) + 1 });
        },
        { maxAttempts: 30 },
      );
    await Promise.all(clients.map(increment));
    expect(await valueOf(ref)).toBe(20);
  }, 60_000);

  it('over what one of them has not found keep one document', async () => {
    const ref = docs.doc();
    const makeOnce = () =>
      db.runTransaction(
        async (transaction) => {
          if ((await transaction.get(ref)).exists) return 'found';
          transaction.set(ref, { n: 1 });
          return 'made';
        },
        { maxAttempts: 30 },
      );
    const outcomes = await Promise.all(Array.from({ length: 6 }, makeOnce));
    expect(outcomes.filter((one) => one === 'made')).toHaveLength(1);
  }, 60_000);

  it('over a query keep its result true', async () => {
    const seats = db.collection('seats');
    const book = (name: string) =>
      db.runTransaction(
        async (transaction) => {
          const taken = await transaction.get(seats.where('hall', '==', 1));
          if (taken.size >= 3) return false;
          transaction.set(seats.doc(name), { hall: 1 });
          return true;
        },
        { maxAttempts: 30 },
      );
    const booked = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(book));
    expect(booked.filter(Boolean)).toHaveLength(3);
    expect((await seats.get()).size).toBe(3);
  }, 60_000);
});

const peers: (typeof db)[] = Array.from({ length: 20 }, () => connect({ projectId }));
const connectPeer = () => peers.pop() ?? db;

describe('a write from outside', () => {
  it('waits for the transaction that has read the document, and comes after it', async () => {
    const ref = await numbered(1);
    let outside: Promise<unknown> = Promise.resolve();
    await db.runTransaction(async (transaction) => {
      const n = Number((await transaction.get(ref)).get('n'));
      outside = ref.update({ n: 100 });
      await db.doc('docs/anything').get();
      transaction.update(ref, { n: n + 1 });
    });
    await outside;
    expect(await valueOf(ref)).toBe(100);
  });

  it('waits for the transaction whose query has found the document', async () => {
    const ref = await numbered(7_000);
    let outside: Promise<unknown> = Promise.resolve();
    await db.runTransaction(async (transaction) => {
      const found = await transaction.get(docs.where('n', '==', 7_000));
      expect(found.size).toBe(1);
      outside = ref.update({ n: 7_002 });
      await db.doc('docs/anything').get();
      transaction.update(ref, { n: 7_001 });
    });
    await outside;
    expect(await valueOf(ref)).toBe(7_002);
  });

  it('does not hold up reads outside the transaction', async () => {
    const ref = await numbered(1);
    await db.runTransaction(async (transaction) => {
      await transaction.get(ref);
      expect(await valueOf(ref)).toBe(1);
      expect((await docs.where('n', '==', 1).get()).size).toBeGreaterThan(0);
      transaction.update(ref, { n: 2 });
    });
    expect(await valueOf(ref)).toBe(2);
  });
});

describe('a read-only transaction', () => {
  it('sees one moment, whatever is written meanwhile', async () => {
    const [a, b] = [await numbered(1), await numbered(1)];
    const seen = await db.runTransaction(
      async (transaction) => {
        const first: unknown = (await transaction.get(a)).get('n');
        await a.update({ n: 2 });
        await b.update({ n: 2 });
        const second: unknown = (await transaction.get(b)).get('n');
        return [first, second];
      },
      { readOnly: true },
    );
    expect(seen).toEqual([1, 1]);
    expect(await valueOf(b)).toBe(2);
  });

  it('sees the same moment in queries, and what was deleted since', async () => {
    const room = db.collection('room');
    await room.doc('a').set({ n: 1 });
    await room.doc('b').set({ n: 2 });
    const seen = await db.runTransaction(
      async (transaction) => {
        await transaction.get(room.doc('none'));
        await room.doc('a').delete();
        await room.doc('b').update({ n: 0 });
        await room.doc('c').set({ n: 3 });
        const found = await transaction.get(room.orderBy('n', 'desc'));
        return found.docs.map((one) => [one.id, one.get('n') as number]);
      },
      { readOnly: true },
    );
    expect(seen).toEqual([
      ['b', 2],
      ['a', 1],
    ]);
  });

  it('reads a moment in the past', async () => {
    const ref = docs.doc();
    const { writeTime } = await ref.set({ n: 1 });
    await ref.set({ n: 2 });
    const seen = await db.runTransaction(
      async (transaction) => (await transaction.get(ref)).get('n') as number,
      {
        readOnly: true,
        readTime: writeTime,
      },
    );
    expect(seen).toBe(1);
  });

  it('refuses writes', async () => {
    const failed = db.runTransaction(
      (transaction) => {
        transaction.set(docs.doc(), {});
        return Promise.resolve();
      },
      { readOnly: true },
    );
    await expect(failed).rejects.toThrow(/read-only/);
  });
});
